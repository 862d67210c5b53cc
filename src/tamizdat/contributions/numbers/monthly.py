"""What one contribution adds to the sums of months. Pure.

Promises: a sum over contributions, as ``ledger.tallies``: what changed is what it adds now less what it added before.
"""

from collections.abc import Iterable
from datetime import date

from tamizdat.contributions.ledger.states import State

METHOD, APPEAL, COURSE = "method", "appeal", "course"
"""What a sum is cut by. A course is when a recurring contribution began (its month), when it ended (its name), and how it stands."""

KEY = ("currency", "cut", "month", "frequency", "name", "what")
"""Columns of ``Month`` that say what an amount and a count are of."""

Key = tuple[str, str, date, str, str, str]


def sums(state: State, appeal: str) -> Iterable[tuple[Key, int, int]]:
    """Yield key, amount and count of what *state* adds; *appeal*: what its giver had read, "" where that is not known."""
    for moved in state.movements:
        month = moved.day.replace(day=1)
        for cut, name in ((METHOD, state.method), (APPEAL, appeal)):
            yield (moved.currency, cut, month, state.frequency, name, moved.what), moved.amount, moved.count
    yield from _course(state)


def _course(state: State) -> Iterable[tuple[Key, int, int]]:
    """Yield when a recurring contribution began and ended, by the months of the movements that say so."""
    months = {moved.what: moved.day for moved in state.movements}
    if began := months.get("began"):
        ended = months.get("ended") or months.get("lapsed")
        name = f"{ended:%Y-%m}" if ended else ""
        yield (state.currency, COURSE, began.replace(day=1), state.frequency, name, state.state), state.amount, 1
