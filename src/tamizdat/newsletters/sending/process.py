"""The sender process: looks what is due, holds what must not go, and sends one mailing after another. ``site`` starts it.

Promises: killed at any moment, it goes on where it was; what was being handed over then is in doubt, listed, and not sent again by
itself. On SIGTERM what is under way ends, and nothing more begins. Of two senders one waits. A mailing that fails is logged without
personal data and tried again; the others go on.
"""

import logging
import signal
import time
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, connections
from django.utils import timezone

from tamizdat.newsletters.interfaces import Locked
from tamizdat.newsletters.models import Mailing
from tamizdat.newsletters.sending import desk, ledger, means
from tamizdat.newsletters.sending.crew import Crew
from tamizdat.newsletters.sending.delivery import Delivery
from tamizdat.newsletters.sending.lock import SenderLock
from tamizdat.newsletters.sending.rules import LATE

DATABASE = "readers"
TICK_SECONDS = 0.5

log = logging.getLogger(__name__)


def run_sender() -> None:
    """Send what is due until SIGTERM or SIGINT."""
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _: asked.append(number))
    lock, held = SenderLock(), False
    while not asked:
        try:
            before, held = held, lock.take()
            if held and not before:
                doubt_what_another_left()
            if held:
                tick(lambda: bool(asked))
        except (OperationalError, InterfaceError) as error:
            log.error("the readers' database is not there: %s", type(error).__name__)
            connections[DATABASE].close()
        time.sleep(0 if asked else TICK_SECONDS)


def tick(stopping: Callable[[], bool]) -> None:
    """Look at the clock once, then send all that can be sent now. For who holds the lock."""
    now = timezone.now()
    for mailing in Mailing.objects.filter(state="draft", due_at__lte=now):
        _guarded(desk.hold, mailing, "", "Nobody had approved it at its time.")
    for mailing in Mailing.objects.filter(state="scheduled", due_at__lte=now).order_by("due_at"):
        _guarded(desk.begin, mailing)
    for mailing in Mailing.objects.filter(state="sending").order_by("began_at"):
        if not stopping():
            _guarded(_send_or_say, mailing, stopping)


def doubt_what_another_left() -> None:
    """Put into doubt what a sender that is no more was handing over, in whatever state its mailings are now."""
    for mailing in Mailing.objects.filter(began_at__isnull=False):
        ledger.doubt_the_marked(mailing)


def send(mailing: Mailing, stopping: Callable[[], bool]) -> None:
    """Send what can be sent of *mailing* now; it ends when no copy waits for its turn."""
    now = timezone.now()
    if mailing.moved_at and now - mailing.moved_at > LATE:
        desk.pause(mailing, "", "It stood still for half a day. If this is a restored backup, some may have got it: go on only if not.")
        return
    ledger.doubt_the_marked(mailing)
    letters, readers = means.letters(), means.readers()
    if not mailing.planned:
        letters.goes_out(bytes(mailing.record))
        ledger.plan(mailing, readers, means.message_ids(mailing))
    try:
        delivery = Delivery(mailing, readers=readers, opener=means.opener(), muster=lambda: _muster(mailing), gone=means.reader_is_gone)
        delivery.run(stopping)
    except Locked as locked:
        Mailing.objects.filter(pk=mailing.pk).update(said=str(locked)[:300])
    except LookupError as gone:
        desk.pause(mailing, "", str(gone))
    else:
        mailing.refresh_from_db()
        if mailing.state == "sending" and ledger.nothing_left(mailing):
            desk.change(mailing, "finish", "", ended_at=timezone.now())


def _send_or_say(mailing: Mailing, stopping: Callable[[], bool]) -> None:
    """Send; what it stumbles over is said where people look, not in the log alone."""
    try:
        send(mailing, stopping)
    except (OperationalError, InterfaceError, desk.NotPossible):
        raise
    except Exception as error:
        said = f"It cannot be sent on ({type(error).__name__}); the sender goes on trying."
        Mailing.objects.filter(pk=mailing.pk, state="sending").update(said=said)
        raise


def _muster(mailing: Mailing) -> Crew:
    work, hands = means.work(mailing)
    return Crew(work, hands)


def _guarded(work: Callable[..., object], *arguments: object) -> None:
    try:
        work(*arguments)
    except (OperationalError, InterfaceError):
        raise
    except desk.NotPossible:
        pass  # a person was quicker
    except Exception as error:  # noqa: BLE001 - the sender outlives whatever one mailing does
        log.error("a mailing could not be sent on: %s", type(error).__name__)
