"""Counting without persons: what happened this week, for which letter, in which language, about which issue.

Promises: a count goes up in the transaction of what it counts, or not at all. Leaves drawing to ``panels``.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta

from django.db.models import F

from tamizdat.newsletters.models import WeekCount

SIGNED_UP, CONFIRMED, LEFT, BOUNCED, COMPLAINED = "signed up", "confirmed", "left", "bounced", "complained"
IMPORTED, MAILED, UNDELIVERED, IN_DOUBT = "imported", "mailed", "undelivered", "in doubt"
BAD_ADDRESS, UNKNOWN, REPEATED, SUPPRESSED, TOO_LATE = "bad address", "unknown", "repeated", "suppressed", "too late"
"""Why a record of the gate came to nothing: an address that is none; a letter, language or wording that is none of ours; a mail too many
for one address; an address that nothing may be sent to; a link that leads nowhere any more."""


@dataclass(frozen=True, slots=True, order=True)
class Count:
    """What is counted."""

    what: str
    letter: str = ""
    language: str = ""
    issue: str = ""


def monday(day: date) -> date:
    """Return the Monday of *day*'s week."""
    return day - timedelta(days=day.weekday())


def add(counts: Mapping[Count, int], now: datetime) -> None:
    """Add *counts* to the week of *now* (UTC). Always in one order, so that two who count never wait for each other."""
    for count in sorted(counts):
        _add(monday(now.date()), count, counts[count])


def weeks(since: date) -> dict[date, Counter[str]]:
    """Return week -> what -> count, all letters together, from the week of *since* on."""
    found: dict[date, Counter[str]] = {}
    for week, what, number in WeekCount.objects.filter(week__gte=monday(since)).values_list("week", "what", "count"):
        found.setdefault(week, Counter())[what] += number
    return found


def _add(week: date, count: Count, number: int) -> None:
    names = dict(zip(("what", "letter", "language", "issue"), astuple(count), strict=True))
    row, _ = WeekCount.objects.get_or_create(week=week, **names)
    WeekCount.objects.filter(pk=row.pk).update(count=F("count") + number)
