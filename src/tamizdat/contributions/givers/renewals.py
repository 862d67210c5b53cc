"""Renewals: who gives yearly is told before the next payment; what has failed for too long is ended.

Promises: the notice is queued 28 days before a renewal, and in no case later than 7: one for each period, with the day that the provider
says. While it is away the ledger's own reckoning of the day counts, which knows leap years and pauses. A contribution that providers go on
trying is ended here after ``GRACE``, once, and is told of.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from tamizdat.contributions import outcomes
from tamizdat.contributions.givers.fetching import fetch_lately
from tamizdat.contributions.givers.silence import is_silent
from tamizdat.contributions.interfaces import Facts, Provider
from tamizdat.contributions.ledger import outgoing
from tamizdat.contributions.models import Contribution, Given, Mail

NOTICE_FROM, NOTICE_UNTIL = timedelta(days=28), timedelta(days=7)
"""Card networks ask for at least 7 days, and several laws for at most 30: the first days of the four weeks are for a locked list key."""

GRACE = timedelta(days=30)
"""Since the first payment that failed. Providers themselves give up after two to four weeks."""

MINUTE = "%Y-%m-%dT%H:%M"

AT_ONCE = 50
"""Taken by lot: what cannot be ended, or is not failing any more where it is paid, keeps no other from its turn."""

log = logging.getLogger(__name__)


def notices(named: Callable[[str], Provider], now: datetime) -> int:
    """Queue the notices of yearly contributions that are due; return how many."""
    soon = Contribution.objects.filter(frequency="annual", state="active", due_by__gt=now, due_by__lte=now + NOTICE_FROM).exclude(ref="")
    told = Mail.objects.filter(kind="annual", made__gt=now - 2 * NOTICE_FROM).values("ref")
    return sum(_notice(gift, named, now) for gift in soon.exclude(ref__in=told).order_by("due_by"))


def _notice(gift: Contribution, named: Callable[[str], Provider], now: datetime) -> int:
    given = Given.objects.filter(ref=gift.ref).select_related("giver").first()
    if given is None or is_silent(given.giver_id):
        return 0
    renews = _next_payment(gift, named)
    if renews is None or not now + NOTICE_UNTIL < renews <= now + NOTICE_FROM:
        return 0
    fields = {"kind": "annual", "ref": gift.ref, "giver": given.giver, "due": now, "made": now}
    fields["address_hash"] = bytes(given.giver.address_hash)
    return int(Mail.objects.get_or_create(about=f"annual:{gift.ref}:{renews.astimezone(UTC):{MINUTE}}", defaults=fields)[1])


def _next_payment(gift: Contribution, named: Callable[[str], Provider]) -> datetime | None:
    """Return when the provider takes the next payment, None for never; if it does not say, when it should."""
    try:
        return named(gift.provider).standing(gift.subscription).next_payment
    except Exception as error:
        verdict = outcomes.judge(error, waited=timedelta())
        if verdict.outcome == "stop":
            raise
        log.error("when a contribution renews could not be asked: %s", verdict.why)
        return gift.due_by


def day_of(about: str) -> datetime:
    """Return when the contribution renews of which the notice *about* tells."""
    return datetime.strptime(about.partition(":")[2].partition(":")[2], MINUTE).replace(tzinfo=UTC)


def lapse(named: Callable[[str], Provider], ledger: Facts, now: datetime) -> int:
    """End contributions that have failed for longer than ``GRACE``; return how many."""
    failing = Contribution.objects.filter(state="past_due", failed__lt=now - GRACE).exclude(subscription="")
    return sum(_lapse(gift, named, ledger, now) for gift in failing.order_by("?")[:AT_ONCE])


def _lapse(gift: Contribution, named: Callable[[str], Provider], ledger: Facts, now: datetime) -> int:
    try:
        provider = named(gift.provider)
        if provider.standing(gift.subscription).state != "past_due":
            return 0  # the ledger has yet to learn what happened; reconciliation sees to that

        def end(key: str) -> str:
            provider.cancel(gift.subscription, key=key)
            return "ended"

        outgoing.once(gift.provider, "cancel", f"lapse:{gift.subscription}"[:150], end, now=lambda: now)
    except Exception as error:
        verdict = outcomes.judge(error, waited=timedelta())
        if verdict.outcome == "stop":
            raise
        log.error("a contribution that fails could not be ended: %s", verdict.why)
        return 0
    fetch_lately(provider, ledger, now)
    return 1
