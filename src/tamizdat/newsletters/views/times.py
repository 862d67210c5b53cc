"""When a letter may go out, as a person says it: the next slot of its kind, now, or a wall-clock time of its kind's place."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tamizdat.newsletters.sending.slots import next_slot

SLOT, NOW, AT = "slot", "now", "at"


class NoSuchTime(ValueError):
    """A time that no clock of the place shows; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The slot that the desk proposes."""

    at: datetime  # in the zone whose clock is meant
    zone: str


def offer(rhythm: str, time_zone: str, now: datetime) -> Offer | None:
    """Return the next slot of *rhythm* after *now*, or None for a letter without a fixed day."""
    return Offer(next_slot(rhythm, time_zone, now).astimezone(ZoneInfo(time_zone)), time_zone) if rhythm else None


def wall_clock(local: datetime, time_zone: str) -> datetime:
    """Return the moment (UTC) at which a clock in *time_zone* shows *local* (naive), the first time if it does twice.

    Raises ``NoSuchTime`` for an hour that the clocks skip.
    """
    moment = local.replace(tzinfo=ZoneInfo(time_zone)).astimezone(UTC)
    if moment.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None) != local:
        raise NoSuchTime(f"Clocks in {time_zone} skip {local:%H:%M} on that day: choose another time.")
    return moment
