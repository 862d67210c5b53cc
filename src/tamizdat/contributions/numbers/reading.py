"""Reading the months from the ledger's database: a handful of queries, of one currency at a time.

Promises: reads sums, never entries or contributions, so that a page takes as long at a million entries as at a thousand. Changes nothing.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum as Total

from tamizdat.contributions.models import Month
from tamizdat.contributions.numbers.book import RECURS, Book, Key, Standing, Sum, ordinal
from tamizdat.contributions.numbers.forecast import Course
from tamizdat.contributions.numbers.monthly import APPEAL, COURSE, METHOD
from tamizdat.contributions.numbers.recurring import TWELFTHS, course

GIFTS, ACCOUNT = ("paid", "refunded", "disputed", "dispute_won"), ("settled", "fee")


@dataclass(frozen=True, slots=True)
class Glance:
    """One currency at a glance: what recurs a month now, and what was paid since a day."""

    currency: str
    recurs: Sum
    paid: Sum
    gave: int  # contributions that ever gave


@dataclass(frozen=True, slots=True)
class Account:
    """What reached the newspaper's account in one of its currencies, by month. *known*: of how many movements."""

    currency: str
    settled: list[int]
    fees: list[int]
    known: list[int]


def glances(books: Mapping[str, Book], since: date) -> list[Glance]:
    """Return all currencies in which anything was given, those of the most givers first. *books*: of ``recurring``."""
    gave, paid = (
        {currency: Sum(amount, count) for currency, amount, count in _summed(Month.objects.filter(cut=METHOD, **only), "currency")}
        for only in ({"what": "gave"}, {"what": "paid", "month__gte": since})
    )
    found = []
    for currency in {*gave, *books} - {""}:
        now = course(books[currency])[-1] if currency in books else None
        recurs = Sum(now.amount, now.count) if now else Sum()
        found.append(Glance(currency, recurs, paid.get(currency, Sum()), gave.get(currency, Sum()).count))
    return sorted((one for one in found if one.gave or one.recurs.count), key=lambda one: (-one.gave, one.currency))


def recurring(months: Sequence[date]) -> dict[str, Book]:
    """Return for each currency a book of what recurs alone, not by method."""
    flows: dict[str, dict[Key, dict[int, Sum]]] = defaultdict(lambda: defaultdict(dict))
    before: dict[str, dict[Key, Sum]] = defaultdict(lambda: defaultdict(Sum))
    rows = Month.objects.filter(cut=METHOD, what__in=tuple(RECURS), month__lte=months[-1])
    for currency, frequency, what, month, amount, count in _summed(rows, "currency", "frequency", "what", "month"):
        key, place = (METHOD, "", frequency, what), ordinal(month) - ordinal(months[0])
        if place < 0:
            before[currency][key] += Sum(amount, count)
        else:
            flows[currency][key][place] = Sum(amount, count)
    return {currency: Book(currency, tuple(months), flows[currency], before[currency], ()) for currency in {*flows, *before}}


def read(currency: str, months: Sequence[date]) -> Book:
    """Return the book of one currency over *months*, which follow on each other."""
    flows: dict[Key, dict[int, Sum]] = defaultdict(dict)
    own = Month.objects.filter(currency=currency, cut__in=(METHOD, APPEAL)).exclude(amount=0, count=0)
    columns, first = ("cut", "name", "frequency", "what"), ordinal(months[0])
    for *key, month, amount, count in own.filter(month__gte=months[0], month__lte=months[-1]).values_list(
        *columns, "month", "amount", "count"
    ):
        flows[tuple(key)][ordinal(month) - first] = Sum(amount, count)  # type: ignore[index] # four columns
    earlier = _summed(own.filter(month__lt=months[0], what__in=tuple(RECURS)), *columns)
    before = {tuple(key): Sum(amount, count) for *key, amount, count in earlier}
    return Book(currency, tuple(months), flows, before, _standings(currency))  # type: ignore[arg-type] # the same


def account(months: Sequence[date]) -> tuple[list[Account], list[int]]:
    """Return what reached the account, by its currencies; and how many movements of money there were in each month, in all currencies."""
    first, moved = ordinal(months[0]), [0] * len(months)
    found: dict[str, Account] = {}
    rows = Month.objects.filter(cut=METHOD, what__in=(*GIFTS, *ACCOUNT), month__gte=months[0], month__lte=months[-1])
    for currency, what, month, amount, count in _summed(rows, "currency", "what", "month"):
        place = ordinal(month) - first
        if what in GIFTS:
            moved[place] += count
            continue
        one = found.setdefault(currency, Account(currency, *([0] * len(months) for _ in range(3))))
        (one.fees if what == "fee" else one.settled)[place] += amount
        if what == "settled":
            one.known[place] += count
    return sorted(found.values(), key=lambda one: (-sum(one.known), one.currency)), moved


def _summed(rows: Any, *columns: str) -> Any:
    return rows.values_list(*columns).annotate(Total("amount"), Total("count")).order_by()


def _standings(currency: str) -> tuple[Standing, ...]:
    rows = Month.objects.filter(currency=currency, cut=COURSE, frequency__in=tuple(TWELFTHS)).exclude(amount=0, count=0)
    return tuple(
        Standing(Course(ordinal(month), _ended(name), frequency, amount, count), what)
        for month, name, frequency, what, amount, count in rows.values_list("month", "name", "frequency", "what", "amount", "count")
    )


def _ended(name: str) -> int | None:
    return ordinal(date(int(name[:4]), int(name[5:]), 1)) if name else None
