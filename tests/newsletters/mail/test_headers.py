"""Headers: what an editor typed is what a reader sees, and nothing that is typed makes a second header."""

from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import default
from email.utils import parseaddr

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tamizdat.newsletters.mail import headers

WORDS = st.lists(
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=60), min_size=1, max_size=12
)


def read(name, value):
    """What the old and the new parser of the standard library make of a header."""
    raw = name.encode() + b": " + value + b"\r\n\r\n"
    return str(make_header(decode_header(message_from_bytes(raw)[name]))), message_from_bytes(raw, policy=default)


@given(st.lists(st.text("абвгдежз", min_size=1, max_size=20), min_size=1, max_size=20).map(" ".join))
@example("Письмо пятницы: что было важного за неделю и о чём вы могли не услышать вовсе")
@example("نامهٔ جمعه: آنچه این هفته مهم بود و شاید نشنیده باشید")
def test_a_long_subject_keeps_every_letter_and_space(subject):
    value = headers.worded("Subject", subject)
    old, new = read("Subject", value)
    assert old == subject and new["subject"] == subject
    assert all(len(line) <= 78 for line in (b"Subject: " + value).split(b"\r\n"))


@given(WORDS.map(" ".join))
def test_whatever_is_typed_stays_one_ascii_header(subject):
    value = headers.worded("Subject", subject)
    assert value.isascii() and len(read("Subject", value)[1].keys()) == 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028"])
def test_a_line_end_in_a_subject_or_a_name_makes_no_second_header(end):
    for value in (headers.worded("Subject", f"Friday{end}Bcc: spy@example.org"), headers.mailbox(f"Courier{end}Bcc: x", "a@b.example")):
        assert b"\nBcc" not in value and b"\rBcc" not in value


@pytest.mark.parametrize(
    "name", ["The Kesh Courier", "Courier, Kesh", 'The "Courier"', "Курьер Кеш", "Курьер «Кеш» и ещё много длинных слов в названии газеты"]
)
def test_the_name_in_from_is_read_as_it_was_given(name):
    read_name, address = parseaddr(read("From", headers.mailbox(name, "letters@courier.example"))[0])
    assert (read_name, address) == (name, "letters@courier.example")


@pytest.mark.parametrize(
    "address", ["a b@c.example", "a@b.example\r\nBcc: x@y.example", "a@b@c.example", "a@b.example>", "a,b@c.example", "", "a@ж.example"]
)
def test_an_address_that_could_break_a_header_is_refused_unsaid(address):
    with pytest.raises(headers.NotWritable) as refused:
        headers.to(address)
    assert not address or address not in str(refused.value)


def test_dates_are_in_utc():
    assert headers.date(1_795_000_000) == b"Wed, 18 Nov 2026 11:06:40 +0000"
