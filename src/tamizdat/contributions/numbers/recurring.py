"""What recurs: how much a month, what came and went, and which share went. Pure.

Promises: an annual contribution counts as a twelfth of itself in each month; sums are kept in twelfths and rounded once, at the end. The
churn of a month is what ended or lapsed in it, of what recurred when it began; without anything then, there is none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tamizdat.contributions.numbers.book import Book, Sum
from tamizdat.contributions.numbers.monthly import METHOD

TWELFTHS = {"monthly": 12, "annual": 1}
"""Twelfths of a contribution's amount that count in each month. What no fact has named a frequency of is left out until one does."""


@dataclass(frozen=True, slots=True)
class RecurringMonth:
    """One month. Amounts in minor units a month; ``count`` and ``amount`` as it ended (or now)."""

    month: date
    amount: int
    count: int
    began: Sum
    changed: int
    ended: Sum
    lapsed: Sum
    churn: float | None  # share of contributions, 0 to 1
    churn_amount: float | None  # share of the sum


def course(book: Book, *, cut: str = METHOD, name: str | None = None) -> tuple[RecurringMonth, ...]:
    """Return what recurred in each month of *book*; of one *name* of the cut, if it is said."""
    flows = {what: _twelfths(book, what, cut, name) for what in ("began", "changed", "ended", "lapsed")}
    standing = Sum()
    for frequency, weight in TWELFTHS.items():
        first = book.at_first(cut=cut, name=name, frequency=frequency)
        standing += Sum(first.amount * weight, first.count)
    found = []
    for place, month in enumerate(book.months):
        began, changed, ended, lapsed = (flows[what][place] for what in ("began", "changed", "ended", "lapsed"))
        gone, before = ended + lapsed, standing
        standing = Sum(before.amount + began.amount + changed.amount - gone.amount, before.count + began.count - gone.count)
        shown = [Sum(per_month(one.amount), one.count) for one in (began, ended, lapsed)]
        shares = _share(gone.count, before.count), _share(gone.amount, before.amount)
        amount = per_month(standing.amount)
        found.append(RecurringMonth(month, amount, standing.count, shown[0], per_month(changed.amount), shown[1], shown[2], *shares))
    return tuple(found)


def per_month(twelfths: int) -> int:
    """Return twelfths as minor units, rounded half up."""
    return (2 * twelfths + 12) // 24


def usual_churn(months: Sequence[RecurringMonth]) -> float | None:
    """Return the churn of a month on average: what went in whole months, of what was there when each began. The running one is left out."""
    there = sum(month.count for month in months[:-2])
    gone = sum(month.ended.count + month.lapsed.count for month in months[1:-1])
    return _share(gone, there)


def standing_now(book: Book, state: str) -> Sum:
    """Return what those recurring contributions come to in a month that stand in *state* and have not ended."""
    alike = [one.course for one in book.standings if one.state == state and one.course.ended is None]
    return Sum(per_month(sum(one.amount * TWELFTHS[one.frequency] for one in alike)), sum(one.count for one in alike))


def _twelfths(book: Book, what: str, cut: str, name: str | None) -> list[Sum]:
    found = [Sum() for _ in book.months]
    for frequency, weight in TWELFTHS.items():
        for place, one in enumerate(book.monthly(what, cut=cut, name=name, frequency=(frequency,))):
            found[place] += Sum(one.amount * weight, one.count)
    return found


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole > 0 else None
