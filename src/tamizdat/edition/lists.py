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
    (period, part); and the last change of all that decides this."""

    members: tuple[str | None, ...]
    older: tuple[str, int] | None
    newer: tuple[str, int] | None
    change: Change


@dataclass(slots=True)
class _Period:
    places: list[Place] = field(default_factory=list)
    left: list[Place] = field(default_factory=list)  # of articles that stood here once
    live: int = 0
    maxima: list[Change] | None = None  # by place: the last change of it and of all before; one more for the whole


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
        return max((self._first(period)[1] for period in self._lists.get(key, {}).values()), default=NO_CHANGE)

    def part(self, key: str, period: str, number: int, size: int) -> Part:
        """Return page *number* (from 1) of a period cut into pages of *size*."""
        places = self._period(key, period).places
        first, end = (number - 1) * size, number * size
        before = next((at for at in range(first - 1, -1, -1) if self._is_live(places[at])), None)
        after = next((at for at in range(end, len(places)) if self._is_live(places[at])), None)
        older, newer = self._around(key, period)
        change = self._maxima(self._period(key, period))[len(places) if after is None else after]
        members = tuple(place[2] if self._is_live(place) else None for place in places[first:end])
        return Part(
            members,
            (period, before // size + 1) if before is not None else older[0],
            (period, after // size + 1) if after is not None else newer[0],
            max(change, older[1] if before is None else NO_CHANGE, newer[1] if after is None else NO_CHANGE),
        )

    # Writing

    def enter(self, key: str, period: str, place: Place, change: Change, *, live: bool) -> None:
        """Give an article its place in a list."""
        found = self._lists.setdefault(key, {}).setdefault(period, _Period())
        insort(found.places, place)
        found.live += live
        found.maxima = None
        self._touch(key, period, change)

    def leave(self, key: str, period: str, place: Place, *, live: bool) -> None:
        """Take an article out of a list; whoever knows when notes it with ``remember``."""
        found = self._lists[key][period]
        del found.places[bisect_left(found.places, place)]
        found.live -= live
        found.maxima = None

    def remember(self, key: str, period: str, place: Place, change: Change) -> None:
        """Note that an article stood in a list once and that *change* is its last."""
        found = self._lists.setdefault(key, {}).setdefault(period, _Period())
        insort(found.left, place)
        found.maxima = None
        self._touch(key, period, change)

    def forget(self, key: str, period: str, place: Place) -> None:
        """Undo ``remember``."""
        found = self._lists[key][period]
        del found.left[bisect_left(found.left, place)]
        found.maxima = None

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

    def _first(self, period: _Period) -> tuple[int, Change]:
        """The index of a period's first live article (its length if none), and the last change of all that decides so."""
        at = next((at for at, place in enumerate(period.places) if self._is_live(place)), len(period.places))
        return at, self._maxima(period)[at]

    def _maxima(self, period: _Period) -> list[Change]:
        if period.maxima is None:
            departures: dict[int, Change] = {}
            for place in period.left:
                at = bisect_left(period.places, place)
                departures[at] = max(departures.get(at, NO_CHANGE), self._change(place))
            running, found = NO_CHANGE, []
            for at in range(len(period.places) + 1):
                own = self._change(period.places[at]) if at < len(period.places) else NO_CHANGE
                running = max(running, own, departures.get(at, NO_CHANGE))
                found.append(running)
            period.maxima = found
        return period.maxima

    def _around(self, key: str, period: str) -> list[tuple[tuple[str, int] | None, Change]]:
        """The first page of the nearest live periods before and after, each with the last change of all that decides so."""
        periods = self._lists.get(key, {})
        before = sorted((name for name in periods if name < period), reverse=True)
        after = sorted(name for name in periods if name > period)
        return [self._nearest(periods, names) for names in (before, after)]

    def _nearest(self, periods: dict[str, _Period], names: list[str]) -> tuple[tuple[str, int] | None, Change]:
        change = NO_CHANGE
        for name in names:
            change = max(change, self._first(periods[name])[1])
            if periods[name].live:
                return (name, 1), change
        return None, change
