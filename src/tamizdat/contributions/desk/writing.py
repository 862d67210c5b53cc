"""How the desk writes sums, numbers, shares and months, for people who read English. Pure."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache

from tamizdat.edition.sums import write_sum

Write = Callable[[int], str]
LONGEST = 15
"""Characters of a name at the end of a line; the table has all of it."""


def money(currency: str) -> Write:
    """Return what writes sums of *currency*, from minor units."""
    return lambda amount: _written(amount, currency)


@lru_cache(maxsize=4_096)
def _written(amount: int, currency: str) -> str:
    return write_sum("en", amount, currency)  # a page has some hundred, and many are alike


def number(count: int) -> str:
    """Return a count with its thousands apart."""
    return f"{count:,}"


def percent(share: float | None) -> str:
    """Return a share as a percentage, a dash where there is none."""
    return "–" if share is None else f"{100 * share:.1f} %"


def month_name(month: date) -> str:
    """Return a month as tables name it."""
    return f"{month:%b %Y}"


def short(name: str) -> str:
    """Return a name as it fits at the end of a line."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
