"""The postman process: hands over mails to readers and givers, reads what comes back, forgets what is over, turns the queue key.

Promises: beside the worker, so that a relay that does not answer delays no article; each chore by its own clock, one that fails is logged
without personal data and stops no other; stops between two chores on SIGTERM. Leaves letters to the sender.
"""

import logging
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.db import close_old_connections, transaction
from django.utils import timezone

from tamizdat.contributions import clock as gifts
from tamizdat.newsletters import clock
from tamizdat.newsletters.bounces.sign_ups import SignUps
from tamizdat.newsletters.bounces.sources import source_from_url
from tamizdat.newsletters.bounces.tick import collect
from tamizdat.newsletters.mail.names import Token
from tamizdat.newsletters.models import Mailing
from tamizdat.newsletters.readers import numbers
from tamizdat.newsletters.readers.by_mail import sign_up_by_mail
from tamizdat.newsletters.readers.changing import unsubscribe
from tamizdat.newsletters.readers.doors import DATABASE, keyring, newspaper
from tamizdat.newsletters.sending import means
from tamizdat.newsroom.freezing import refreeze
from tamizdat.newsroom.models import NewspaperSettings
from tamizdat.newsroom.setup import refresh_queue_key

LOOK_SECONDS = 0.5

log = logging.getLogger(__name__)


@dataclass
class Chore:
    """Something to be done every so many seconds."""

    work: Callable[[], object]
    every: float
    due: float = 0.0


def run_postman() -> None:
    """Work until SIGTERM or SIGINT."""
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _: asked.append(number))
    chores = [Chore(clock.tick_by_settings, 3.0), Chore(clock.forget_by_settings, 600.0)]
    chores += [Chore(read_bounces, 60.0), Chore(turn_queue_key, 3600.0), Chore(offer_discreet, 3600.0)]
    chores += [Chore(gifts.tick_by_settings, 3.0), Chore(gifts.look_ahead_by_settings, 3600.0)]
    while not asked:
        for chore in chores:
            if not asked and time.monotonic() >= chore.due:
                guarded(chore.work)
                chore.due = time.monotonic() + chore.every
        time.sleep(LOOK_SECONDS)


def read_bounces() -> None:
    """Read what came back, if the settings name a mailbox."""
    if settings.TAMIZDAT.mail.bounces:
        source = source_from_url(settings.TAMIZDAT.mail.bounces)
        collect(source, means.readers(), key=keyring().message_ids(), leave=leave_by_mail, asks=sign_ups())


def sign_ups() -> SignUps | None:
    """Return what is done about mail to the address beside the form, None if the newspaper shows none."""
    said, mail = newspaper(), settings.TAMIZDAT.mail
    if said is None or not said.sign_up_address:
        return None
    own = {parseaddr(line)[1] for line in (mail.mail_from, mail.discreet_from)}
    return SignUps(said.sign_up_address, own, lambda ask: sign_up_by_mail(ask.address, ask.tag, timezone.now()))


def leave_by_mail(token: Token) -> None:
    """Take a reader who asked so by mail off the letter that the mailing was of; off all of them if it is not known any more."""
    mailing = Mailing.objects.filter(pk=token.mailing).first()
    fields = {"ref": token.ref, "letter": mailing.kind if mailing else "", "issue": mailing.letter if mailing else ""}
    with transaction.atomic(using=DATABASE):
        now = timezone.now()
        numbers.add(unsubscribe(fields, now), now)


def turn_queue_key() -> bool:
    """Make a new queue key when its week is over, and have the newsroom show it; return whether that is news."""
    keys = keyring()
    keys.turn_queue(now=time.time())
    return refresh_queue_key(keys.queue_public().raw)


def offer_discreet() -> bool:
    """Have the form offer discreet letters if the settings name a sender for them, and not if they do not; return whether that is news."""
    said = newspaper()
    if said is None or said.discreet == settings.TAMIZDAT.mail.discreet:
        return False
    refreeze(NewspaperSettings.load())
    return True


def guarded(work: Callable[[], object]) -> None:
    """Do *work*; what breaks is logged as its type, and the next chore is done."""
    close_old_connections()
    try:
        work()
    except Exception as error:  # noqa: BLE001 - the postman outlives whatever one chore does
        log.error("%s failed: %s", getattr(work, "__name__", "a chore"), type(error).__name__)
