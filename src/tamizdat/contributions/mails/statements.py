"""Yearly statements: all that came from one person in a year, and what went back to them; queued in January, or when asked for.

Promises: what the ledger counts of the newspaper's own year, by currency, whatever the provider called it; each person once a year.
Composed when it is sent.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from tamizdat.contributions import doors
from tamizdat.contributions.givers.silence import is_silent
from tamizdat.contributions.interfaces import Fact
from tamizdat.contributions.ledger.entries import fact_of
from tamizdat.contributions.ledger.states import Moved, money_moved
from tamizdat.contributions.models import Entry, Given, Giver, Mail
from tamizdat.newsletters.readers.doors import newspaper

FROM_DAY, UNTIL_DAY = 3, 31
"""Of January: what was paid on the last evening has been reported by then."""

AT_ONCE = 500
MONEY_BACK = ("refunded", "disputed")


@dataclass(frozen=True, slots=True)
class Line:
    """One movement of money."""

    what: Literal["paid", "refunded"]
    at: datetime
    amount: int


def of_year(giver: str, year: int, zone: str) -> dict[str, list[Line]]:
    """Return currency -> lines of what a giver gave in a year by the clock of *zone*, oldest first."""
    found: defaultdict[str, list[Line]] = defaultdict(list)
    begin, end = _bounds(year, zone)
    for one in _moved(giver):
        if begin <= one.fact.at < end:
            back = one.what in MONEY_BACK and one.amount > 0  # below zero: a refund that bounced, and came here again
            found[one.fact.currency].append(Line("refunded" if back else "paid", one.fact.at, abs(one.amount)))
    return dict(sorted(found.items()))


def years(giver: str, zone: str) -> list[int]:
    """Return the years in which a giver gave, by the clock of *zone*, the newest first."""
    return sorted({one.fact.at.astimezone(ZoneInfo(zone)).year for one in _moved(giver) if one.what == "paid"}, reverse=True)


def _moved(giver: str) -> list[Moved]:
    """Return all money that moved of a giver, oldest first."""
    refs = Given.objects.filter(giver=giver).values("ref")
    by_gift: defaultdict[int, list[Fact]] = defaultdict(list)
    for entry in Entry.objects.filter(filed__contribution__ref__in=refs).annotate(gift=F("filed__contribution")).order_by("number"):
        by_gift[entry.gift].append(fact_of(entry))
    return sorted((one for facts in by_gift.values() for one in money_moved(facts) if one.amount), key=lambda one: one.fact.at)


def total(lines: Sequence[Line]) -> int:
    """Return what is left of it."""
    return sum(line.amount if line.what == "paid" else -line.amount for line in lines)


def queue_yearly(now: datetime) -> int:
    """In January, queue the statements of the year before for all who gave in it; return how many."""
    said = newspaper()
    local = now.astimezone(ZoneInfo(said.time_zone)) if said else None
    if said is None or local is None or local.month != 1 or not FROM_DAY <= local.day <= UNTIL_DAY:
        return 0
    year = local.year - 1
    if Mail.objects.filter(about=f"statements:{year}").exists():
        return 0
    done = queue_all(year, said.time_zone, now)
    Mail.objects.get_or_create(
        about=f"statements:{year}", defaults={"kind": "statement", "state": Mail.SENT, "due": now, "made": now, "ended": now}
    )
    return done


def queue_all(year: int, zone: str, now: datetime) -> int:
    """Queue the statements of *year* for all who gave in it and have not had it; return how many."""
    done, after = 0, ""
    while page := list(Giver.objects.filter(ref__gt=after).order_by("ref")[:AT_ONCE]):
        after = page[-1].ref
        with transaction.atomic(using=doors.DATABASE):
            done += sum(queue(giver, year, zone, now) for giver in page)
    return done


def queue(giver: Giver, year: int, zone: str, now: datetime, *, asked: str = "") -> int:
    """Queue one statement, if there is something to say; *asked* tells one that was asked for from the yearly one. Return how many."""
    if is_silent(giver.ref) or not of_year(giver.ref, year, zone):
        return 0
    fields = {"kind": "statement", "giver": giver, "year": year, "due": now, "made": now, "address_hash": bytes(giver.address_hash)}
    return int(Mail.objects.get_or_create(about=f"statement:{giver.ref}:{year}{asked and f':{asked}'}"[:80], defaults=fields)[1])


def _bounds(year: int, zone: str) -> tuple[datetime, datetime]:
    return datetime(year, 1, 1, tzinfo=ZoneInfo(zone)), datetime(year + 1, 1, 1, tzinfo=ZoneInfo(zone))
