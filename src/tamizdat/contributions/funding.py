"""The funding statement: what readers gave in the last full year (before there is one, in the last full quarter), for the imprint.

Promises: nobody can be told from it. Figures are rounded down (``telling``); what few gave, or one person mostly, is not shown apart, and
where it could be had by subtraction neither is the rest. Sums of one currency are never added to another's. Made from the ledger's totals,
so that a million entries cost no more than a thousand. The words lie in ``locale/funding.{language}.toml``; a language without any gets
English.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Max, Sum
from django.utils import timezone

from tamizdat.contributions.models import Contribution, Total
from tamizdat.contributions.telling import FEW, banded, coarse
from tamizdat.edition.dates import write_number
from tamizdat.edition.sums import currency_name, write_sum

FOLDER = Path(__file__).parent / "locale"
FREQUENCIES = ("once", "monthly", "annual")
_SIGNS = {"paid": 1, "refunded": -1, "disputed": -1, "dispute_won": 1}
_STEP = 5
"""Shares are told in full fives of a hundred."""

Block = dict[str, Any]
"""As ``edition.records.Block``."""


@dataclass(frozen=True, slots=True)
class Period:
    """A year, or with *quarter* 1 to 4 a quarter of it."""

    year: int
    quarter: int = 0

    @property
    def months(self) -> int:
        """How long it is."""
        return 3 if self.quarter else 12

    @property
    def days(self) -> tuple[date, date]:
        """Its first day and its last."""
        first = date(self.year, 3 * max(self.quarter, 1) - 2, 1)
        after = date(self.year + (self.quarter in (0, 4)), 1 if self.quarter in (0, 4) else first.month + 3, 1)
        return first, after - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cell:
    """What came in one currency at one frequency: what is left of it, from how many, and the most that one contribution brought."""

    currency: str
    frequency: str
    amount: int
    givers: int
    largest: int

    @property
    def may_be_told(self) -> bool:
        """Whether nobody can be told from it: not few gave, and no one of them more than half."""
        return self.givers >= FEW and self.amount > 0 and 2 * self.largest <= self.amount


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a currency: its sum and, if each may be told, its frequencies apart."""

    whole: Cell
    apart: tuple[Cell, ...]


def told(cells: Sequence[Cell]) -> tuple[Told, ...]:
    """Return what may be told of *cells*, the largest sums first; a currency that may not be told is left out."""
    found = []
    for currency in dict.fromkeys(cell.currency for cell in cells):
        own = [cell for cell in cells if cell.currency == currency and (cell.amount or cell.givers)]
        largest = max((cell.largest for cell in own), default=0)
        whole = Cell(currency, "", sum(cell.amount for cell in own), sum(cell.givers for cell in own), largest)
        if whole.may_be_told:
            found.append(Told(whole, tuple(own) if all(cell.may_be_told for cell in own) else ()))
    return tuple(sorted(found, key=lambda one: (-one.whole.givers, one.whole.currency)))


def funding(language: str) -> tuple[Block, ...]:
    """Return the statement as blocks, none before a full quarter in which somebody gave (``TAMIZDAT_FUNDING``)."""
    period = last_period(timezone.now().date())
    return tuple(_blocks(language, period, cells_of(period), kept_of(period))) if period else ()


def last_period(today: date) -> Period | None:
    """Return the last full year in which somebody gave, or else the last full quarter; None if nobody did."""
    quarter = (today.month - 1) // 3
    wanted = (Period(today.year - 1), Period(today.year, quarter) if quarter else Period(today.year - 1, 4))
    return next((one for one in wanted if Total.objects.filter(what="paid", day__range=one.days).exists()), None)


