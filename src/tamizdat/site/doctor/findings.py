"""What a doctor's check is given, and what it says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tamizdat.site.conf import Conf

Level = Literal["fine", "warning", "bad"]
Said = tuple[Level, str]
"""How bad it is, and a sentence."""


@dataclass(frozen=True, slots=True)
class Case:
    """What a check is given. *demo*: the newspaper's own address is on this machine, so that nobody's safety hangs on it."""

    settings: Conf
    now: datetime  # UTC
    demo: bool
    network: bool  # whether other machines may be contacted

    @property
    def risk(self) -> Level:
        """How bad it is if the wrong eyes could see something."""
        return "warning" if self.demo else "bad"


Check = Callable[[Case], Iterator[Said]]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found: what it is about, how bad it is, and a sentence."""

    topic: str
    level: Level
    words: str
