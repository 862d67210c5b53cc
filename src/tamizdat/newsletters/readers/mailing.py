"""Handing the mails about subscriptions to a relay: each once.

Promises: a mail is marked, durably, before it is handed over, and what was marked when a process died is never sent again by itself; only
a relay's own word that it did not take a mail brings it back into the queue. A row goes when its mail is sent. Logs carry no address.
Leaves the choice of relays to ``providers`` and running this to ``clock``.
"""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connections, transaction
from django.db.models import F

from tamizdat.newsletters.interfaces import Envelope, LetterMail, Outcome, Relay
from tamizdat.newsletters.mail.message import compose
from tamizdat.newsletters.mail.senders import MailKeys, Sender, named
from tamizdat.newsletters.models import ConsentText, Notice, Pending, Reader, Subscription
from tamizdat.newsletters.readers import numbers, wishes
from tamizdat.newsletters.readers.addresses import of_notice
from tamizdat.newsletters.readers.arriving import BY_MAIL, CONFIRM_WITHIN
from tamizdat.newsletters.readers.doors import DATABASE, keyring, newspaper
from tamizdat.newsletters.readers.notices import confirmation, reminder
from tamizdat.newsletters.readers.numbers import Count
from tamizdat.sealed.keyring import Keyring
from tamizdat.sealed.links import Link, sign_link

AT_A_TIME = 50
"""Mails a turn: the worker has other work, and a flood of sign-ups is no reason for a flood of mail."""

RETRY = timedelta(minutes=10)
"""Until the first new try; twice as long each time after."""

GIVE_UP_AFTER = 8
"""Tries, over about two days."""

MARK_LASTS = timedelta(minutes=15)
"""Longer than any relay may take to answer: what is still marked after this was left by a process that died."""

Senders = Callable[[bool], Sender]
"""Discreet or not -> who the mail is from."""

log = logging.getLogger(__name__)


def send_waiting(relay: Relay, senders: Senders, now: datetime) -> Counter[str]:
    """Hand over what is due at *now*, at most ``AT_A_TIME``; return what became of how many."""
    abandon_marked(now)
    done: Counter[str] = Counter()
    for _ in range(AT_A_TIME):
        notice = _mark_next(now)
        if notice is None:
            break
        done[_deliver(notice, relay, senders, now)] += 1
    return done


def abandon_marked(now: datetime) -> int:
    """Give up what was marked by a process that died: perhaps sent, perhaps not. Whoever still waits signs up again the next day."""
    with transaction.atomic(using=DATABASE):
        left, _ = Notice.objects.filter(state=Notice.SENDING, due__lt=now - MARK_LASTS).delete()
        numbers.add(Counter({Count(numbers.IN_DOUBT): left} if left else {}), now)
    if left:
        log.warning("%d mails about subscriptions were being handed over when a process died; they are not sent again", left)
    return left


def _mark_next(now: datetime) -> Notice | None:
    """Return the mail that is due next, marked and committed: whoever comes after us passes it by."""
    with transaction.atomic(using=DATABASE):
        due = Notice.objects.filter(state=Notice.WAITING, due__lte=now).order_by("due", "pk")
        if connections[DATABASE].features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        notice = due.first()
        if notice is not None:
            Notice.objects.filter(pk=notice.pk).update(state=Notice.SENDING, due=now, tries=F("tries") + 1)
    return notice


def _deliver(notice: Notice, relay: Relay, senders: Senders, now: datetime) -> str:
    envelope = _envelope(notice, keyring(), senders, now)
    outcome = relay.send(envelope) if envelope else None
    with transaction.atomic(using=DATABASE):
        return _settle(notice, outcome, now)


def _settle(notice: Notice, outcome: Outcome | None, now: datetime) -> str:
    marked = Notice.objects.filter(pk=notice.pk, state=Notice.SENDING)
    if outcome is not None and outcome.state == "later" and notice.tries + 1 < GIVE_UP_AFTER:
        marked.update(state=Notice.WAITING, due=now + RETRY * 2**notice.tries)
        return "later"
    marked.delete()
    what = _WHAT[outcome.state] if outcome else numbers.TOO_LATE
    if outcome is not None and outcome.state == "refused":
        Pending.objects.filter(ref=notice.ref).delete()  # nobody will ever press that button
    numbers.add(Counter([Count(what)]), now)
    return outcome.state if outcome else "dropped"


_WHAT = {"sent": numbers.MAILED, "refused": numbers.UNDELIVERED, "later": numbers.UNDELIVERED, "doubt": numbers.IN_DOUBT}


def _envelope(notice: Notice, keys: Keyring, senders: Senders, now: datetime) -> Envelope | None:
    """Return the message, None if there is no more reason for it: the wish was erased, the reader is gone, the key is destroyed."""
    address = of_notice(keys, bytes(notice.box))
    compose_it = _confirmation if notice.kind == Notice.CONFIRM else _reminder
    made = compose_it(notice, keys, senders) if address else None
    if address is None or made is None:
        return None
    mail, sender = made
    try:
        return _message(notice, address, mail, sender, keys, now)
    except ValueError:
        return None  # an address that no message can be written to


def _message(notice: Notice, address: str, mail: LetterMail, sender: Sender, keys: Keyring, now: datetime) -> Envelope:
    return compose(
        sender,
        MailKeys(links=keys.links(), message_ids=keys.message_ids()),
        address=address,
        ref=notice.ref,
        about=f"{notice.kind}:{notice.pk}",
        when=int(now.timestamp()),
        language=mail.language,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
    )


def _confirmation(notice: Notice, keys: Keyring, senders: Senders) -> tuple[LetterMail, Sender] | None:
    wish, said = Pending.objects.filter(ref=notice.ref).first(), newspaper()
    language = wishes.spoken(said, wish.language) if wish else None
    if wish is None or said is None or language is None:
        return None
    sender, until = named(senders(wish.discreet), language.name), wish.came + CONFIRM_WITHIN
    shown = _shown(wish.letters, discreet=wish.discreet)
    link = Link(action="confirm", ref=wish.ref, language=wish.language, shown=shown, until=int(until.timestamp()))
    address = f"{sender.gate}/c/{sign_link(keys.links(), link)}"
    return confirmation(
        language, list(wish.letters), address, until, zone=said.time_zone, discreet=wish.discreet, consent=_unseen(wish)
    ), sender


def _unseen(wish: Pending) -> tuple[str, ...]:
    """Return the words that the button agrees to and that no form has shown."""
    if wish.source != BY_MAIL:
        return ()
    return tuple(ConsentText.objects.get(pk=pk).text for pk in wish.letters.values())


def _reminder(notice: Notice, keys: Keyring, senders: Senders) -> tuple[LetterMail, Sender] | None:
    reader = Reader.objects.filter(ref=notice.ref).first()
    language = wishes.spoken(newspaper(), reader.language) if reader else None
    if reader is None or language is None:
        return None
    letters = list(Subscription.objects.filter(reader=reader).order_by("letter").values_list("letter", flat=True))
    sender = named(senders(reader.discreet), language.name)
    link = Link(action="preferences", ref=reader.ref, language=reader.language, shown=_shown(letters, discreet=reader.discreet))
    address = f"{sender.gate}/p/{sign_link(keys.links(), link)}"
    return reminder(language, letters, address, discreet=reader.discreet), sender


def _shown(letters: "dict[str, int] | list[str]", *, discreet: bool) -> tuple[str, ...]:
    return (*(["+discreet"] if discreet else []), *sorted(letters))
