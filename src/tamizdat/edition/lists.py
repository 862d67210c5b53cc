"""Lists: which articles stand where, in periods that rest once they are over.

Promises: what it answers follows from the present members alone, never from the order in which they came; looking at one page of a
list costs no more when the list has a hundred thousand others. Leaves what an article is to the catalogue: here it is a place, a
last change, and whether it is live.
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Place = tuple[str, int, str]
"""Where an article stands in a list: first publication, sequence, id."""

Change = tuple[int, str]
"""The number of a change and when it was frozen."""

NO_CHANGE: Change = (0, "")

State = tuple[Change, bool]
"""An article's last change, and whether it is live."""


@dataclass(frozen=True, slots=True)
class Part:
    """One page of a period: ids oldest first, None for a place kept empty; the nearest live pages before and after as
    (period, part); and the last change of all that decides this.
    """

    members: tuple[str | None, ...]
    older: tuple[str, int] | None
    newer: tuple[str, int] | None
    change: Change


@dataclass(slots=True)
class _Period:
    places: list[Place] = field(default_factory=list)
    left: list[Place] = field(default_factory=list)  # of articles that stood here once
    live: int = 0
    unsettled: list[Place] | None = None  # whose coming or going moved the places behind them; None: not yet looked for


class Lists:
    """All lists by key and period. *state* tells an article's last change and whether it is live, by id."""

    def __init__(self, state: Callable[[str], State]) -> None:
        self._state = state
        self._lists: dict[str, dict[str, _Period]] = {}
        self._changed: dict[str, Change] = {}  # list key, or key/period -> last change that touched it

    # Reading

    def keys(self) -> list[str]:
        """Return the keys of all lists that have or had a member."""
        return sorted(self._lists)

    def periods(self, key: str) -> list[str]:
        """Return the periods of a list that have a live article, oldest first."""
        return sorted(period for period, found in self._lists.get(key, {}).items() if found.live)

    def live_count(self, key: str) -> int:
        """Return the number of live articles in a list."""
        return sum(period.live for period in self._lists.get(key, {}).values())

    def ids(self, key: str, period: str) -> list[str]:
        """Return the ids of a period's articles and of those that keep their place, oldest first."""
        return [record_id for _, _, record_id in self._period(key, period).places]

    def newest_first(self, key: str) -> Iterator[str]:
        """Yield the ids of a list, the newest first, those that only keep their place included."""
        periods = self._lists.get(key, {})
        return (place[2] for period in sorted(periods, reverse=True) for place in reversed(periods[period].places))

    def changed(self, key: str, period: str = "") -> Change:
        """Return the last change that touched a list (or one period of it), departures included."""
        return self._changed.get(f"{key}/{period}" if period else key, NO_CHANGE)

    def periods_changed(self, key: str) -> Change:
        """Return a change no earlier than the last that began or emptied a period, and no later than needed."""
        return max((self._first(period) for period in self._lists.get(key, {}).values()), default=NO_CHANGE)

    def part(self, key: str, period: str, number: int, size: int) -> Part:
        """Return page *number* (from 1) of a period cut into pages of *size*."""
        found = self._period(key, period)
        first, end = (number - 1) * size, number * size
        before, after = self._live_before(found, first), self._live_after(found, end)
        older, newer = self._around(key, period)
        edges = [older[1]] * (before is None) + [newer[1]] * (after is None)
        return Part(
            tuple(place[2] if self._is_live(place) else None for place in found.places[first:end]),
            older[0] if before is None else (period, before // size + 1),
            newer[0] if after is None else (period, after // size + 1),
            max(self._last_change(found, first, after), *edges, NO_CHANGE),
        )

    def parts(self, key: str, period: str, size: int) -> list[int]:
        """Return the numbers of a period's pages: those with a live article, and the first, which others link to."""
        found = self._period(key, period)
        live = {at // size + 1 for at, place in enumerate(found.places) if self._is_live(place)}
        return sorted(live | {1}) if live else []

    def has_part(self, key: str, period: str, number: int, size: int) -> bool:
        """Return whether a period has such a page."""
        found = self._period(key, period)
        if number == 1:
            return found.live > 0
        return any(self._is_live(place) for place in found.places[(number - 1) * size : number * size])

    def parts_about(self, key: str, period: str, place: Place, size: int, *, moved: bool) -> set[tuple[str, int]]:
        """Return the pages, as (period, part), that a change at *place* may alter; *moved*: it came to the list or left it."""
        found = self._period(key, period)
        own = bisect_left(found.places, place) // size + 1
        before, after = self._live_before(found, (own - 1) * size), self._live_after(found, own * size)
        last = len(found.places) // size + 2 if moved or place in self._unsettled(found) else own
        numbers = {*range(own, last + 1), 1 if before is None else before // size + 1}
        numbers |= set() if after is None else {after // size + 1}
        return {(period, number) for number in numbers} | self._edges(key, period, size)

    def _edges(self, key: str, period: str, size: int) -> set[tuple[str, int]]:
        """The pages of the nearest live periods that are next to *period*."""
        periods = self._lists.get(key, {})
        older = max((name for name, found in periods.items() if found.live and name < period), default=None)
        newer = min((name for name, found in periods.items() if found.live and name > period), default=None)
        edges = set()
        if older is not None:
            at = self._live_before(periods[older], len(periods[older].places))
            edges.add((older, (at or 0) // size + 1))
        if newer is not None:
            edges |= {(newer, 1), (newer, (self._live_after(periods[newer], 0) or 0) // size + 1)}
        return edges

    # Writing

    def enter(self, key: str, period: str, place: Place, change: Change, *, live: bool) -> None:
        """Give an article its place in a list."""
        found = self._lists.setdefault(key, {}).setdefault(period, _Period())
        insort(found.places, place)
        found.live += live
        found.unsettled = None
        self._touch(key, period, change)

    def leave(self, key: str, period: str, place: Place, *, live: bool) -> None:
        """Take an article out of a list; whoever knows when notes it with ``remember``."""
        found = self._lists[key][period]
        del found.places[bisect_left(found.places, place)]
        found.live -= live
        found.unsettled = None

    def remember(self, key: str, period: str, place: Place, change: Change) -> None:
        """Note that an article stood in a list once and that *change* is its last."""
        found = self._lists.setdefault(key, {}).setdefault(period, _Period())
        insort(found.left, place)
        found.unsettled = None
        self._touch(key, period, change)

    def forget(self, key: str, period: str, place: Place) -> None:
        """Undo ``remember``."""
        found = self._lists[key][period]
        del found.left[bisect_left(found.left, place)]
        found.unsettled = None

    # Looking closer

    def _period(self, key: str, period: str) -> _Period:
        return self._lists.get(key, {}).get(period) or _Period()

    def _touch(self, key: str, period: str, change: Change) -> None:
        for name in (key, f"{key}/{period}"):
            self._changed[name] = max(self._changed.get(name, NO_CHANGE), change)

    def _is_live(self, place: Place) -> bool:
        return self._state(place[2])[1]

    def _change(self, place: Place) -> Change:
        return self._state(place[2])[0]

    def _live_before(self, period: _Period, end: int) -> int | None:
        """The index of the last live article before index *end*."""
        return next((at for at in range(min(end, len(period.places)) - 1, -1, -1) if self._is_live(period.places[at])), None)

    def _live_after(self, period: _Period, first: int) -> int | None:
        """The index of the first live article from index *first* on."""
        return next((at for at in range(first, len(period.places)) if self._is_live(period.places[at])), None)

    def _last_change(self, period: _Period, first: int, after: int | None) -> Change:
        """The last change of the places from *first* to *after*, and of all whose coming or going moved these."""
        shown = period.places[first : None if after is None else after + 1]
        bound = None if after is None else period.places[after]
        movers = [place for place in self._unsettled(period) if bound is None or place <= bound]
        return max((self._change(place) for place in (*shown, *movers)), default=NO_CHANGE)

    def _first(self, period: _Period) -> Change:
        """The last change of all that decides whether a period has a live article, and which is the first."""
        return self._last_change(period, 0, self._live_after(period, 0))

    def _unsettled(self, period: _Period) -> list[Place]:
        """Articles that left, and those that came later than one which stands behind them: their sequence tells."""
        if period.unsettled is None:
            late, lowest = [], None
            for place in reversed(period.places):
                if lowest is not None and place[1] > lowest:
                    late.append(place)
                lowest = place[1] if lowest is None else min(lowest, place[1])
            period.unsettled = sorted([*late, *period.left])
        return period.unsettled

    def _around(self, key: str, period: str) -> list[tuple[tuple[str, int] | None, Change]]:
        """The first page of the nearest live periods before and after, each with the last change of all that decides so."""
        periods = self._lists.get(key, {})
        before = sorted((name for name in periods if name < period), reverse=True)
        after = sorted(name for name in periods if name > period)
        return [self._nearest(periods, names) for names in (before, after)]

    def _nearest(self, periods: dict[str, _Period], names: list[str]) -> tuple[tuple[str, int] | None, Change]:
        change = NO_CHANGE
        for name in names:
            change = max(change, self._first(periods[name]))
            if periods[name].live:
                return (name, 1), change
        return None, change
