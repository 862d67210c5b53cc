"""A reader's copy: what is the reader's own, what all share, and what must not stand in it (T4)."""

import quopri
import re
from email import message_from_bytes
from email.policy import default

import pytest

from factories.mail import DOMAIN, HTML, KEYS, TEXT, WHEN, letter_mail, occasion, ref, sender, signers, splicer
from tamizdat.newsletters.mail.headers import NotWritable
from tamizdat.newsletters.mail.names import tokens_in
from tamizdat.newsletters.mail.splice import Splicer
from tamizdat.sealed.links import read_link

LINK = re.compile(r"https://gate\.courier\.example/([up])/([\w.-]+)")
HOST = re.compile(r"(?:@|://)([^\s/>?]+)")
PUBLIC = KEYS.links.public_key()


def opened(envelope):
    return message_from_bytes(envelope.data, policy=default)


def bodies(message):
    return [message.get_body((form,)).get_content().replace("\r\n", "\n") for form in ("plain", "html")]


def test_a_copy_has_the_headers_that_receivers_of_letters_ask_for():
    message = opened(splicer().envelope(ref(), "ada@example.org", WHEN))
    assert message["to"] == "ada@example.org" and message["from"] == f"The Kesh Courier <letters@{DOMAIN}>"
    assert message["subject"] == "Письмо пятницы" and message["list-id"] == f"<weekly.ru.{DOMAIN}>"
    assert message["list-unsubscribe-post"] == "List-Unsubscribe=One-Click" and message["precedence"] == "bulk"
    assert message["x-mailru-msgtype"] == "weekly" and message["mime-version"] == "1.0" and not message.defects
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_the_links_of_a_copy_are_the_readers_own_in_both_forms_and_in_the_header():
    reader = ref()
    message = opened(splicer().envelope(reader, "ada@example.org", WHEN, shown=("+discreet", "alerts", "weekly")))
    header, mailto = re.fullmatch(r"<(\S+)>, <mailto:(\S+)\?subject=unsubscribe>", message["list-unsubscribe"]).groups()
    for body in bodies(message):
        found = dict(LINK.findall(body))
        assert found["u"] == found["p"]
        signed = read_link(PUBLIC, found["u"], now=WHEN)
        leave, change = signed.opens("unsubscribe"), signed.opens("preferences")
        assert (leave.action, leave.ref, leave.shown, leave.issue, leave.language) == (
            "unsubscribe",
            reader,
            ("weekly",),
            "letter-27",
            "ru",
        )
        assert (change.action, change.ref, change.shown) == ("preferences", reader, ("+discreet", "alerts", "weekly"))
        assert f"https://gate.{DOMAIN}/u/{found['u']}" == header and ".invalid" not in body
    assert [(token.mailbox, token.mailing, token.ref) for token in tokens_in(KEYS.message_ids, mailto)] == [("leave", 27, reader)]


def test_what_the_editor_wrote_is_read_unchanged():
    text, html = bodies(opened(splicer().envelope(ref(), "ada@example.org", WHEN)))
    assert LINK.sub("", text) == re.sub(r"https://\w+\.invalid/", "", TEXT)
    assert LINK.sub("", html) == re.sub(r"https://\w+\.invalid/", "", HTML)


def test_the_same_copy_is_made_of_the_same_bytes():
    reader, made = ref(), splicer(by=sender(signers=signers()))
    assert made.envelope(reader, "ada@example.org", WHEN).data == made.envelope(reader, "ada@example.org", WHEN).data
    assert made.envelope(reader, "ada@example.org", WHEN).message_id == made.message_id(reader)


def test_lines_are_short_and_end_as_smtp_wants_them():
    data = splicer(by=sender(signers=signers())).envelope(ref(), "ada@example.org", WHEN).data
    assert data.count(b"\n") == data.count(b"\r\n") == data.count(b"\r")
    head, _, body = data.partition(b"\r\n\r\n")
    assert max(map(len, body.split(b"\r\n"))) <= 76 and max(map(len, head.split(b"\r\n"))) <= 998
    assert data.isascii()


def test_a_thousand_copies_tell_a_relay_nothing_of_us_and_share_no_name_but_the_issues():
    made, people = splicer(by=sender(signers=signers()[1:])), [(ref(), f"reader{number}@example.org") for number in range(1000)]
    seen = set()
    for reader, address in people:
        copy = made.envelope(reader, address, WHEN)
        message = message_from_bytes(copy.data)
        assert not {"bcc", "cc", "received", "sender", "x-mailer", "user-agent", "x-originating-ip"} & {name.lower() for name in message}
        assert set(HOST.findall(copy.data.partition(b"\r\n\r\n")[0].decode())) == {DOMAIN, f"gate.{DOMAIN}", "example.org"}
        own = {copy.message_id, copy.sender, *LINK.findall(quopri.decodestring(copy.data.partition(b"\r\n\r\n")[2]).decode())}
        assert not own & seen
        seen |= own
        assert [other for other in re.findall(rb"reader\d+@", copy.data) if other != address.partition("@")[0].encode() + b"@"] == []
    ours = re.compile(r"[0-9a-z]{8,}")
    shared = set.intersection(*(set(ours.findall(made.envelope(*person, WHEN).sender)) for person in people[:50]))
    assert shared <= {"bounces", "courier", "example"}


def test_a_discreet_copy_says_neither_newspaper_nor_letter_in_its_headers():
    by = sender(line="Anna <hello@friday.example>", gate="https://answers.friday.example", neutral=True)
    copy = splicer(letter_mail(subject="Hello"), by=by).envelope(ref(), "ada@example.org", WHEN)
    head = copy.data.partition(b"\r\n\r\n")[0].lower() + copy.sender.encode()
    assert b"courier" not in head and b"weekly" not in head and b"friday.example" in head


def test_a_letter_without_its_unsubscribe_link_is_refused():
    for changes in ({"html": "<p>no link</p>"}, {"text": "no link"}):
        with pytest.raises(ValueError, match="no unsubscribe link"):
            Splicer(letter_mail(**changes), sender(), occasion(), KEYS)


def test_an_address_that_could_break_the_message_is_refused():
    with pytest.raises(NotWritable):
        splicer().envelope(ref(), "ada@example.org>\r\nBcc: <spy@example.org", WHEN)


def test_an_address_that_is_not_ascii_stands_in_utf8_for_relays_that_take_it():
    assert "To: <ада@example.org>\r\n".encode() in splicer().envelope(ref(), "ада@example.org", WHEN).data


def test_a_copy_that_says_so_has_no_line_that_begins_with_a_dot():
    copy = splicer(letter_mail(text=f".one\n..two\n{TEXT}"), by=sender(signers=signers())).envelope(ref(), "ada@example.org", WHEN)
    assert copy.dotless and b"\n." not in copy.data and copy.data.endswith(b"\r\n")
    language = splicer(letter_mail(language="\r\n.ru")).envelope(ref(), "ada@example.org", WHEN)
    assert not language.dotless
