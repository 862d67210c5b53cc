"""Shared memory: numbers that all processes of the gate see, and counts under keyed hashes. Anonymous: it is never on a disk.

Promises: no text, and no hash that could be tried without the key, which is made with the memory and dies with it. Increments of several
doors may rarely swallow each other: the counts here are limits against floods, not books.
"""

import hmac
import mmap
import secrets
from collections.abc import Iterator

_FIELDS = (
    "last",  # the newest sequence number ever written
    "erased",  # rows written and no longer there
    "attack_until",  # seconds since 1970
    "minute",
    "minute_posts",
    "hour",
    "hour_posts",
    "gift_attack_until",
    "gift_minute",
    "gift_minute_posts",
    "gift_hour",
    "gift_hour_posts",  # attempts in all
    "gift_hour_taken",  # what was let through
    "gift_hour_plain",  # and how much of it came without script
    "taken",
    "dropped",
    "second_steps",
    "full",
    "errors",
    "hooks",
    "gifts",
)
NUMBERS = _FIELDS[_FIELDS.index("taken") :]
_PLACES = {name: place for place, name in enumerate(_FIELDS)}
_HEAD = 8 * 32
_ROWS = 4
"""Cells that one thing counts in; the least of them is its count."""


class Sketch:
    """Counts of very many things within a period, in fixed memory (a count-min sketch): never too low, hardly ever too high."""

    def __init__(self, memory: memoryview, key: bytes, name: str, period: int) -> None:
        self._stamp = memory[:8].cast("Q")
        self._bytes = memory[8:]
        self._cells = self._bytes.cast("H")
        self._key, self._name, self._period = key, name.encode(), period

    def add(self, what: bytes, *, now: float) -> int:
        """Count *what* once more in the period of *now* (seconds); return how often it came, this time included (at most 65,535)."""
        period = int(now) // self._period
        if self._stamp[0] != period:
            self._stamp[0] = period
            self._bytes[:] = bytes(len(self._bytes))
        places = list(self._places(what))
        count = min(self._cells[place] for place in places) + 1
        if count <= 0xFFFF:
            for place in places:
                if self._cells[place] < count:
                    self._cells[place] = count
        return count

    def _places(self, what: bytes) -> Iterator[int]:
        said = hmac.digest(self._key, self._name + b"\0" + what, "sha256")
        return (int.from_bytes(said[row * 8 : row * 8 + 8]) % len(self._cells) for row in range(_ROWS))


class Shared:
    """All that the gate's processes share. Made by the parent before it forks."""

    def __init__(self, *, cells: int = 2**21) -> None:
        key = secrets.token_bytes(32)
        sizes = {"address": (cells, 86_400), "domain": (2**16, 3_600), "reference": (2**18, 86_400), "token": (cells, 86_400)}
        sizes |= {"hook": (2**10, 3_600), "gift": (cells, 86_400)}
        self._map = mmap.mmap(-1, _HEAD + sum(8 + 2 * count for count, _ in sizes.values()))
        view = memoryview(self._map)
        self._fields = view[:_HEAD].cast("Q")
        self._sketches, start = {}, _HEAD
        for name, (count, period) in sizes.items():
            end = start + 8 + 2 * count
            self._sketches[name] = Sketch(view[start:end], key, name, period)
            start = end

    def get(self, name: str) -> int:
        """Return a number."""
        return self._fields[_PLACES[name]]

    def set(self, name: str, value: int) -> None:
        """Set a number."""
        self._fields[_PLACES[name]] = value

    def add(self, name: str) -> int:
        """Add one to a number; return it."""
        self._fields[_PLACES[name]] += 1
        return self._fields[_PLACES[name]]

    def count(self, kind: str, what: bytes, *, now: float) -> int:
        """Count *what* among the things of its *kind*; return how often it came in its period, this time included."""
        return self._sketches[kind].add(what, now=now)

    @property
    def rows(self) -> int:
        """How many rows the queue has."""
        return self.get("last") - self.get("erased")

    def has_room_for_hooks(self, rows: int, more: int = 1) -> bool:
        """Return whether *more* rows of hooks fit: never beyond half of the *rows* of a full queue, so that none shuts readers out."""
        return self.rows + more <= rows // 2
