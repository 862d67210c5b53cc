"""Pauses that end by themselves: when the moment has come, the contribution goes on, whether or not its provider remembers the moment.

Promises: the moment is on the disk with the note that the pause was carried out; payments are resumed once, under one key, and never where
somebody has resumed or ended the contribution before. Killed anywhere, it goes on where it was. A provider that is away is asked again.
"""

import logging
from calendar import monthrange
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import F

from tamizdat.contributions import outcomes
from tamizdat.contributions.givers.fetching import fetch_lately
from tamizdat.contributions.interfaces import Facts, Provider
from tamizdat.contributions.ledger import outgoing
from tamizdat.contributions.models import PauseEnd

MONTHS = (1, 3, 6)
"""For how many months one may pause."""

LEASE = timedelta(minutes=2)
"""For which one worker has a row to itself."""

SETTLING = timedelta(minutes=5)
"""So long a provider that remembers the moment by itself may take: whoever resumes beside it has both done."""

AT_ONCE = 20

log = logging.getLogger(__name__)


def months_later(now: datetime, months: int) -> datetime:
    """Return the same time so many months later, on the month's last day where it has no such day."""
    year, month = divmod(now.year * 12 + now.month - 1 + months, 12)
    return now.replace(year=year, month=month + 1, day=min(now.day, monthrange(year, month + 1)[1]), second=0, microsecond=0)


def until(provider: str, subscription: str) -> datetime | None:
    """Return when the pause of a contribution ends, None if that is not set."""
    return PauseEnd.objects.filter(provider=provider, subscription=subscription).values_list("until", flat=True).first()


def note(provider: str, subscription: str, ends: datetime | None) -> None:
    """Note when the pause of a contribution ends; with None, that no end is set: it is not paused, or until somebody asks."""
    if ends is None:
        PauseEnd.objects.filter(provider=provider, subscription=subscription).delete()
    else:
        said = {"until": ends, "due": ends + SETTLING, "tries": 0}
        PauseEnd.objects.update_or_create(provider=provider, subscription=subscription, defaults=said)


def end_due(ledger: Facts, named: Callable[[str], Provider], now: datetime) -> int:
    """Resume what is due; return how many pauses are over. Raises what means that the database is away."""
    return sum(_end(row, ledger, named, now) for row in PauseEnd.objects.filter(due__lte=now).order_by("due")[:AT_ONCE])


def _end(row: PauseEnd, ledger: Facts, named: Callable[[str], Provider], now: datetime) -> bool:
    this = PauseEnd.objects.filter(pk=row.pk, until=row.until)
    if not this.filter(due=row.due).update(due=now + LEASE, tries=F("tries") + 1):
        return False
    try:
        provider = named(row.provider)
        if provider.standing(row.subscription).state == "paused":
            _resume(row, provider)
    except Exception as error:
        verdict = outcomes.judge(error, waited=timedelta())
        if verdict.outcome == "stop":
            raise
        log.error("a pause that is over could not be ended: %s", verdict.why)
        this.update(due=now + outcomes.pause(row.tries + 1))
        return False
    fetch_lately(provider, ledger, now)
    return bool(this.delete()[0])


def _resume(row: PauseEnd, provider: Provider) -> None:
    def ask(key: str) -> str:
        provider.resume(row.subscription, key=key)
        return "done"

    about = f"pause of {row.subscription} until {int(row.until.timestamp())}"
    outgoing.once(row.provider, "resume", about[:150], ask, request={"subscription": row.subscription})
