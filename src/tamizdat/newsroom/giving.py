"""Giving, as readers know it: the terms are frozen when they come into force, and again when a way to pay opens or shuts.

Promises: terms that readers know list no way to pay longer than a few seconds after it was shut; what depends on them (the imprint, the
privacy page) follows at once. Leaves to ``terms`` what holds, and to ``contributions`` to hold every wish against the terms again.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from tamizdat.edition.records import Raised
from tamizdat.edition.schema import decode
from tamizdat.newsroom import freezing, terms
from tamizdat.newsroom import giving_doors as doors
from tamizdat.newsroom.export.giving import raised_record
from tamizdat.newsroom.models import Appeal, Freeze, GivingSettings, StaticPage
from tamizdat.newsroom.times import utc

logger = logging.getLogger(__name__)

COUNT_EVERY = timedelta(hours=1)
"""How often it is counted what an appeal has brought, and looked what the imprint says: a reader needs no more, and each count makes a file
of the edition anew.
"""

TELLING = ("imprint", "privacy")
"""Roles of the static pages that say who takes money."""


@transaction.atomic
def save_terms(giving: GivingSettings, now: datetime | None = None) -> None:
    """Note what was saved, and freeze what holds then. Raises ``BadRecord`` for terms that no page could show."""
    terms.note_saved(giving, now or timezone.now())
    freeze_terms(now)


@transaction.atomic
def approve_terms(user: Any, said: str, now: datetime | None = None) -> bool:
    """Put what waits into force (``terms.approve``) and freeze it; return whether that is news to readers."""
    terms.approve(user, said, now)
    return freeze_terms(now)


@transaction.atomic
def freeze_terms(now: datetime | None = None) -> bool:
    """Freeze the terms that hold if they are complete or known already; return whether that is news.

    Twice if need be: which ways to pay are open depends on which countries the frozen terms list.
    """
    giving = terms.in_force()
    if giving is None or not (giving.complete or freezing.is_known(giving)):
        return False
    news = freezing.freeze(giving, now) is not None
    freezing.freeze(giving, now)
    if news:
        for page in StaticPage.objects.live().filter(role__in=TELLING):
            freezing.refreeze(page, now)
    return news


def refresh(now: datetime) -> int:
    """Do what is due: freeze terms whose ways to pay have changed, and count what appeals have brought, and readers in all.

    Return how much was frozen.
    """
    return sum([_guarded(_refresh_terms, now), _guarded(_count_raised, now), _guarded(_refresh_funding, now)])


def _guarded(work: object, now: datetime) -> int:
    try:
        return work(now)  # type: ignore[operator,no-any-return]
    except Exception:  # the ledger may be away; what is due by the clock goes out all the same
        logger.exception("Giving was not looked at")
        return 0


def _refresh_terms(now: datetime) -> int:
    giving = terms.in_force()
    if giving is None or not freezing.is_known(giving) or not freezing.has_news(giving, now):
        return 0
    return int(freeze_terms(now))


def _refresh_funding(now: datetime) -> int:
    """Freeze the imprint again where it says more of what readers gave than before: when a quarter or a year is over."""
    due = GivingSettings.objects.exclude(told_at__gt=now - COUNT_EVERY)
    if not due.exists():  # the worker looks every few seconds, and an update takes a lock
        return 0
    due.update(told_at=now)
    return sum(freezing.refreeze(page, now) is not None for page in StaticPage.objects.live().filter(role="imprint"))


def _count_raised(now: datetime) -> int:
    count = doors.raised()
    if count is None:
        return 0
    due = Appeal.objects.exclude(goal_amount="").exclude(counted_at__gt=now - COUNT_EVERY).order_by("pk")
    goals = {appeal.code: appeal.goal_currency for appeal in due if freezing.is_known(appeal)}
    return sum(_count_one(code, currency, count(code, currency), now) for code, currency in goals.items())


@transaction.atomic
def _count_one(code: str, currency: str, amount: int | None, now: datetime) -> int:
    Appeal.objects.filter(code=code).update(counted_at=now)
    if amount is None:
        return 0
    last = Freeze.latest(f"raised-{code}")
    record = raised_record(code, amount, currency, utc(now))
    if last is not None and _same(last, record):
        return 0
    return int(freezing.keep(record, now) is not None)


def _same(last: Freeze, record: Raised) -> bool:
    before = decode(last.data.encode())
    return isinstance(before, Raised) and (before.amount, before.currency) == (record.amount, record.currency)


def look_through(by: str, now: datetime | None = None) -> GivingSettings:
    """Write down that somebody has looked through the table of countries today, and publish the day."""
    giving = GivingSettings.load()
    giving.looked_through, giving.looked_through_by = timezone.localdate(now), by
    giving.save()
    return giving