def cells_of(period: Period) -> list[Cell]:
    """Return what came in *period*. Who gives monthly is counted by the payments of an average month: rather one too few."""
    amounts: Counter[tuple[str, str]] = Counter()
    payments: Counter[tuple[str, str]] = Counter()
    rows = Total.objects.filter(what__in=_SIGNS, day__range=period.days).values_list("currency", "frequency", "what")
    for currency, frequency, what, amount, count in rows.annotate(Sum("amount"), Sum("count")):
        key = (currency, frequency or "once")
        amounts[key] += _SIGNS[what] * amount
        payments[key] += count if what == "paid" else 0
    largest = _largest(period)
    givers = {key: count // (period.months if key[1] == "monthly" else 1) for key, count in payments.items()}
    order = [(currency, frequency) for currency in sorted({key[0] for key in amounts}) for frequency in FREQUENCIES]
    return [Cell(*key, amounts[key], givers.get(key, 0), largest.get(key, 0)) for key in order if key in amounts]


def _largest(period: Period) -> dict[tuple[str, str], int]:
    """Return the most that one contribution has brought that was paid in *period* or since: at least what it brought then."""
    since = datetime.combine(period.days[0], datetime.min.time(), UTC)
    rows = Contribution.objects.filter(last_paid__gte=since).values_list("currency", "frequency").annotate(Max("paid"))
    found: Counter[tuple[str, str]] = Counter()
    for currency, frequency, most in rows:
        key = (currency, frequency or "once")
        found[key] = max(found[key], most)
    return dict(found)


def kept_of(period: Period) -> dict[str, int]:
    """Return how many hundredths the providers kept of what was settled in each currency of an account, where many gifts were."""
    rows = Total.objects.filter(what__in=("fee", "settled"), day__range=period.days).values_list("currency", "what")
    sums = {(currency, what): (amount, count) for currency, what, amount, count in rows.annotate(Sum("amount"), Sum("count"))}
    settled = {currency: amount for (currency, what), (amount, count) in sums.items() if what == "settled" and count >= FEW and amount > 0}
    return {currency: round(100 * sums.get((currency, "fee"), (0, 0))[0] / amount) for currency, amount in sorted(settled.items())}


@cache
def words_in(language: str) -> dict[str, Any]:
    """Return the words of a language."""
    path = FOLDER / f"funding.{language}.toml"
    return tomllib.loads(path.read_text("utf-8")) if language.isalnum() and path.is_file() else words_in("en")


def _blocks(language: str, period: Period, cells: Sequence[Cell], kept: dict[str, int]) -> Iterator[Block]:
    words, found = words_in(language), told(cells)
    spoken = words["code"]
    year = "".join(write_number(spoken, int(digit)) for digit in str(period.year))
    named = words["quarters"][period.quarter - 1].format(year=year) if period.quarter else words["year"].format(year=year)
    yield {"type": "heading", "text": words["title"].format(period=named), "level": 3}
    if not found:
        yield {"type": "paragraph", "text": words["few"]}
        return
    yield {"type": "list", "ordered": False, "items": [_item(one, words) for one in found]}
    shares = [
        words["kept"].format(percent=write_number(spoken, share), currency=currency_name(spoken, code)) for code, share in kept.items()
    ]
    fees = [words["fees"].format(kept=words["comma"].join(shares))] if shares else []
    others = [words["others"]] if len(found) < len({cell.currency for cell in cells}) else []
    yield {"type": "paragraph", "text": " ".join([*fees, *others, words["how"].format(few=write_number(spoken, FEW))])}


def _item(one: Told, words: dict[str, Any]) -> str:
    language, parted = words["code"], len(one.apart) > 1

    def said(form: str, amount: int, givers: int) -> str:
        return str(words[form].format(sum=write_sum(language, amount, one.whole.currency), givers=write_number(language, givers)))

    figures = [(cell.frequency, coarse(cell.amount), banded(cell.givers)) for cell in one.apart]
    # The whole is the sum of what is told of its parts, so that the page adds up
    amount, givers = sum(each[1] for each in figures), sum(each[2] for each in figures)
    whole = (amount, givers) if parted else (coarse(one.whole.amount), banded(one.whole.givers))
    head = said(figures[0][0] if len(figures) == 1 else "whole", *whole)
    parts = [said(*figure) for figure in figures if parted]
    share = sum(each[1] for each in figures if each[0] != "once") * 100 // max(amount, 1) // _STEP * _STEP
    parts += [words["recurring"].format(percent=write_number(language, share))] if share and parted else []
    name = currency_name(language, one.whole.currency)
    return str(words["item"].format(currency=name[:1].upper() + name[1:], whole=head, parts=words["and"].join(["", *parts])))
