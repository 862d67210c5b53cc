"""Statements of a year for all who gave in it: asked for by one person, approved by another, carried out by the postman within the hour.

Promises: nobody approves what they asked for; one wish for a year at a time; who had the statement of that year does not get it again, so
that killed and begun anew it doubles nothing. Logged with the reason. The year that runs has none: in January it comes by itself.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from tamizdat.contributions import doors
from tamizdat.contributions.ledger import log
from tamizdat.contributions.mails import statements
from tamizdat.contributions.models import StatementRun
from tamizdat.newsletters.readers.doors import newspaper

BACK = 2
"""Years back for which a wish may be: whoever gave before that is mostly forgotten."""


class NotAllowed(ValueError):
    """What was asked for cannot be done; the sentence says why."""


def years(now: datetime) -> tuple[int, ...]:
    """Return the years for which all can be sent their statement, the newest first."""
    return tuple(range(now.year - 1, now.year - 1 - BACK, -1))


def ask(year: int, person: str, reason: str, now: datetime) -> StatementRun:
    """Write a wish down. Raises ``NotAllowed``."""
    if year not in years(now):
        raise NotAllowed("Choose one of the years that are offered.")
    if not reason.strip():
        raise NotAllowed("Say why: somebody else decides about it.")
    try:
        with transaction.atomic(using=doors.DATABASE):
            asked: StatementRun = StatementRun.objects.create(year=year, reason=reason.strip()[:300], asked_by=person, asked_at=now)
            log.note(person, "asked for all statements", str(year), reason.strip(), now)
    except IntegrityError:
        raise NotAllowed(f"The statements of {year} are asked for already.") from None
    return asked


def decide(pk: int, person: str, now: datetime, *, approve: bool) -> None:
    """Approve or refuse a wish; who asked may only take it back. Raises ``NotAllowed``."""
    with transaction.atomic(using=doors.DATABASE):
        asked = StatementRun.objects.select_for_update().filter(pk=pk, state=StatementRun.ASKED).first()
        if asked is None:
            raise NotAllowed("Somebody has decided about it meanwhile.")
        if approve and asked.asked_by == person:
            raise NotAllowed("You asked for it: somebody else approves it.")
        state = StatementRun.APPROVED if approve else StatementRun.REFUSED
        StatementRun.objects.filter(pk=pk).update(state=state, decided_by=person, decided_at=now)
        log.note(person, f"{state} all statements", str(asked.year), asked.reason, now)


def carry_out(now: datetime) -> int:
    """Queue the statements that are approved; return how many."""
    said, done = newspaper(), 0
    if said is None:
        return 0
    for asked in StatementRun.objects.filter(state=StatementRun.APPROVED):
        queued = statements.queue_all(asked.year, said.time_zone, now)
        StatementRun.objects.filter(pk=asked.pk, state=StatementRun.APPROVED).update(state=StatementRun.DONE, queued=queued)
        done += queued
    return done
