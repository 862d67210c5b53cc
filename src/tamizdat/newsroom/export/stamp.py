"""What a record needs beside the thing itself: its number, its time, and what was frozen of it before."""

from dataclasses import dataclass
from datetime import datetime

from tamizdat.edition.records import Record
from tamizdat.newsroom.times import utc


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """One freezing."""

    change: int
    now: datetime
    past: Record | None = None  # the last record of this thing that was no tombstone
    version: int = 0  # of the last that readers were given, a tombstone included
    sequence: int = 0  # for an article that was never published

    @property
    def frozen(self) -> str:
        """The time as records write it."""
        return utc(self.now)
