"""Looking: what became of pages that providers made, asked for by ourselves, where no webhook has said it.

Promises: a payment is learned within minutes or hours though its webhook was lost, and a provider that wants to be asked before it moves
money (PayPal, for approved orders) is asked, once, by a key made of the page's name. Gaps grow, a page is asked after only until its time
is over, and never once the ledger knows. Killed anywhere, the next look comes at its time; several may look at once. Logs hold no page.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast

from django.db.models import F, Q

from tamizdat.contributions import outcomes
from tamizdat.contributions.interfaces import Facts, Frequency, Provider
from tamizdat.contributions.models import Checkout, Contribution

FIRST, LONGEST = timedelta(minutes=3), timedelta(hours=6)
"""After a page was made; and the longest gap between two looks. Each gap is twice the one before."""

BEFORE = timedelta(minutes=10)
"""So long before a page's time is over it is asked after once more: what was approved by then can still be taken."""

AFTER = timedelta(days=1)
"""So long after that the answer may still be on its way. What comes later still is found by the daily comparison."""

AT_ONCE = 20

log = logging.getLogger(__name__)


def look_around(ledger: Facts, named: Callable[[str], Provider], now: datetime) -> int:
    """Ask after the pages that are due; return how much was new. Raises what means that the database is away."""
    new, away = 0, set[str]()
    for page in Checkout.objects.filter(look__lte=now).order_by("look")[:AT_ONCE]:
        if page.provider not in away:
            try:
                new += look(page, ledger, named, now)
            except Away:
                away.add(page.provider)  # the others of its pages are asked after when it answers again
    return new


class Away(Exception):
    """A provider does not answer now."""


def look(page: Checkout, ledger: Facts, named: Callable[[str], Provider], now: datetime) -> int:
    """Ask after one page, unless another does; return how much was new. Raises ``Away``, and what means that the database is away."""
    following = next_look(page, now)
    if not Checkout.objects.filter(pk=page.pk, look=page.look).update(look=following, looks=F("looks") + 1):
        return 0
    if is_over(page):
        return _stop(page)
    try:
        provider = named(page.provider)
        new = ledger.apply(provider.fetch(provider.hint_of(page.checkout, cast(Frequency, page.frequency))))
    except Exception as error:
        verdict = outcomes.judge(error, waited=timedelta())
        if verdict.outcome == "stop":
            raise
        log.warning("a provider's page could not be asked after: %s", verdict.why)
        if verdict.outcome == "retry":
            raise Away from None
        return _stop(page) if now > _end(page) else 0
    if is_over(page):
        _stop(page)
    return new


def next_look(page: Checkout, now: datetime) -> datetime | None:
    """Return when *page* is asked after again, None for never."""
    following = now + min(LONGEST, FIRST * 2 ** min(page.looks, 10))
    last = _end(page) - BEFORE
    if now < last < following:
        return last
    return following if following <= _end(page) + AFTER else None


def is_over(page: Checkout) -> bool:
    """Return whether the ledger knows what became of *page*: somebody paid, or nobody in time, or it has ended."""
    known = Q(payments__gt=0) | Q(ended__isnull=False) | Q(state="expired") | Q(held__gt=0)
    return Contribution.objects.filter(known, provider=page.provider, ref=page.ref).exists()


def _end(page: Checkout) -> datetime:
    return page.until or page.made + AFTER


def _stop(page: Checkout) -> int:
    Checkout.objects.filter(pk=page.pk).update(look=None)
    return 0
