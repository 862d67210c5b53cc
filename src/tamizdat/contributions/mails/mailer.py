"""The mailer of this room: hands waiting mails to a relay, each once.

Promises: a mail is marked, durably, before it is handed over, and what was marked when a process died is never sent again by itself; only a
relay's own word that it did not take it brings it back. While the list key is locked, what needs it waits, and loses nothing. Nothing goes
to whom silence is kept. What was sent leads to nobody any more. Logs carry no address.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connections, transaction
from django.db.models import F

from tamizdat.contributions import doors
from tamizdat.contributions.givers.sealing import Person, kept, of_mail
from tamizdat.contributions.givers.silence import address_is_silent, is_silent
from tamizdat.contributions.mails.making import Senders, make
from tamizdat.contributions.models import Mail, Reminder
from tamizdat.contributions.reminders import was_sent
from tamizdat.newsletters.interfaces import Envelope, Locked, Opener, Outcome, Relay
from tamizdat.newsletters.mail.message import compose
from tamizdat.newsletters.mail.senders import MailKeys
from tamizdat.newsletters.readers.doors import opener as own_opener
from tamizdat.newsletters.readers.leaving import never_again
from tamizdat.sealed.lookup import keyed_hash

AT_A_TIME = 50
RETRY, GIVE_UP_AFTER = timedelta(minutes=10), 8
"""Until the first new try, twice as long each time after; tries, over about two days."""

MARK_LASTS = timedelta(minutes=15)
"""Longer than any relay may take to answer: what is still marked after this was left by a process that died."""

KEPT = timedelta(days=500)
"""For which the name of a mail keeps it from being written again: longer than anything is news."""

log = logging.getLogger(__name__)


def send_waiting(relay: Relay, senders: Senders, now: datetime, opener: Opener | None = None) -> Counter[str]:
    """Hand over what is due at *now*; return what became of how many. *opener*: the key agent."""
    done: Counter[str] = Counter()
    abandon_marked(now)
    if not _due(now).exists():
        return done
    keys = opener or own_opener()
    locked = keys.needs_passphrase()
    for _ in range(AT_A_TIME):
        mail = _mark_next(now, boxed=locked)
        if mail is None:
            break
        try:
            done[_deliver(mail, relay, senders, now, keys)] += 1
        except Locked:
            locked = True
            Mail.objects.filter(pk=mail.pk, state=Mail.SENDING).update(state=Mail.WAITING, due=mail.due, tries=mail.tries)
    return done


def abandon_marked(now: datetime) -> int:
    """Give up what a process that died had marked: perhaps sent, perhaps not. Return how many."""
    left = Mail.objects.filter(state=Mail.SENDING, due__lt=now - MARK_LASTS)
    gone = [_end(mail, Mail.DROPPED, now) for mail in left] if left.exists() else []
    if gone:
        log.warning("%d mails to givers were being handed over when a process died; they are not sent again", len(gone))
    return len(gone)


def forget(now: datetime) -> int:
    """Forget the names of mails that went long ago; return how many."""
    over = Mail.objects.filter(ended__lt=now - KEPT)
    return int(over.delete()[0]) if over.exists() else 0


def _due(now: datetime):  # type: ignore[no-untyped-def] # a query set has no type here
    return Mail.objects.filter(state=Mail.WAITING, due__lte=now).order_by("due", "pk")


def _mark_next(now: datetime, *, boxed: bool) -> Mail | None:
    """Return the mail that is due next, marked and committed; *boxed*: of those alone that carry their address."""
    with transaction.atomic(using=doors.DATABASE):
        due = _due(now).exclude(box=b"") if boxed else _due(now)
        if connections[doors.DATABASE].features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True, of=("self",))
        mail: Mail | None = due.first()
        if mail is not None:
            Mail.objects.filter(pk=mail.pk).update(state=Mail.SENDING, due=now, tries=F("tries") + 1)
    return mail


def _deliver(mail: Mail, relay: Relay, senders: Senders, now: datetime, opener: Opener) -> str:
    envelope = _envelope(mail, senders, now, opener)
    outcome = relay.send(envelope) if envelope else None
    return _settle(mail, outcome, now)


def _settle(mail: Mail, outcome: Outcome | None, now: datetime) -> str:
    if outcome is not None and outcome.state == "later" and mail.tries + 1 < GIVE_UP_AFTER:
        Mail.objects.filter(pk=mail.pk, state=Mail.SENDING).update(state=Mail.WAITING, due=now + RETRY * 2**mail.tries)
        return "later"
    with transaction.atomic(using=doors.DATABASE):
        _end(mail, Mail.SENT if outcome is not None and outcome.state in ("sent", "doubt") else Mail.DROPPED, now)
    return outcome.state if outcome else "dropped"


def _end(mail: Mail, state: str, now: datetime) -> int:
    """Leave of a mail its name alone; a reminder that it was about moves on."""
    gone = Mail.objects.filter(pk=mail.pk, state=Mail.SENDING).update(state=state, box=b"", address_hash=None, giver=None, ended=now)
    if gone and mail.kind == "reminder":
        was_sent(mail.ref, now)
    return int(gone)


def _envelope(mail: Mail, senders: Senders, now: datetime, opener: Opener) -> Envelope | None:
    """Return the message, None if there is no reason or no address for it any more. Raises ``Locked``."""
    keys, person = doors.keyring(), _person(mail, opener)
    if person is None:
        return None
    address_hash = keyed_hash(keys.lookup(), person.address)
    if _unwanted(mail, address_hash):
        return None
    made = make(mail, address_hash, person.language, senders, now)
    if made is None:
        return None
    said, sender = made
    try:
        return compose(
            sender,
            MailKeys(links=keys.links(), message_ids=keys.message_ids()),
            address=person.address,
            ref=mail.giver_id or mail.ref,
            about=mail.about,
            when=int(now.timestamp()),
            language=said.language,
            subject=said.subject,
            text=said.text,
            html=said.html,
        )
    except ValueError:
        return None  # an address that no message can be written to


def _unwanted(mail: Mail, address_hash: bytes) -> bool:
    """Whether nothing is sent after all: silence is kept, or they have said never again."""
    silent = is_silent(mail.giver_id) if mail.giver_id else address_is_silent(address_hash)
    return silent or never_again(address_hash)


def _person(mail: Mail, opener: Opener) -> Person | None:
    person = of_mail(doors.keyring(), bytes(mail.box)) if mail.box else None
    if person is not None:
        return person
    if mail.giver is not None:
        return kept(_opened(opener, [bytes(mail.giver.key)]), bytes(mail.giver.box))
    wish = Reminder.objects.filter(ref=mail.ref).first()
    address = _opened(opener, [bytes(wish.box)]) if wish else None
    return Person(address, wish.language) if wish and address else None


def _opened(opener: Opener, boxes: Sequence[bytes]) -> str | None:
    (found,) = opener.open(boxes)
    return found
