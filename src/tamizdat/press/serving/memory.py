"""Memory for files: bounded by bytes, and cheap for those who find what they look for.

Two generations. What is used again moves to the young one; when that is full the old one is forgotten and they change places.
So what was used lately stays, as in a least-recently-used list, but a hit changes nothing and needs no lock.
"""

from typing import Generic, TypeVar

T = TypeVar("T")


class Memory(Generic[T]):
    """Holds values of known size, in at most *budget* bytes. Safe to share between threads."""

    def __init__(self, budget: int) -> None:
        self._generation = budget // 2
        self._young: dict[str, tuple[T, int]] = {}
        self._old: dict[str, tuple[T, int]] = {}
        self._used = 0

    def get(self, key: str) -> T | None:
        """Return what was kept under *key*, if it still is."""
        if held := self._young.get(key):
            return held[0]
        if held := self._old.get(key):
            self.keep(key, *held)
            return held[0]
        return None

    def keep(self, key: str, value: T, size: int) -> None:
        """Keep *value* of *size* bytes, unless it would crowd out everything else."""
        if size > self._generation // 4:
            return
        if self._used + size > self._generation:
            self._young, self._old, self._used = {}, self._young, 0
        self._young[key] = value, size
        self._used += size
