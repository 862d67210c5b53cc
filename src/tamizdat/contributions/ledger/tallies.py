"""Tallies: what contributions add to the totals, by day and by appeal. Pure.

Promises: a tally is a sum over contributions, so that what changed is the tally after less the tally before.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tamizdat.contributions.ledger.states import State

BY_APPEAL = ("gave", "paid", "refunded", "disputed", "dispute_won")
"""What is counted for appeals too. Of a contribution that began without one, nothing."""

DAY_KEY = ("day", "currency", "method", "frequency", "what")
APPEAL_KEY = ("appeal", "variant", "currency", "frequency", "what")

NOWHERE = ("", "")
"""The appeal and variant of who began without one."""

Counted = tuple[State, tuple[str, str]]
"""A contribution and its origin."""


@dataclass(slots=True)
class Sums:
    """Amounts and counts by key."""

    amounts: Counter[Any] = field(default_factory=Counter)
    counts: Counter[Any] = field(default_factory=Counter)

    def add(self, key: Any, amount: int, count: int) -> None:
        """Add to one key; either may be below zero."""
        self.amounts[key] += amount
        self.counts[key] += count

    def rows(self) -> Iterable[tuple[Any, int, int]]:
        """Yield key, amount and count of what is not nothing, always in one order: two who write never wait for each other."""
        for key in sorted(self.counts):
            if self.amounts[key] or self.counts[key]:
                yield key, self.amounts[key], self.counts[key]


@dataclass(slots=True)
class Tally:
    """What some contributions come to."""

    days: Sums = field(default_factory=Sums)
    appeals: Sums = field(default_factory=Sums)

    def change(self, before: Sequence[Counted], after: Counted) -> None:
        """Take out what contributions came to *before*, and count what the one that they are now comes to."""
        known = _alike(before[0], after) if len(before) == 1 else 0
        for state, origin in before:
            self.add(state, *origin, sign=-1, known=known)
        self.add(after[0], *after[1], known=known)

    def add(self, state: State, appeal: str, variant: str, *, sign: int = 1, known: int = 0) -> None:
        """Count one contribution, or with *sign* -1 take it out again; but for the first *known* of its movements."""
        for moved in state.movements[known:]:
            amount, count = sign * moved.amount, sign * moved.count
            self.days.add((moved.day, moved.currency, state.method, state.frequency, moved.what), amount, count)
            if appeal and moved.what in BY_APPEAL:
                self.appeals.add((appeal, variant, moved.currency, state.frequency, moved.what), amount, count)


def _alike(one: Counted, other: Counted) -> int:
    """Return how many movements both begin with: they need not be counted out and in again, and are nearly all after years of giving."""
    if (one[0].method, one[0].frequency, one[1]) != (other[0].method, other[0].frequency, other[1]):
        return 0
    pairs = enumerate(zip(one[0].movements, other[0].movements, strict=False))
    return next((place for place, (was, now) in pairs if was != now), min(len(one[0].movements), len(other[0].movements)))
