"""The clock's work for readers: all of it is done, and one part that breaks holds up no other."""

from datetime import timedelta

import pytest

from factories.readers import FRIDAY, sign_up
from simulators.relays import DOUBT, LATER, REFUSED, SENT, RelayInMemory
from tamizdat.newsletters import clock
from tamizdat.newsletters.interfaces import Envelope
from tamizdat.newsletters.mail.senders import Sender
from tamizdat.newsletters.models import AppliedRecord, ConsentText, Notice, Pending
from tamizdat.newsletters.readers.handlers import HANDLERS

pytestmark = pytest.mark.django_db(databases=["default", "readers"])

SENDER = Sender(name="Shore", address="letter@shore.example", gate="https://gate.example", domain="shore.example")


def tick(relay=None, now=FRIDAY):
    clock.tick(relay or RelayInMemory(), lambda discreet: SENDER, now)


def test_words_of_consent_are_kept_when_they_are_first_shown_not_when_somebody_agrees():
    tick()
    assert ConsentText.objects.count() == 6  # three languages, two letters
    tick()
    assert ConsentText.objects.count() == 6


def test_what_waits_is_sent_and_what_is_over_is_erased():
    HANDLERS["sign_up"].at(sign_up(), FRIDAY)
    relay = RelayInMemory()
    tick(relay)
    tick(relay)
    assert len(relay.got) == 1
    clock.forget(FRIDAY + timedelta(days=40))
    assert not Pending.objects.exists() and not AppliedRecord.objects.exists()


def test_a_relay_that_breaks_holds_up_nothing_else_and_says_nothing_about_anybody(caplog):
    def breaks(envelope):
        raise ValueError(envelope.recipient)

    HANDLERS["sign_up"].at(sign_up("ada@example.org"), FRIDAY)
    tick(RelayInMemory(breaks))
    clock.forget(FRIDAY + timedelta(days=8))
    assert not Pending.objects.exists() and not Notice.objects.exists()
    assert "ada" not in caplog.text and "sending mails about subscriptions failed: ValueError" in caplog.text


@pytest.mark.parametrize(("first", "asked"), [(LATER, 2), (SENT, 1), (REFUSED, 1), (DOUBT, 1)])
def test_the_next_relay_is_asked_only_when_the_first_certainly_took_nothing(first, asked):
    relays = [RelayInMemory(first), RelayInMemory(SENT)]
    outcome = clock.InTurn(relays).send(Envelope(sender="a@b.example", recipient="c@d.example", data=b"", message_id="<m>"))
    assert sum(len(relay.got) for relay in relays) == asked
    assert outcome == (SENT if first is LATER else first)


def test_without_a_relay_mails_wait():
    HANDLERS["sign_up"].at(sign_up(), FRIDAY)
    tick(clock.InTurn([]))
    assert Notice.objects.get().state == "waiting"
