"""The recipient ledger: what the database says of every reader's copy, and the only place that changes it.

Promises: planning again adds nothing; a copy is marked by a commit before its relay hears of it; every change follows ``states.COPY``.
Memory does not grow with the number of readers. The same on SQLite and PostgreSQL.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from django.db import connections, transaction
from django.db.models import Count, Q, QuerySet

from tamizdat.newsletters.interfaces import Readers, Ref
from tamizdat.newsletters.models import Mailing, MailingRecipient
from tamizdat.newsletters.sending.states import COPY

DATABASE = "readers"
CHUNK = 2_000
"""Rows planned by one commit, and rows looked at together: some 500 kB."""

LEFT, UNREADABLE = "left", "unreadable"
"""Why a copy was skipped."""


_PLAN = """
    INSERT INTO newsletters_mailingrecipient (mailing_id, ref, attempt, discreet, message_id, state, tries, code, why)
    VALUES (%s, %s, 1, %s, %s, 'planned', 0, 0, '') ON CONFLICT DO NOTHING"""


def plan(mailing: Mailing, readers: Readers, message_id: Callable[[Ref], str]) -> None:
    """Write one row for each reader of *mailing*. A plan that was cut short is taken up again: whoever has a row keeps it."""
    rows = (
        (mailing.pk, reader.ref, reader.discreet, message_id(reader.ref)) for reader in readers.recipients(mailing.kind, mailing.language)
    )
    while chunk := list(islice(rows, CHUNK)):
        with transaction.atomic(DATABASE), connections[DATABASE].cursor() as cursor:
            cursor.executemany(_PLAN, chunk)  # a model object a row would take as long again as all the rest
    Mailing.objects.filter(pk=mailing.pk).update(planned=True)
    mailing.planned = True


def counts(mailing: Mailing) -> Counter[str]:
    """Return state -> number of readers whose copy is in it; of a mailing whose copies are forgotten, as they stood at the end."""
    found = _copies(mailing).exclude(state="redone").values_list("state").annotate(Count("pk")).order_by()
    return Counter(dict(found) or mailing.counted)


def keep_counts(mailing: Mailing) -> None:
    """Write down how many copies are in which state, for when the copies are forgotten."""
    mailing.counted = dict(counts(mailing))
    Mailing.objects.filter(pk=mailing.pk).update(counted=mailing.counted)


def missing(mailing: Mailing) -> list[tuple[str, int, bool]]:
    """Return (reason, number of readers, whether another attempt would try them) for those who did not get *mailing*."""
    of = _copies(mailing)
    skipped, refused, lasting = Q(state="skipped"), Q(state="refused"), Q(code__gte=500)
    reasons = [
        ("The relay refused them for good.", refused & lasting, True),
        ("The relay put them off until we gave up.", refused & ~lasting, True),
        ("Their address cannot be opened.", skipped & Q(why=UNREADABLE), True),
        ("They left before it was their turn.", skipped & Q(why=LEFT), False),
        ("A crash left it in doubt whether they got it.", Q(state="doubt"), False),
        ("Their turn has not come.", Q(state__in=("planned", "marked", "later")), False),
    ]
    return [(reason, of.filter(rows).count(), again) for reason, rows, again in reasons]


def again(mailing: Mailing) -> int:
    """Write rows of *mailing*'s new attempt for whom another one may help; return how many."""
    old = _copies(mailing).filter(Q(state="refused") | Q(state="skipped", why=UNREADABLE), attempt__lt=mailing.attempt)
    count = 0
    rows = (
        MailingRecipient(mailing=mailing, ref=row.ref, attempt=mailing.attempt, discreet=row.discreet, message_id=row.message_id)
        for row in old.order_by("pk").iterator(CHUNK)
    )
    with transaction.atomic(DATABASE):
        while chunk := list(islice(rows, CHUNK)):
            count += len(MailingRecipient.objects.bulk_create(chunk))
        old.update(state="redone")
    return count


class Copy(NamedTuple):
    """A copy whose turn has come."""

    pk: int
    ref: Ref
    state: str
    tries: int


def take(mailing: Mailing, after: int, count: int, now: datetime) -> list[Copy]:
    """Return up to *count* copies that may be sent at *now*: those put off whose time has come, then planned ones above the row *after*."""
    late = _copies(mailing).filter(state="later", next_try__lte=now)
    planned = _copies(mailing).filter(state="planned", pk__gt=after)
    found = [Copy(*row) for row in late.order_by("pk").values_list(*Copy._fields)[:count]]
    return found + [Copy(*row) for row in planned.order_by("pk").values_list(*Copy._fields)[: count - len(found)]]


def move(copies: Iterable[int], event: str, **fields: object) -> int:
    """Move *copies* as *event* says, from whichever state it starts; return how many were in one."""
    if not (rows := list(copies)):
        return 0
    states = [state for state, known in COPY if known == event]
    numbers = ",".join(map(str, map(int, rows)))  # a parameter a row would take longer than what the database does
    among = MailingRecipient.objects.extra(where=[f"id IN ({numbers})"])  # noqa: S610 - numbers
    moved: int = among.filter(state__in=states).update(state=COPY[states[0], event], **fields)
    return moved


def settle(mailing: Mailing, copies: Sequence[int], event: str, *, why: str) -> int:
    """Move copies in doubt as *event* (``found`` or ``absent``) says; return how many were in doubt."""
    mine = _copies(mailing).filter(pk__in=copies).values_list("pk", flat=True)
    return move(list(mine), event, why=why)


def doubt_the_marked(mailing: Mailing) -> int:
    """Put into doubt what a sender that is no more had marked; return how many."""
    return move(_copies(mailing).filter(state="marked").values_list("pk", flat=True), "doubt")


def nothing_left(mailing: Mailing) -> bool:
    """Return whether no copy waits for its turn."""
    return not _copies(mailing).filter(state__in=("planned", "marked", "later")).exists()


def _copies(mailing: Mailing) -> QuerySet[MailingRecipient]:
    return MailingRecipient.objects.filter(mailing=mailing)
