"""Keeping: what of checkouts is personal, for how long, and how it goes. ``shredding`` lists it with the others.

Promises: an address for a receipt is gone as soon as the payment is known, or the provider's own list, compared after its page had ended,
shows that nobody paid; ten days after the wish at the latest. The row itself, of amounts alone, goes when the gate cannot bring its record
again.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from tamizdat.contributions.givers import departed
from tamizdat.contributions.ledger.doors import DATABASE
from tamizdat.contributions.models import Checkout, Contribution, Departed, Difference, Reconciliation
from tamizdat.sealed.keys import b64
from tamizdat.sealed.shredders import Shredder, Subject

ADDRESS = timedelta(days=10)
"""A provider tries to tell us for three days; the next comparison of its list finds what it could not, and a person has the rest of a week
to decide. Shorter than any queue key opens: whoever paid gets their receipt."""

AFTER_THE_PAGE = timedelta(days=1)
"""What was begun on a provider's page while it was good may come this much later: a bank that asks back, a block of a chain."""

ROW = timedelta(days=35)
"""Longer than a queue key lives: what comes again later than this, nobody can open."""

GONE: dict[str, Any] = {"box": b"", "address_hash": None}
"""What is left in a wish's row of whose it was."""

_MONEY_CAME = Q(kind=Difference.SETTLED_UNKNOWN) | Q(kind=Difference.MISSING_HERE, there__kind__in=("paid", "over", "partial", "late"))
"""Differences that may be about a wish's payment, until somebody has decided."""


def export(subject: Subject) -> list[dict[str, Any]]:
    """Return what is kept of a person, sealed as sealed."""
    return [
        {"wished": row.made.isoformat(), "amount": row.amount, "currency": row.currency, "sealed address": b64(bytes(row.box))}
        for row in Checkout.objects.filter(address_hash=subject)
    ]


def erase(subject: Subject) -> int:
    """Erase a person's address; the amount stays until its time, with nothing that leads to anybody."""
    wishes = Checkout.objects.filter(address_hash=subject)
    with transaction.atomic(using=DATABASE):
        departed.note(Departed.GIFT, wishes.values_list("ref", flat=True))
        return int(wishes.update(**GONE))


def expire(now: datetime) -> int:
    """Erase what is over; return how many addresses and rows went."""
    over = Checkout.objects.filter(address_hash__isnull=False).filter(Q(made__lt=now - ADDRESS) | _unpaid(now))
    old = Checkout.objects.filter(made__lt=now - ROW)
    gone: int = over.update(**GONE) if over.exists() else 0
    return gone + (int(old.delete()[0]) if old.exists() else 0)


def _unpaid(now: datetime) -> Q:
    """Return the condition on wishes for which nobody paid, by the provider's own list."""
    ended = Checkout.objects.filter(address_hash__isnull=False, until__lt=now - AFTER_THE_PAGE)
    paid = Contribution.objects.filter(Q(payments__gt=0) | Q(held__gt=0), ref__in=ended.values("ref")).values("ref")
    found = Q(pk__in=())
    for provider in ended.values_list("provider", flat=True).distinct():
        compared = Reconciliation.objects.filter(provider=provider, trouble="").order_by("-until").first()
        unsure = Difference.objects.filter(_MONEY_CAME, provider=provider, closed__isnull=True)
        if compared is not None and not unsure.exists():
            found |= Q(provider=provider, until__lt=compared.until - AFTER_THE_PAGE)
    return found & ~Q(ref__in=paid)


def taken(ref: str) -> bytes:
    """Hand the sealed address of a contribution over, and keep it no more; empty if there is none."""
    row = Checkout.objects.filter(ref=ref).first()
    box = bytes(row.box) if row else b""
    if box:
        Checkout.objects.filter(ref=ref).update(**GONE)
    return box


CHECKOUTS = Shredder(
    store="checkouts",
    holds="The address to which a receipt is to go, sealed, until the payment is known; amount, currency and time of what was wished.",
    basis="performance of what the giver asked for, GDPR Art. 6(1)(b)",
    keeps="The address until the payment is known, or it is sure that nobody paid, usually hours, three days at most where all goes well; "
    "in no case longer than 10 days. The rest: 35 days.",
    export=export,
    erase=erase,
    expire=expire,
)
