"""A book: all sums of one currency over some months, as the pages need them. Pure.

Promises: a sum over everything is made of the cut by method alone, for the others cut the same money again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tamizdat.contributions.numbers.forecast import Course
from tamizdat.contributions.numbers.monthly import METHOD

RECURS = {"began": 1, "changed": 1, "ended": -1, "lapsed": -1}
"""What adds to what recurs, and what takes from it."""

Key = tuple[str, str, str, str]
"""A cut, a name in it, a frequency, and what."""


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount in minor units, and how many it is of."""

    amount: int = 0
    count: int = 0

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(self.amount + other.amount, self.count + other.count)


@dataclass(frozen=True, slots=True)
class Standing:
    """Recurring contributions of one month that stand alike: *state* as in ``ledger.states``."""

    course: Course
    state: str


@dataclass(frozen=True, slots=True)
class Book:
    """*months*: their first days, oldest first, the running one last. *before*: what recurred when the first of them began."""

    currency: str
    months: tuple[date, ...]
    flows: Mapping[Key, Mapping[int, Sum]]  # by the month's place
    before: Mapping[Key, Sum]
    standings: tuple[Standing, ...]

    def names(self, cut: str) -> list[str]:
        """Return what a cut knows apart."""
        return sorted({key[1] for keys in (self.flows, self.before) for key in keys if key[0] == cut})

    def monthly(self, *whats: str, cut: str = METHOD, name: str | None = None, frequency: Sequence[str] = ()) -> list[Sum]:
        """Return for each month the sum of *whats*; of one *name* of the cut, and of some frequencies, if they are said."""
        found = [Sum() for _ in self.months]
        for key, months in self.flows.items():
            if key[0] == cut and key[3] in whats and name in (None, key[1]) and (not frequency or key[2] in frequency):
                for place, one in months.items():
                    found[place] += one
        return found

    def at_first(self, *, cut: str = METHOD, name: str | None = None, frequency: str = "") -> Sum:
        """Return what recurred before the first month."""
        found = Sum()
        for key, one in self.before.items():
            if key[0] == cut and name in (None, key[1]) and key[2] == frequency:
                found += Sum(RECURS[key[3]] * one.amount, (RECURS[key[3]] if key[3] != "changed" else 0) * one.count)
        return found

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known."""
        return not self.flows and not self.before


def last_months(today: date, many: int) -> tuple[date, ...]:
    """Return the first days of the last months, the running one last."""
    return tuple(month_of(ordinal(today) - back) for back in range(many - 1, -1, -1))


def ordinal(day: date) -> int:
    """Return which month a day is in, counted from the year 0."""
    return day.year * 12 + day.month - 1


def month_of(number: int) -> date:
    """Return the first day of a month by its number."""
    return date(number // 12, number % 12 + 1, 1)
