"""Appeals' numbers: what each brought, and which of its wordings brings more, as far as that can be told.

Promises: says plainly when it cannot be told, and what is left out. No rate is claimed: nobody is counted who did not give. Leaves the
mathematics to ``variants`` and what readers have seen to the newsroom (``TAMIZDAT_APPEALS``).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString

from tamizdat.contributions.desk import appeal_numbers as numbers
from tamizdat.contributions.desk.intervals import Row, intervals
from tamizdat.contributions.desk.rights import SEE
from tamizdat.contributions.variants import ENOUGH_GIFTS, SURE, Compared, Comparison, compare
from tamizdat.edition.sums import exponent, write_sum
from tamizdat.newsletters.views.rights import needs


@dataclass(frozen=True, slots=True)
class Line:
    """An appeal in the list: its run (None if the newsroom has forgotten it), its code, and what it brought."""

    run: Any
    code: str
    gifts: int
    sums: str


@dataclass(frozen=True, slots=True)
class Wording:
    """A row of the table."""

    code: str
    title: str
    gifts: int
    gifts_between: str
    value: str
    value_between: str
    best: str


def runs() -> Sequence[Any]:
    """Return the appeals that readers have seen (as ``newsroom.appeal_runs.Run``), the newest first."""
    return cast(Sequence[Any], import_string(settings.TAMIZDAT_APPEALS)())


@needs(SEE)
def all_appeals(request: HttpRequest) -> HttpResponse:
    """Show every appeal that readers have seen, or that somebody gave after, with what it brought."""
    brought, known = numbers.brought(), {run.code: run for run in runs()}
    codes = [*known, *sorted(brought.keys() - known.keys())]
    lines = [_line(known.get(code), code, *brought.get(code, (0, {}))) for code in codes]
    return render(request, "contributions/appeals/all.html", {"lines": lines})


@needs(SEE)
def one_appeal(request: HttpRequest, code: str) -> HttpResponse:
    """Show one appeal's wordings side by side, in one currency."""
    run = next((run for run in runs() if run.code == code), None)
    currencies = numbers.gifts_by_currency(code)
    if run is None and not currencies:
        raise Http404
    asked = request.GET.get("currency", "")
    currency = asked if asked in currencies else next(iter(currencies), "")
    shown = {"run": run, "code": code, "currency": currency, "others": [row for row in currencies.items() if row[0] != currency]}
    if run is not None and currency:
        shown |= _compared(run, currency, timezone.now())
    return render(request, "contributions/appeals/one.html", shown)


def _line(run: Any, code: str, gifts: int, sums: dict[str, int]) -> Line:
    return Line(run, code, gifts, ", ".join(write_sum("en", amount, currency) for currency, amount in sorted(sums.items())))


def _compared(run: Any, currency: str, now: datetime) -> dict[str, Any]:
    months = numbers.months_expected(now.date())
    since = run.since or datetime.min.replace(tzinfo=now.tzinfo)
    worths = numbers.worths(run.code, currency, since=since, months=months)
    values = {code: worths.get(code, []) for code in sorted(run.wordings)}
    found, alike = compare(values), len(values) > 1 and run.since is not None
    counted = sum(one.gifts for one in found.variants)
    return {
        "verdict": verdict(found, run),
        "rows": [_wording(one, run.wordings[one.variant], currency, alone=not alike) for one in found.variants],
        "drawings": _drawings(found, currency) if counted and alike else [],
        "alike": alike,
        "months": f"{months:.1f}",
        "wordless": numbers.gifts_without_wording(run.code),
        "earlier": max(0, numbers.gifts_by_currency(run.code)[currency] - counted),
    }


def _money(currency: str) -> Callable[[float], str]:
    """Return what writes minor units as a sum without cents: what is estimated has none."""
    unit = 10 ** exponent(currency)
    return lambda amount: write_sum("en", round(amount / unit) * unit, currency)


def verdict(found: Comparison, run: Any) -> str:
    """Return in a sentence or two what can be told of an appeal's wordings."""
    if len(found.variants) < 2:
        return "It has one wording, so there is nothing to compare."
    if run.since is None:
        return "It has not the same wordings in all its languages, so they did not have equal odds: they cannot be compared."
    if found.winner:
        best = next(one for one in found.variants if one.variant == found.winner)
        return f"“{found.winner}” brings the most, as far as can be told: in {_hundred(best.best)} of 100 cases it is the best."
    if found.why == "few_gifts":
        least = min(found.variants, key=lambda one: one.gifts)
        return (
            f"There is not enough to tell yet: every wording needs at least {ENOUGH_GIFTS} gifts,"
            f" and “{least.variant}” has {least.gifts}. Let it run on."
        )
    first = max(found.variants, key=lambda one: one.best)
    return (
        f"They are too close to tell: the best so far, “{first.variant}”, would be so in {_hundred(first.best)} of 100 cases,"
        f" and we speak of a best one from {_hundred(SURE)} on."
    )


def _wording(one: Compared, title: str, currency: str, *, alone: bool) -> Wording:
    money = _money(currency)
    return Wording(
        code=one.variant,
        title=title,
        gifts=one.gifts,
        gifts_between="" if alone else f"{one.gifts_between[0]:.0f} to {one.gifts_between[1]:.0f}",
        value=money(one.value),
        value_between="" if alone else f"{money(one.value_between[0])} to {money(one.value_between[1])}",
        best="" if alone else f"{_hundred(one.best)} of 100",
    )


def _drawings(found: Comparison, currency: str) -> list[tuple[str, SafeString]]:
    money = _money(currency)
    chances = [(one.variant, float(_hundred(one.best))) for one in found.variants]
    draw: list[tuple[str, Callable[[float], str], list[Row], float]] = [
        ("Gifts", _whole, [Row(one.variant, one.gifts, *one.gifts_between) for one in found.variants], 0),
        ("Value", money, [Row(one.variant, one.value, *one.value_between) for one in found.variants], 0),
        ("Best in so many of 100 cases", _whole, [Row(name, chance, chance, chance) for name, chance in chances], 100),
    ]
    return [(title, intervals(rows, about=title, write=write, top=top)) for title, write, rows, top in draw]


def _whole(number: float) -> str:
    return f"{number:.0f}"


def _hundred(share: float) -> int:
    """Return a share in hundredths; never all of them, and never none: nothing is certain."""
    return min(99, max(1, round(share * 100)))
