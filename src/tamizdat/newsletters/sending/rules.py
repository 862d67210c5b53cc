"""May this letter be approved, may it begin to go out? Named rules, and the answer says which one spoke.

Promises: nobody approves what they prepared while somebody else could; what was approved is what goes out, to about as many as the
approval spoke of, and not long after its time: a sender that comes back after days, or from a backup, holds the letter instead.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

LATE = timedelta(hours=12)
"""A letter that could not begin for so long after its time is held: a person says whether it still makes sense."""

STALE = timedelta(days=7)
"""An approval this old says nothing about today."""

Rule = tuple[str, Callable[["Case"], bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A mailing and what is true of it now."""

    prepared_by: str
    prepared: bytes  # the record as it was prepared
    now: datetime
    stands: bytes | None  # the record as the newsroom has it now; None: gone
    gone: str = ""  # what is missing from the letter, in the newsroom's words; empty: nothing
    count: int = 0  # readers now
    seen: int = 0  # readers that the approval spoke, or speaks, of
    person: str = ""  # who wants to approve
    others: bool = True  # whether somebody else may approve
    approved_at: datetime | None = None
    due_at: datetime | None = None


CONTENT: list[Rule] = [
    ("The letter is no longer in the newsroom.", lambda case: case.stands is None),
    ("The letter was changed after it was prepared: prepare it again.", lambda case: case.stands != case.prepared),
    ("{gone}", lambda case: bool(case.gone)),
]

APPROVAL: list[Rule] = [
    ("Somebody has to say who approves.", lambda case: not case.person),
    ("Who prepared a letter does not approve it: ask somebody else.", lambda case: case.person == case.prepared_by and case.others),
    ("Nobody receives this letter yet.", lambda case: not case.count),
    ("The number of readers has changed to {count}: look at it again.", lambda case: abs(case.count - case.seen) * 100 > case.seen),
]

BEGIN: list[Rule] = [
    ("Nobody had approved it at its time.", lambda case: case.approved_at is None),
    ("Its time passed while nothing could send it: approve it again if it still makes sense.", lambda case: _late(case)),
    ("It was approved more than a week ago: approve it again.", lambda case: _stale(case)),
    ("Far more readers than were approved: {count} instead of {seen}.", lambda case: case.count > 2 * case.seen + 100),
]


def obstacles(rules: list[Rule], case: Case) -> list[str]:
    """Return the sentences of those of *rules* that stand in the way."""
    return [words.format(gone=case.gone, count=case.count, seen=case.seen) for words, speaks in rules if speaks(case)]


def _late(case: Case) -> bool:
    return case.due_at is not None and case.now > case.due_at + LATE


def _stale(case: Case) -> bool:
    return case.approved_at is not None and case.now > case.approved_at + STALE
