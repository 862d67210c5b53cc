"""What a relay's words mean for a reader, and that they are kept without naming one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.newsletters.interfaces import Outcome
from tamizdat.newsletters.providers.outcomes import WORDS, clean, outcome, reader_is_gone, status_of
from tamizdat.newsletters.providers.wire import Reply

GONE = [
    "550 5.1.1 no such user",
    "550 no such user here",
    "553 mailbox name not allowed here",
    "550 5.2.1 disabled",
    "554 5.1.10 null MX",
    "550 5.0.0 unknown user",
]
NOT_GONE = [
    "550 5.7.1 message rejected", "554 5.7.26 unauthenticated", "552 5.2.2 mailbox full", "550 spam message rejected", "550 5.7.515 access denied",
    "550 blocked by our list, see https://list.example", "554 transaction failed", "550 5.0.0 sender has a poor reputation", "571 no", "550 5.4.1 denied",
]  # fmt: skip


def said(line):
    return outcome(Reply(int(line[:3]), (line[4:].encode(),)), address="ada@example.org")


@pytest.mark.parametrize("line", GONE)
def test_a_refusal_about_the_mailbox_gives_the_reader_up(line):
    assert reader_is_gone(said(line))


@pytest.mark.parametrize("line", [*NOT_GONE, "450 4.1.1 try again", "250 2.1.1 fine"])
def test_a_refusal_about_us_or_for_now_keeps_the_reader(line):
    assert not reader_is_gone(said(line))


def test_a_message_that_the_relay_cannot_carry_says_nothing_about_the_reader():
    assert not reader_is_gone(Outcome(state="refused", code=0, words="the message has 12 bytes, the relay takes 10"))


@given(st.emails(), st.text(max_size=300), st.text(max_size=300))
def test_no_address_stands_in_what_is_kept(address, before, after):
    kept = clean(f"{before} <{address}> {after} {address.partition('@')[0]} {address}", address)
    assert address not in kept and "@" not in kept
    assert len(kept) <= WORDS and kept.isascii() and kept.isprintable()


def test_a_name_without_its_domain_is_left_out_too():
    assert clean("550 User ADA.lovelace unknown", "ada.lovelace@example.org") == "550 User * unknown"


@pytest.mark.parametrize(
    ("words", "status"), [("5.1.1 no", "5.1.1"), ("x 4.7.28: y", "4.7.28"), ("from 192.5.1.1 no", ""), ("1.2.3", ""), ("", "")]
)
def test_an_enhanced_status_is_told_from_other_numbers(words, status):
    assert status_of(words) == status
