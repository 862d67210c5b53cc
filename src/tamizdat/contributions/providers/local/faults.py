"""Faults that tests switch on: what real providers do now and then, here on demand, each a number of times.

``duplicate drop forge`` spoil the next webhooks, ``delay`` (seconds) and ``reorder`` all of them; ``error_before error_after stall``
spoil the next calls: not done and said so, done and not said so, no answer. Promises: none is ever on by itself.
"""

from tamizdat.contributions.providers.local.store import Store

COUNTED = ("duplicate", "drop", "forge", "error_before", "error_after", "stall")
LASTING = ("delay", "reorder")
STALL_SECONDS = 60.0


class Faults:
    """The switches, as the store keeps them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def set(self, wanted: dict[str, object]) -> bool:
        """Set switches to whole numbers, 0 for off; return whether all are ones that there are."""
        if not set(wanted) <= {*COUNTED, *LASTING} or not all(type(value) is int and value >= 0 for value in wanted.values()):
            return False
        with self._store.change():
            self._store.note("faults", self._store.noted("faults", {}) | wanted)
        return True

    def value(self, name: str) -> int:
        """Return what a switch stands at."""
        return int(self._store.noted("faults", {}).get(name, 0))

    def take(self, name: str) -> bool:
        """Return whether a counted fault strikes now; it strikes once less then."""
        if not self.value(name):
            return False
        with self._store.change():
            self._store.note("faults", self._store.noted("faults", {}) | {name: self.value(name) - 1})
        return True
