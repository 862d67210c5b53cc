"""Rates and waiting: when the next message may go. Pure: the time comes as an argument (seconds of any steady clock)."""

from dataclasses import dataclass

CATCH_UP = 0.1
"""Seconds that a rate may make up for: event loops wake late, and what was lost by that need not be lost."""

FIRST_WAIT = 5.0
"""Seconds after a first failure; doubled with every further one."""

LONGEST_WAIT = 900.0
"""Seconds after many: a relay that was down all night is found again within a quarter of an hour."""


@dataclass(slots=True)
class Rate:
    """At most *per_second* messages, evenly."""

    per_second: float | None
    free: float = 0.0  # when the next message may go

    def wait(self, now: float) -> float:
        """Return how many seconds a message has to wait."""
        return 0.0 if self.per_second is None else max(0.0, self.free - now)

    def take(self, now: float) -> None:
        """Count one message that goes as soon as it may."""
        if self.per_second is not None:
            self.free = max(self.free, now - CATCH_UP) + 1 / self.per_second


@dataclass(slots=True)
class Backoff:
    """Waits longer after every failure in a row, and one success ends it."""

    failures: int = 0
    until: float = 0.0
    why: str = ""

    def wait(self, now: float) -> float:
        """Return how many seconds to leave it alone."""
        return max(0.0, self.until - now)

    def failed(self, now: float, why: str) -> None:
        """Count a failure; those that were under way when the first was counted are one with it."""
        if self.until <= now:
            self.failures += 1
            self.until = now + min(LONGEST_WAIT, FIRST_WAIT * 2 ** (self.failures - 1))
        self.why = why

    def succeeded(self) -> None:
        """Forget the failures."""
        self.failures, self.until, self.why = 0, 0.0, ""
