"""DKIM, checked by dkimpy: good signatures hold, and whoever changes what is signed is found out."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.mail import DOMAIN, WHEN, ref, sender, signers, splicer
from simulators.dkim_receiver import good_signatures
from tamizdat.newsletters.mail.dkim import BadDkimKey, Signer, from_pem, generate, signed, to_pem


@pytest.fixture(scope="module")
def letter():
    return splicer(by=sender(signers=signers())).envelope(ref(), "ada@example.org", WHEN).data


def test_both_signatures_of_a_letter_hold(letter):
    assert good_signatures(letter, signers()) == [True, True]


def test_the_pieced_signature_is_the_one_that_the_whole_message_would_get(letter):
    bare = letter[letter.index(b"\r\nFrom: ") + 2 :]
    again = signed(bare, signers(), WHEN)
    assert good_signatures(again, signers()) == [True, True]
    hashes = re.compile(rb"bh=([^;]+);")
    assert hashes.findall(again) == hashes.findall(letter)


@pytest.mark.parametrize(
    "name",
    ["From", "To", "Subject", "Date", "Message-ID", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Precedence", "Content-Type"],
)
def test_a_changed_header_is_found_out(letter, name):
    changed = re.sub(rb"(\r\n%s: )" % name.encode(), rb"\1x", letter, count=1)
    assert changed != letter and good_signatures(changed, signers()) == [False, False]


@pytest.mark.parametrize("added", [b"From: <spy@example.org>", b"Reply-To: <spy@example.org>"])
def test_another_from_or_an_answer_address_cannot_be_added(letter, added):
    assert good_signatures(letter.replace(b"\r\nTo: ", b"\r\n" + added + b"\r\nTo: ", 1), signers()) == [False, False]


def test_a_changed_body_is_found_out(letter):
    assert good_signatures(letter.replace(b"=D0", b"=D1", 1), signers()) == [False, False]


def test_folding_and_spaces_on_the_way_do_no_harm(letter):
    carried = letter.replace(b"Precedence: bulk", b"precedence:\r\n\t bulk  ") + b"\r\n\r\n"
    assert good_signatures(carried, signers()) == [True, True]


def test_both_unsubscribe_headers_are_signed(letter):
    for names in re.findall(rb"[ ;]h=([^;]+);", letter.replace(b"\r\n  ", b"")):
        assert {b"list-unsubscribe", b"list-unsubscribe-post", b"date", b"message-id"} < set(names.split(b":"))
        assert names.split(b":").count(b"from") == 2


BODIES = st.lists(st.text("a \tz.-é", max_size=30).map(str.encode), max_size=8).map(b"\r\n".join)
VALUES = st.lists(st.text("ab \t", min_size=1, max_size=20), min_size=1, max_size=4).map(
    lambda parts: "\r\n ".join(f"x{part}" for part in parts)
)


@given(VALUES, BODIES)
def test_any_spacing_of_headers_and_body_is_signed_as_receivers_read_it(subject, body):
    one = signers()[1:]
    message = f"From: <letters@{DOMAIN}>\r\nSUBJECT : {subject}\r\nTo:x@example.org\r\n".replace(" :", ":").encode() + b"\r\n" + body
    assert good_signatures(signed(message, one, WHEN), one) == [True]


def test_a_key_comes_back_from_its_file():
    for signer in signers():
        again = Signer(signer.domain, signer.selector, from_pem(to_pem(signer.key)))
        assert again.dns_record() == signer.dns_record() and again.algorithm == signer.algorithm


@pytest.mark.parametrize("data", [b"", b"not a key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_a_file_that_holds_no_key_says_what_it_should_hold(data):
    with pytest.raises(BadDkimKey, match="Ed25519 or an RSA key of 2048 bits"):
        from_pem(data)


def test_a_short_rsa_key_is_refused():
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

    with pytest.raises(BadDkimKey):
        from_pem(to_pem(generate_private_key(65537, 1024)))


def test_a_zone_line_has_strings_that_dns_takes():
    line = signers()[0].dns_record().zone_line()
    assert line.startswith(f"t1._domainkey.{DOMAIN}. IN TXT (")
    strings = re.findall(r'"([^"]*)"', line)
    assert all(len(string) <= 255 for string in strings) and "".join(strings) == signers()[0].dns_record().text


def test_a_signers_representation_shows_no_key():
    assert "key" not in repr(Signer("a.example", "s", generate("ed25519"))).lower()


def test_who_signs_for_another_domain_signs_nothing_of_ours():
    other = Signer("friday.example", "t1", signers()[1].key)
    assert sender(signers=(*signers(), other)).signers == signers()
    assert sender(line="Anna <hello@friday.example>", signers=(*signers(), other)).signers == (other,)
