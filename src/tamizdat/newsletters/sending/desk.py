"""The sending desk: all that the views, the commands and the newsroom may do with a mailing.

Promises: every change follows the table in ``states``, is written with the name of who made it, and is one transaction that fails whole
if somebody else was quicker. Refuses with ``NotPossible``, whose sentence is for the person at the screen. Hands nothing over itself:
the sender process does, within a second. A *person* is the newsroom's user name; the views ask the table of permissions first.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from tamizdat.edition.records import Letter
from tamizdat.edition.schema import decode
from tamizdat.newsletters.interfaces import Outcome
from tamizdat.newsletters.models import Mailing, MailingRecipient, MailingStep
from tamizdat.newsletters.sending import ledger, means
from tamizdat.newsletters.sending.rules import APPROVAL, BEGIN, CONTENT, Case, obstacles
from tamizdat.newsletters.sending.slots import next_slot
from tamizdat.newsletters.sending.states import NotPossible, after
from tamizdat.sealed.keys import b64
from tamizdat.sealed.lookup import normal

__all__ = [
    "DryRun",
    "Missing",
    "NotPossible",
    "Progress",
    "approve",
    "cancel",
    "doubts",
    "dry_run",
    "hold",
    "missing",
    "next_slot",
    "pause",
    "pause_all",
    "prepare",
    "progress",
    "resume",
    "schedule",
    "send_again",
    "settle",
    "test_send",
]

DATABASE = "readers"


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """What sending would do now."""

    recipients: int
    subject: str
    bytes: int  # of the HTML part, the largest
    obstacles: tuple[str, ...]  # sentences; empty: it may be approved


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a mailing is. Every reader is in one of the counts."""

    state: str
    said: str  # why it is held, paused or waits; may be empty
    total: int
    sent: int
    to_send: int  # planned, being handed over, or refused for now
    refused: int
    skipped: int  # left meanwhile, or an address that cannot be opened
    doubt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Why some readers did not get it, and how many."""

    reason: str
    count: int
    again: bool  # whether ``send_again`` would try these


def prepare(letter: str, person: str, *, now: datetime | None = None) -> Mailing:
    """Freeze *letter* (the newsroom's id) as it stands, for approval. A mailing of it that has not begun is made anew as a draft.

    Raises ``NotPossible`` if it has begun to go out, and ``LookupError`` if there is no such letter.
    """
    record = means.letters().frozen(letter)
    read = decode(record)
    if not isinstance(read, Letter):
        raise LookupError("That is no letter.")
    now = now or timezone.now()
    frozen = {"record": record, "kind": read.letter, "language": read.language, "subject": read.subject}
    fresh: dict[str, Any] = {**frozen, **_UNAPPROVED, "prepared_by": person, "prepared_at": now}
    with transaction.atomic(DATABASE):
        known = Mailing.objects.filter(letter=letter).exclude(state="cancelled", began_at=None).first()
        if known is None:
            made = Mailing.objects.create(letter=letter, **fresh)
            _note(made, person, "prepare", "", now)
            return made
        return change(known, "redraft", person, now=now, **fresh)


def dry_run(mailing: Mailing, *, now: datetime | None = None) -> DryRun:
    """Return what sending *mailing* would do now, and what stands in the way of approving it. Changes nothing."""
    case, size = _case(mailing, now or timezone.now())
    found = obstacles([*CONTENT, APPROVAL[2]], case)
    return DryRun(recipients=case.count, subject=mailing.subject, bytes=size, obstacles=tuple(found))


def approve(mailing: Mailing, person: str, recipients_seen: int, *, others: bool = True, now: datetime | None = None) -> Mailing:
    """Approve *mailing* for the number of readers that its dry run showed. *others*: whether somebody besides *person* may approve.

    A draft that has been given a time goes onto the schedule with it. Raises ``NotPossible``.
    """
    now = now or timezone.now()
    after(mailing.state, "approve")
    case, _ = _case(mailing, now, person=person, seen=recipients_seen, others=others)
    _refuse(obstacles(CONTENT + APPROVAL, case))
    alone = person == mailing.prepared_by
    given = {"approved_by": person, "approved_at": now, "approved_alone": alone, "recipients_seen": recipients_seen}
    with transaction.atomic(DATABASE):
        approved = change(mailing, "approve", person, now=now, **given)
        return schedule(approved, approved.due_at, person, now=now) if approved.due_at and approved.due_at > now else approved


def schedule(mailing: Mailing, at: datetime, person: str, *, now: datetime | None = None) -> Mailing:
    """Let *mailing* go out at a moment (UTC); now or earlier: at once. A draft that is not approved by then is held."""
    return change(mailing, "schedule", person, now=now, due_at=max(at, now or timezone.now()))


def hold(mailing: Mailing, person: str, said: str = "", *, now: datetime | None = None) -> Mailing:
    """Take *mailing* off the schedule until it is approved again."""
    return change(mailing, "hold", person, now=now, said=said, due_at=None, **_UNAPPROVED)


def pause(mailing: Mailing, person: str, said: str = "", *, now: datetime | None = None) -> Mailing:
    """Stop handing over; what is being handed over this second ends."""
    return change(mailing, "pause", person, now=now, said=said)


def resume(mailing: Mailing, person: str, *, now: datetime | None = None) -> Mailing:
    """Go on where *mailing* was paused."""
    return change(mailing, "resume", person, now=now, moved_at=now or timezone.now())


def cancel(mailing: Mailing, person: str, *, now: datetime | None = None) -> Mailing:
    """End *mailing* for good; copies that have gone have gone."""
    return change(mailing, "cancel", person, now=now, ended_at=now or timezone.now())


def pause_all(said: str, *, now: datetime | None = None) -> int:
    """Pause all that is being sent, and hold all that is scheduled; return how many. For a restored backup: it may not know what went."""
    for mailing in (found := list(Mailing.objects.filter(state__in=("sending", "scheduled")))):
        (pause if mailing.state == "sending" else hold)(mailing, "", said, now=now)
    return len(found)


def test_send(mailing: Mailing, address: str, *, discreet: bool = False) -> Outcome:  # noqa: PT028 - the desk's word, no test of ours
    """Send one copy of *mailing* to *address*, marked as a test, by the same renderer and relay; its links belong to nobody.

    Raises ``BadAddress``, and ``LookupError`` with a sentence if an article of the letter is gone. Writes nothing down.
    """
    when = int(timezone.now().timestamp())
    nobody = b64(secrets.token_bytes(16))
    return means.relays()[0].send(means.splicer(mailing, discreet=discreet, trial=True).envelope(nobody, normal(address), when))


def progress(mailing: Mailing) -> Progress:
    """Return how far *mailing* is, as of now."""
    mailing.refresh_from_db(fields=["state", "said", "counted"])
    counts = ledger.counts(mailing)
    waiting = sum(counts[state] for state in ("planned", "marked", "later"))
    settled = {state: counts[state] for state in ("sent", "refused", "skipped", "doubt")}
    return Progress(state=mailing.state, said=mailing.said, total=waiting + sum(settled.values()), to_send=waiting, **settled)


def missing(mailing: Mailing) -> list[Missing]:
    """Return who did not get *mailing*, as counts by reason."""
    return [Missing(reason=reason, count=count, again=again) for reason, count, again in ledger.missing(mailing) if count]


def send_again(mailing: Mailing, person: str, *, now: datetime | None = None) -> int:
    """Send a finished *mailing* again, only to those whom the relays refused or whose address could not be opened; return how many.

    Never to who got it, may have got it, or has left.
    """
    with transaction.atomic(DATABASE):
        changed = change(mailing, "again", person, now=now, attempt=mailing.attempt + 1, moved_at=now or timezone.now(), ended_at=None)
        if not (count := ledger.again(changed)):
            raise NotPossible("There is nobody to send it to again.")
    return count


def doubts(mailing: Mailing) -> list[MailingRecipient]:
    """Return the copies of which nobody knows whether they went: a crash came between handing over and hearing the answer."""
    return list(MailingRecipient.objects.filter(mailing=mailing, state="doubt").order_by("pk"))


def settle(mailing: Mailing, copies: Sequence[int], person: str, *, arrived: bool, now: datetime | None = None) -> int:
    """Settle copies in doubt by a person's decision: *arrived*, or to be sent again. Return how many; those settled meanwhile are not."""
    with transaction.atomic(DATABASE):
        count = ledger.settle(mailing, copies, "found" if arrived else "absent", why="person")
        ledger.keep_counts(mailing)
        if count and not arrived and mailing.state == "sent":
            change(mailing, "again", person, now=now, moved_at=now or timezone.now(), ended_at=None)
        _note(mailing, person, "settle", f"{count} copies {'had arrived' if arrived else 'are sent again'}", now or timezone.now())
    return count


def begin(mailing: Mailing, *, now: datetime | None = None) -> Mailing:
    """Let a scheduled *mailing* whose time has come begin, or hold it and say why. For the sender's clock."""
    now = now or timezone.now()
    case, _ = _case(mailing, now, seen=mailing.recipients_seen)
    found = obstacles(BEGIN + CONTENT, case)
    if found:
        return hold(mailing, "", " ".join(found), now=now)
    return change(mailing, "begin", "", now=now, began_at=now, moved_at=now)


def change(mailing: Mailing, action: str, person: str, *, now: datetime | None = None, **fields: Any) -> Mailing:
    """Do *action*: the state that follows, *fields*, and a line in the mailing's history. Returns *mailing* as it is then.

    Raises ``NotPossible`` if the table does not allow it, or if somebody else has changed the mailing meanwhile.
    """
    fields = {"said": "", **fields, "state": after(mailing.state, action)}
    fields["said"] = fields["said"][:300]
    with transaction.atomic(DATABASE):
        same = Mailing.objects.filter(pk=mailing.pk, state=mailing.state, prepared_at=mailing.prepared_at, attempt=mailing.attempt)
        if not same.update(**fields):
            raise NotPossible("Somebody else has changed this mailing meanwhile: look at it again.")
        _note(mailing, person, action, fields["said"], now or timezone.now())
        if "ended_at" in fields:
            ledger.keep_counts(mailing)
    mailing.refresh_from_db()
    return mailing  # type: ignore[no-any-return]


_UNAPPROVED = {"approved_by": "", "approved_at": None, "approved_alone": False, "recipients_seen": 0}


def _note(mailing: Mailing, person: str, action: str, said: str, at: datetime) -> None:
    MailingStep.objects.create(mailing=mailing, at=at, person=person, action=action, said=said)


def _refuse(sentences: list[str]) -> None:
    if sentences:
        raise NotPossible(" ".join(sentences))


def _case(mailing: Mailing, now: datetime, **said: Any) -> tuple[Case, int]:
    """Return what is true of *mailing*, and how large its HTML is."""
    letters, record = means.letters(), bytes(mailing.record)
    stands, gone, size = None, "", 0
    try:
        stands = letters.frozen(mailing.letter)
        size = len(letters.rendered(record, discreet=False).html.encode())
    except LookupError as error:
        gone = str(error) if stands is not None else ""
    known = {"approved_at": mailing.approved_at, "due_at": mailing.due_at, "count": means.readers().count(mailing.kind, mailing.language)}
    make = partial(Case, prepared_by=mailing.prepared_by, prepared=record, now=now, stands=stands, gone=gone)
    return make(**known, **said), size
