"""The clock's work for givers: the ledger is followed, mails go out, renewals are announced, reminders fall due.

Promises: may be called as often as one likes, and after any pause; what breaks in one part holds up no other. The postman calls
``tick_by_settings`` every few seconds and ``look_ahead_by_settings`` every hour. What is over is forgotten by the ledger's worker.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from tamizdat.contributions import reminders
from tamizdat.contributions.givers import renewals
from tamizdat.contributions.givers.following import follow
from tamizdat.contributions.interfaces import Facts, Provider
from tamizdat.contributions.ledger.append import Ledger
from tamizdat.contributions.mails import statement_runs, statements
from tamizdat.contributions.mails.mailer import send_waiting
from tamizdat.contributions.mails.making import Senders
from tamizdat.contributions.providers import from_settings
from tamizdat.newsletters.clock import InTurn
from tamizdat.newsletters.interfaces import Opener, Relay
from tamizdat.newsletters.sending import means

log = logging.getLogger(__name__)


def tick_by_settings() -> None:
    """Do what is due now, through the relays that the settings name."""
    tick(InTurn(means.relays()), lambda discreet: means.sender(discreet=discreet), timezone.now())


def tick(relay: Relay, senders: Senders, now: datetime, opener: Opener | None = None) -> None:
    """Do what is due at *now*."""
    _guarded("following the ledger", lambda: follow(now))
    _guarded("queueing reminders", lambda: reminders.queue_due(now))
    _guarded("sending mails to givers", lambda: send_waiting(relay, senders, now, opener))


def look_ahead_by_settings() -> None:
    """Look at what comes, at the providers that the settings name."""
    look_ahead(from_settings.provider, Ledger(), timezone.now())


def look_ahead(named: Callable[[str], Provider], ledger: Facts, now: datetime) -> None:
    """Announce renewals, end what has failed for too long, and queue the statements of a year."""
    _guarded("announcing renewals", lambda: renewals.notices(named, now))
    _guarded("ending what fails", lambda: renewals.lapse(named, ledger, now))
    _guarded("queueing yearly statements", lambda: statements.queue_yearly(now))
    _guarded("queueing statements that were asked for", lambda: statement_runs.carry_out(now))


def _guarded(what: str, work: Callable[[], object]) -> None:
    try:
        work()
    except Exception as error:  # noqa: BLE001 - the clock goes on, and an error's text may hold what somebody typed
        log.error("%s failed: %s", what, type(error).__name__)
