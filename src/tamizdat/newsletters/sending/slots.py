"""When a letter goes out: "every Friday 10:00 Europe/Amsterdam", right over the change of clocks.

Promises: the wall clock of the place counts, so that Friday 10:00 stays Friday 10:00; an hour that the clocks skip becomes the one after
it, an hour that they repeat is taken the first time. Pure.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_RHYTHM = re.compile(rf"every ({'|'.join(DAYS)}) ([01]\d|2[0-3]):([0-5]\d)", re.IGNORECASE)


class BadRhythm(ValueError):
    """Words that are no rhythm."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A day of the week (0: Monday) and a time on the wall."""

    day: int
    time: time

    @classmethod
    def from_text(cls, text: str) -> "Rhythm":
        """Return the rhythm in words such as ``every Friday 10:00``. Raises ``BadRhythm``."""
        found = _RHYTHM.fullmatch(text.strip())
        if found is None:
            raise BadRhythm(f"Not a rhythm: {text[:60]!r}. Example: every Friday 10:00")
        return cls(DAYS.index(found[1].lower()), time(int(found[2]), int(found[3])))


def next_slot(rhythm: Rhythm | str, time_zone: str, now: datetime) -> datetime:
    """Return the first moment (UTC) after *now* that *rhythm* names in *time_zone* (an IANA name). Raises ``BadRhythm``."""
    rhythm = Rhythm.from_text(rhythm) if isinstance(rhythm, str) else rhythm
    zone = ZoneInfo(time_zone)
    today = now.astimezone(zone).date()
    first = today + timedelta(days=(rhythm.day - today.weekday()) % 7)
    slots = (datetime.combine(first + timedelta(weeks=week), rhythm.time, zone).astimezone(UTC) for week in range(2))
    return next(slot for slot in slots if slot > now)
