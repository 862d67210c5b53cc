"""The clock's work for readers: wordings are kept, mails about subscriptions go out, what has had its time is erased.

Promises: may be called as often as one likes, and after any pause; what breaks in one part holds up no other. The postman calls
``tick_by_settings`` every few seconds and ``forget_by_settings`` every few minutes; they fill in what ``tick`` and ``forget`` take.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.utils import timezone

from tamizdat.newsletters.interfaces import Envelope, Outcome, Relay
from tamizdat.newsletters.readers.consents import keep_published
from tamizdat.newsletters.readers.mailing import Senders, send_waiting
from tamizdat.newsletters.shredding import SHREDDERS

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class InTurn:
    """Several relays as one: the next is asked only when the one before certainly did not take the message."""

    relays: Sequence[Relay]

    def send(self, envelope: Envelope) -> Outcome:
        """Hand one message over to the first relay that takes or refuses it."""
        outcome = Outcome(state="later", code=0, words="no relay is set up")
        for relay in self.relays:
            outcome = relay.send(envelope)
            if outcome.state != "later":
                break
        return outcome

    def hosts(self) -> tuple[str, ...]:
        """Return the hosts of all."""
        return tuple(host for relay in self.relays for host in relay.hosts())


def tick_by_settings() -> None:
    """Do what is due now, through the relays that the settings name."""
    from tamizdat.newsletters.sending import means  # sending knows this room's readers; the other way is only this door

    tick(InTurn(means.relays()), lambda discreet: means.sender(discreet=discreet), timezone.now())


def tick(relay: Relay, senders: Senders, now: datetime) -> None:
    """Do what is due at *now*."""
    _guarded("keeping the words of consent", keep_published)
    _guarded("sending mails about subscriptions", lambda: send_waiting(relay, senders, now))


def forget_by_settings() -> None:
    """Erase what has had its time by now."""
    forget(timezone.now())


def forget(now: datetime) -> None:
    """Erase what has had its time at *now*, store by store."""
    for shredder in SHREDDERS:
        _guarded(f"erasing from {shredder.store}", partial(shredder.expire, now))


def _guarded(what: str, work: Callable[[], object]) -> None:
    try:
        work()
    except Exception as error:  # noqa: BLE001 - the clock goes on, and an error's text may hold what somebody typed
        log.error("%s failed: %s", what, type(error).__name__)
