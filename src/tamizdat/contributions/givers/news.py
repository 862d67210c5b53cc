"""News: what of a contribution's course its giver is told, and under which name, so that each is told once. Named rules, nothing sent.

Promises: what happened longer ago than ``RECENT`` is not news, however late it is learned; who got all money back is not thanked for it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from tamizdat.contributions.ledger.states import RECURRING
from tamizdat.contributions.models import Contribution, Entry, Mail

RECENT = timedelta(days=14)
GONE = ("refunded", "disputed", "lost")

CHANGES = {"paused": "paused", "resumed": "resumed", "changed": "amount"}
"""Kind of fact -> kind of mail."""


@dataclass(frozen=True, slots=True)
class News:
    """One mail that is due: its kind, what makes it one, and the entry that it is about."""

    kind: str
    about: str
    entry: int


def news(gift: Contribution, fresh: Iterable[Entry], now: datetime) -> Iterator[News]:
    """Yield what is news about *gift*; *fresh*: its entries that nobody has looked at yet."""
    if gift.state not in GONE:
        yield from _thanks(gift, now)
    if gift.frequency in RECURRING and gift.began:
        for entry in fresh:
            if entry.at > now - RECENT:
                yield from _course(gift, entry)


def _thanks(gift: Contribution, now: datetime) -> Iterator[News]:
    """For a single gift each payment (there is one), for others the first."""
    paid = Entry.objects.filter(filed__contribution=gift, kind__in=("paid", "over"), amount__gt=0).order_by("at", "number")
    if gift.frequency in RECURRING:
        first = paid.first()
        if first and first.at > now - RECENT:
            yield News("first", f"first:{gift.ref}", first.number)
        return
    for entry in paid.filter(at__gt=now - RECENT):
        yield News("receipt", f"receipt:{gift.ref}:{entry.transaction or entry.number}"[:80], entry.number)


def _course(gift: Contribution, entry: Entry) -> Iterator[News]:
    if entry.kind in CHANGES and not gift.ended:
        yield News(CHANGES[entry.kind], f"{entry.kind}:{entry.number}", entry.number)
    elif entry.kind == "cancelled":
        yield News("lapsed" if gift.state == "lapsed" else "cancelled", f"ended:{gift.ref}", entry.number)
    elif entry.kind == "failed" and gift.state == "past_due" and not _told_of_failing(gift):
        yield News("failed", f"failed:{entry.number}", entry.number)


def _told_of_failing(gift: Contribution) -> bool:
    """Whether the giver knows already that payments fail: since the last that came, one mail."""
    told = Mail.objects.filter(ref=gift.ref, kind="failed")
    return bool((told.filter(made__gt=gift.last_paid) if gift.last_paid else told).exists())
