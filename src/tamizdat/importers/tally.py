"""What came in, what became of it, and every difference by name.

Promises: for each kind of thing, what was counted at the source equals what was taken over as it was, changed and left out; where it
does not, ``balance`` says so as a difference of its own. Refuses to forget: each change and omission is kept with its reason, the
item it stood in, and a few of its words.
"""

import re
from dataclasses import dataclass, field
from typing import Literal

EXCERPT = 100  # characters

_STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

Fate = Literal["changed", "left out", "noted"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same here as it was there."""

    kind: str  # "table", "picture", "category" …
    fate: Fate
    why: str
    where: str  # the item's title
    excerpt: str


@dataclass(slots=True)
class Row:
    """One kind's line in the summary."""

    came: int = 0
    same: int = 0
    changed: int = 0
    left_out: int = 0


@dataclass(slots=True)
class Tally:
    """The account of one import. ``at`` names the item that is being dealt with."""

    at: str = ""
    rows: dict[str, Row] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)

    def came(self, kind: str, number: int = 1) -> None:
        """Count what the source has."""
        self._row(kind).came += number

    def took(self, kind: str, number: int = 1) -> None:
        """Count what is the same here."""
        self._row(kind).same += number

    def changed(self, kind: str, why: str, excerpt: str = "") -> None:
        """Enter one thing that is here in another form."""
        self._row(kind).changed += 1
        self._differ(kind, "changed", why, excerpt)

    def left_out(self, kind: str, why: str, excerpt: str = "") -> None:
        """Enter one thing that is not here."""
        self._row(kind).left_out += 1
        self._differ(kind, "left out", why, excerpt)

    def drop(self, kind: str, why: str, number: int) -> None:
        """Leave *number* things out at the door, unread, under one entry."""
        self.came(kind, number)
        self._row(kind).left_out += number
        self._differ(kind, "left out", why, f"{number} of them")

    def note(self, kind: str, why: str, excerpt: str = "") -> None:
        """Say something of a thing that has been accounted for elsewhere, or that is not counted."""
        self._differ(kind, "noted", why, excerpt)

    def _row(self, kind: str) -> Row:
        return self.rows.setdefault(kind, Row())

    def _differ(self, kind: str, fate: Fate, why: str, excerpt: str) -> None:
        self.differences.append(Difference(kind, fate, why, self.at, shorten(excerpt)))

    def balance(self) -> None:
        """Note each kind whose counts do not agree. Nothing should be found: it would be a fault of the importer."""
        for kind, row in self.rows.items():
            missing = row.came - row.same - row.changed - row.left_out
            if missing:
                self.note(kind, f"{abs(missing)} {'not accounted for' if missing > 0 else 'more came out than went in'}: please report it")


def printable(text: str) -> str:
    """Return *text* without what could steer a terminal: control characters but line ends, and marks that turn the direction."""
    return _STEERING.sub("", text)


def shorten(text: str) -> str:
    """Return the first words of *text* on one line, in at most ``EXCERPT`` characters."""
    line = " ".join(text[: EXCERPT * 8].split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1].rstrip() + "…"
