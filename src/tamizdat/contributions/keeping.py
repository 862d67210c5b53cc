"""Keeping: what of checkouts is personal, for how long, and how it goes. ``shredding`` lists it with the others.

Promises: an address for a receipt is gone a day after the wish at the latest, paid or not; the row itself, of amounts alone, goes when the
gate cannot bring its record again.
"""

from datetime import datetime, timedelta
from typing import Any

from tamizdat.contributions.models import Checkout
from tamizdat.sealed.keys import b64
from tamizdat.sealed.shredders import Shredder, Subject

ADDRESS = timedelta(hours=24)
ROW = timedelta(days=35)
"""Longer than a queue key lives: what comes again later than this, nobody can open."""

_GONE: dict[str, Any] = {"box": b"", "address_hash": None}


def export(subject: Subject) -> list[dict[str, Any]]:
    """Return what is kept of a person, sealed as sealed."""
    return [
        {"wished": row.made.isoformat(), "amount": row.amount, "currency": row.currency, "sealed address": b64(bytes(row.box))}
        for row in Checkout.objects.filter(address_hash=subject)
    ]


def erase(subject: Subject) -> int:
    """Erase a person's address; the amount stays until its time, with nothing that leads to anybody."""
    return int(Checkout.objects.filter(address_hash=subject).update(**_GONE))


def expire(now: datetime) -> int:
    """Erase what is over; return how many addresses and rows went."""
    over = Checkout.objects.filter(made__lt=now - ADDRESS, address_hash__isnull=False)
    old = Checkout.objects.filter(made__lt=now - ROW)
    gone: int = over.update(**_GONE) if over.exists() else 0
    return gone + (int(old.delete()[0]) if old.exists() else 0)


def taken(ref: str) -> bytes:
    """Hand the sealed address of a contribution over, and keep it no more; empty if there is none."""
    row = Checkout.objects.filter(ref=ref).first()
    box = bytes(row.box) if row else b""
    if box:
        Checkout.objects.filter(ref=ref).update(**_GONE)
    return box


CHECKOUTS = Shredder(
    store="checkouts",
    holds="The address to which a receipt is to go, sealed, until the payment is known; amount, currency and time of what was wished.",
    basis="performance of what the giver asked for, GDPR Art. 6(1)(b)",
    keeps="The address at most 24 hours; the rest 35 days.",
    export=export,
    erase=erase,
    expire=expire,
)
