"""Addresses: one person's spellings of one address are one, what is no address is refused, and without the key nothing can be tried."""

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.sealed.lookup import ADDRESS_BYTES, HASH_BYTES, BadAddress, keyed_hash, normal

KEY, OTHER = bytes(range(32)), bytes(32)

locals_ = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.+_-'", min_size=1, max_size=64)
labels = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True).filter(lambda label: not label.startswith("xn--"))
domains = st.lists(labels, min_size=1, max_size=3).map(lambda found: ".".join([*found, "example"]))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("anna@mail.example", "anna@mail.example"),
        ("  Anna@Mail.EXAMPLE\n", "Anna@mail.example"),
        ("анна@почта.рф", "анна@xn--80a1acny.xn--p1ai"),
        ("anna@ПОЧТА.рф", "anna@xn--80a1acny.xn--p1ai"),
        ("anna+letters@mail.example", "anna+letters@mail.example"),
        ("o'brien@mail.example", "o'brien@mail.example"),
    ],
)
def test_an_address_is_written_in_one_way(typed, found):
    assert normal(typed) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "anna",
        "anna@",
        "@mail.example",
        "anna@mail",
        "anna@@mail.example",
        "anna@mail..example",
        "anna@.example",
        "an na@mail.example",
        "anna@mail.example, boris@mail.example",
        "<anna@mail.example>",
        "anna@mail.example\r\nBcc: boris@mail.example",
        '"anna"@mail.example',
        "anna@[192.0.2.1]",
        "a" * 65 + "@mail.example",
        "anna@" + "a" * 64 + ".example",
        "anna@" + ".".join(["a" * 60] * 5) + ".example",
        "a" * 64 + "@" + ".".join(["b" * 47] * 4),
        "anna\0@mail.example",
    ],
)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(BadAddress, match="not a mail address"):
        normal(text)


@given(locals_, domains)
def test_case_and_blanks_do_not_make_another_person(local, domain):
    address = f"{local}@{domain}"
    same = f"  {local.upper()}@{domain.title()} "
    assert keyed_hash(KEY, address) == keyed_hash(KEY, same)
    assert normal(normal(address)) == normal(address)


@given(locals_, locals_, domains)
def test_two_people_are_two(one, other, domain):
    alike = one.lower() == other.lower()
    assert (keyed_hash(KEY, f"{one}@{domain}") == keyed_hash(KEY, f"{other}@{domain}")) == alike


def test_without_the_key_nothing_can_be_tried():
    assert keyed_hash(KEY, "anna@mail.example") != keyed_hash(OTHER, "anna@mail.example")
    assert keyed_hash(KEY, "anna@mail.example") == hmac.digest(KEY, b"anna@mail.example", "sha256")[:HASH_BYTES]


def test_the_longest_address_still_is_one():
    domain = ".".join(["b" * 46] * 4) + ".b"
    address = "a" * (ADDRESS_BYTES - len(domain) - 1) + "@" + domain
    assert len(address) == ADDRESS_BYTES
    assert normal(address) == address


@given(st.text(max_size=80))
def test_whatever_is_typed_is_an_address_or_refused(text):
    try:
        found = normal(text)
    except BadAddress:
        return
    assert found.count("@") == 1 and not set(found) & set(" \r\n<>,;\0") and found.partition("@")[2].isascii()
