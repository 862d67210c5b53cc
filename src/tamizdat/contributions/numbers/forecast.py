"""What may recur in the next twelve months, and how sure that is. Pure.

Promises: says only what the past months support: fewer than ``ENOUGH_MONTHS`` or ``ENOUGH_BEGAN`` tell nothing. Both bands hold about as
often as they say, for a newspaper whose next year is like its past months (test_forecast.py simulates some). Knows nothing of campaigns,
blocks and laws to come, nor of seasons; amounts stay as they are. The draws are seeded: the same past says the same.

Method. Contributions end more often when they are young, annual ones around their renewal: the chance of an end in a month of each age is
Beta of those that were there and those that ended. What begins in a month, and what ends relative to what these chances lead
to expect, are gamma with the mean and the scatter of the past months; both are uncertain themselves, as far as so few months leave them
(inverse chi-square, gamma). Some hundred years are drawn; the bands are their quantiles.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter, mul
from random import Random
from typing import Literal

AHEAD = 12
WINDOW = 24
"""Past months that count, at most: what was long ago says little of next year."""

ENOUGH_MONTHS, ENOUGH_BEGAN = 6, 20
DRAWS = 500

_MONTHLY, _ANNUAL = 13, 24
"""Ages that are told apart, in months: monthly contributions stay at the last of them, annual ones go a year back."""

_CELLS = _MONTHLY + _ANNUAL
"""Values by age: of monthly ones, then of annual ones."""

_HALF = 0.5
"""Of an end: that much is believed beside what is seen (Jeffreys), so that nothing is taken for certain."""

_RENEWAL = 0.1
"""Chance of an end in each of the three months around a renewal, as long as nothing else is known: one in four does not renew."""


@dataclass(frozen=True, slots=True)
class Course:
    """Recurring contributions that began in one month and ended in one (None: they have not). *amount*: of all their payments together."""

    began: int  # months are counted from any one
    ended: int | None
    frequency: Literal["monthly", "annual"]
    amount: int
    count: int


@dataclass(frozen=True, slots=True)
class Ahead:
    """What recurs at the end of a month to come, in minor units: the middle of all draws; between what half and nine in ten of them lie."""

    middle: int
    half: tuple[int, int]
    most: tuple[int, int]
    staying: int  # what those who give already still give then, most likely


@dataclass(frozen=True, slots=True)
class Forecast:
    """The months to come; none of them while there is too little to tell, and *why*."""

    ahead: tuple[Ahead, ...] = ()
    why: Literal["", "few_months", "few_began"] = ""
    months: int = 0  # whole months that it is made of
    begins: float = 0.0  # what began in one of them, on average
    ends: float = 0.0  # the share of what recurred that ended in one of them


@lru_cache(maxsize=16)
def forecast(courses: tuple[Course, ...], last: int, *, seed: int = 1, draws: int = DRAWS) -> Forecast:
    """Return what follows on the end of the month *last*, the last whole one. Courses that began later are left out."""
    past = _Past([course for course in courses if course.began <= last], last)
    if past.months < ENOUGH_MONTHS:
        return Forecast(why="few_months", months=max(0, past.months))
    if past.count < ENOUGH_BEGAN:
        return Forecast(why="few_began", months=past.months)
    rng = Random(seed)  # noqa: S311 - a simulation, not a secret
    paths = [_Draw(past, rng).path(rng) for _ in range(draws)]
    ahead = tuple(_ahead(month, staying) for month, staying in zip(zip(*paths, strict=True), _staying(past), strict=True))
    return Forecast(ahead, "", past.months, sum(past.began) / past.months, past.share_that_ended())


class _Past:
    """What the window holds: by month what began and ended, by age who was there and who ended, and what stands at its end."""

    def __init__(self, courses: Sequence[Course], last: int) -> None:
        first = min((course.began for course in courses), default=last)
        self.months = min(WINDOW, last - first)  # the first month is seldom whole
        self.count = sum(course.count for course in courses)
        self.began, self.ended = [0.0] * max(self.months, 0), [0.0] * max(self.months, 0)
        self.there = [[0.0] * _BINS for _ in self.began]  # value by bin
        self.seen: defaultdict[int, int] = defaultdict(int)
        self.gone: defaultdict[int, int] = defaultdict(int)
        self.standing = [0.0] * _CELLS
        self.fresh = {"monthly": 0.0, "annual": 0.0}
        for course in courses:
            self._add(course, last - self.months + 1, last)
        self._common = (sum(self.gone.values()) + _HALF) / (sum(self.seen.values()) + 1.0)
        self.mean = sum(map(_value, courses)) / max(self.count, 1)

    def _add(self, course: Course, start: int, last: int) -> None:
        value, ended = _value(course), course.ended if course.ended is not None and course.ended <= last else None
        for month in range(max(course.began, start), last + 1 if ended is None else ended + 1):
            which = _bin(course.frequency, month - course.began)
            self.there[month - start][which] += value
            self.seen[which] += course.count
        if ended is None:
            self.standing[_cell(course.frequency, last - course.began)] += value
        elif ended >= start:
            self.ended[ended - start] += value
            self.gone[_bin(course.frequency, ended - course.began)] += course.count
        if course.began >= start:
            self.began[course.began - start] += value
            self.fresh[course.frequency] += value

    def chance(self, which: int, rng: Random) -> float:
        """Draw the chance of an end in a month at one age: half an end, in the time that it takes others, weighs beside what is seen."""
        return rng.betavariate(*self._beta(which))

    def likely(self, which: int) -> float:
        """Return the mean of what ``chance`` draws."""
        ends, stays = self._beta(which)
        return ends / (ends + stays)

    def _beta(self, which: int) -> tuple[float, float]:
        known = _RENEWAL if which == _RENEWS else self._common
        return _HALF + self.gone[which], _HALF / known - _HALF + max(0, self.seen[which] - self.gone[which])

    def share_that_ended(self) -> float:
        """Return what share of what was there ended, in a month."""
        there = sum(map(sum, self.there))
        return sum(self.ended) / there if there else 0.0


@dataclass(slots=True)
class _Flow:
    """Something that adds up month by month: what is seen of it, and what was expected but for one common factor."""

    seen: Sequence[float]
    expected: Sequence[float]
    least: float  # variance over mean cannot be smaller: single contributions come and go
    factor: float = field(init=False)
    scatter: float = field(init=False)

    def draw(self, rng: Random) -> None:
        """Draw the factor, and the scatter (variance over mean) around it, as uncertain as the months leave them."""
        total, expected, free = sum(self.seen), sum(self.expected), len(self.seen) - 1
        middle = total / expected if expected else 0.0
        around = sum(
            (seen - middle * due) ** 2 / (middle * due) for seen, due in zip(self.seen, self.expected, strict=True) if middle * due
        )
        self.scatter = max(around / (2 * rng.gammavariate(free / 2, 1.0)), self.least)
        self.factor = rng.gammavariate(total / self.scatter + _HALF, 1.0) * self.scatter / expected if expected else 0.0

    def happens(self, rng: Random, due: float) -> float:
        """Draw what comes of what is *due*, before the factor, in one month."""
        mean = self.factor * due
        return rng.gammavariate(mean / self.scatter, 1.0) * self.scatter if mean > 0 else 0.0


class _Draw:
    """One possible year."""

    def __init__(self, past: _Past, rng: Random) -> None:
        self._past = past
        self._chances = [past.chance(which, rng) for which in range(_BINS)]
        expected = [sum(map(mul, self._chances, month)) for month in past.there]
        least = max(past.mean, 1.0)
        self._ends = _Flow(past.ended, expected, least)
        self._begins = _Flow(past.began, [1.0] * past.months, least)
        self._ends.draw(rng)
        self._begins.draw(rng)

    def path(self, rng: Random) -> list[float]:
        """Return what recurs at the end of each month."""
        annual = self._past.fresh["annual"] / (sum(self._past.fresh.values()) or 1.0)
        chance, there = _BY_AGE(self._chances), self._past.standing
        found = []
        for _ in range(AHEAD):
            begun = self._begins.happens(rng, 1.0)
            there = _older(there, begun * (1.0 - annual), begun * annual)
            due = sum(map(mul, chance, there))
            there = _left(there, self._chances, self._ends.happens(rng, due) / due if due else 0.0)
            found.append(sum(there))
        return found


def _staying(past: _Past) -> list[int]:
    """Return what those who give already still give at the end of each month, if they end as often as is most likely."""
    chances, there = [past.likely(which) for which in range(_BINS)], past.standing
    expected = sum(sum(map(mul, chances, month)) for month in past.there)
    factor, found = (sum(past.ended) + _HALF * past.mean) / expected if expected else 0.0, []
    for _ in range(AHEAD):
        there = _left(_older(there, 0.0, 0.0), chances, factor)
        found.append(round(sum(there)))
    return found


_BINS, _RENEWS = 8, 7


def _bin(frequency: str, age: int) -> int:
    """Return which contributions end alike: monthly ones by age, annual ones around a renewal or not."""
    if frequency == "annual":
        return _RENEWS if age >= 11 and age % 12 in (11, 0, 1) else 6
    return (0, 1, 2, 3, 3, 3, 4, 4, 4, 4, 4, 4)[age] if age < 12 else 5


_BY_AGE = itemgetter(*(_bin("monthly", age) for age in range(_MONTHLY)), *(_bin("annual", age) for age in range(_ANNUAL)))
"""Takes a value for each bin, returns it for each age."""


def _cell(frequency: str, age: int) -> int:
    if frequency == "annual":
        return _MONTHLY + (age if age < _ANNUAL else 12 + age % 12)
    return min(age, _MONTHLY - 1)


def _older(values: Sequence[float], monthly: float, annual: float) -> list[float]:
    """Return *values* a month later, and what is new."""
    last = values[_MONTHLY - 1] + values[_MONTHLY - 2]
    older = [monthly, *values[: _MONTHLY - 2], last, annual, *values[_MONTHLY:-1]]
    older[_MONTHLY + 12] += values[-1]
    return older


def _left(values: Sequence[float], chances: Sequence[float], factor: float) -> list[float]:
    """Return what is left of *values* when contributions have ended *factor* times as often as by *chances*."""
    return list(map(mul, values, _BY_AGE([max(0.0, 1.0 - factor * chance) for chance in chances])))


def _value(course: Course) -> float:
    """Return what a course comes to in a month."""
    return course.amount / 12 if course.frequency == "annual" else float(course.amount)


def _ahead(draws: Sequence[float], staying: int) -> Ahead:
    ordered = sorted(draws)

    def at(share: float) -> int:
        return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))])

    return Ahead(at(0.5), (at(0.25), at(0.75)), (at(0.05), at(0.95)), staying)
