"""Shredders: for every store of personal data, how one person's part is shown, erased and in time forgotten.

Promises: the retention table of the privacy page is made from these; a store without one fails a test. Leaves the stores to their rooms.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Subject = bytes
"""Whose data: the keyed hash of a mail address (``lookup.keyed_hash``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shredder:
    """One store of personal data and what may be done with one person's part of it."""

    store: str  # short name: "readers", "gate queue"
    holds: str  # what lies there, a sentence for the privacy page
    basis: str  # legal basis, as in "consent, GDPR Art. 6(1)(a) and 9(2)(a)"
    keeps: str  # how long, a sentence for the privacy page
    export: Callable[[Subject], list[dict[str, Any]]]  # all that is kept of a person, sealed things as sealed
    erase: Callable[[Subject], int]  # how many rows went
    expire: Callable[[datetime], int]  # how many rows whose time is over at a moment (UTC) went


def expire_all(shredders: Iterable[Shredder], now: datetime) -> dict[str, int]:
    """Run every shredder's clock; return store -> rows that went."""
    return {shredder.store: shredder.expire(now) for shredder in shredders}


def erase_everywhere(shredders: Iterable[Shredder], subject: Subject) -> dict[str, int]:
    """Erase a person from every store; return store -> rows that went."""
    return {shredder.store: shredder.erase(subject) for shredder in shredders}
