"""The dashboard: what giving brings, by month, currency, method and appeal, and what next year may bring. Sums, never people.

Promises: works without script; a page takes as long at a million entries as at a thousand, for it reads the sums by month; what is not in
them yet is said. One currency at a time: different ones are never added.
"""

from datetime import date
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tamizdat.contributions.desk import charts
from tamizdat.contributions.desk.charts import Chart
from tamizdat.contributions.desk.rights import SEE
from tamizdat.contributions.desk.writing import money, number, percent
from tamizdat.contributions.ledger import months as ledger_months
from tamizdat.contributions.numbers import reading
from tamizdat.contributions.numbers.book import Book, last_months, ordinal
from tamizdat.contributions.numbers.forecast import ENOUGH_BEGAN, ENOUGH_MONTHS, Forecast, forecast
from tamizdat.contributions.numbers.monthly import APPEAL, METHOD
from tamizdat.contributions.numbers.recurring import RecurringMonth, course, standing_now, usual_churn
from tamizdat.edition.sums import currency_name
from tamizdat.newsletters.views.rights import needs

MONTHS, PAID_IN = 24, 12
CATCH_UP_SECONDS = 0.1
"""How long a page counts what the worker has not counted yet; the rest is said."""


@require_safe
@needs(SEE)
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show the numbers; ``?currency=`` chooses one, by default that of most givers."""
    return TemplateResponse(request, "contributions/dashboard/page.html", shown(request.GET.get("currency", ""), timezone.now().date()))


def shown(wanted: str, today: date) -> dict[str, Any]:
    """Return all that the page shows on a day."""
    behind, months = catch_up(), last_months(today, MONTHS)
    books = reading.recurring(months)
    glances = reading.glances(books, months[-PAID_IN])
    if not glances:
        return {"behind": behind, "currencies": []}
    currency = wanted if wanted in {one.currency for one in glances} else glances[0].currency
    book = reading.read(currency, months)
    recurring = course(book)
    future = forecast(tuple(one.course for one in book.standings), ordinal(today) - 1)
    return {
        "behind": behind,
        "currencies": [_line(one) for one in glances],
        "currency": currency,
        "name": currency_name("en", currency),
        "sums": sums(book, recurring),
        "charts": _charts(book, recurring, future),
        "why": _why(future),
        "everywhere": _everywhere({one.currency: books[one.currency] for one in glances if one.currency in books}, book),
    }


def catch_up() -> int:
    """Count what is not counted yet, for a moment; return how many entries are left. Whoever writes just now goes first."""
    try:
        return ledger_months.catch_up(seconds=CATCH_UP_SECONDS)
    except OperationalError:
        return ledger_months.behind()


def sums(book: Book, months: tuple[RecurringMonth, ...]) -> list[tuple[str, str]]:
    """Return the few sums that matter, in words."""
    write, now, churn = money(book.currency), months[-1], usual_churn(months)
    once, failing, paused = book.monthly("paid", frequency=("once",))[-1], standing_now(book, "past_due"), standing_now(book, "paused")
    found = [
        ("Recurring a month", f"{write(now.amount)} from {_many(now.count)}"),
        ("New this month", f"{_many(now.began.count)}, {write(now.began.amount)} a month"),
        ("Gone this month", f"{now.ended.count} ended, {now.lapsed.count} lapsed, {write(now.ended.amount + now.lapsed.amount)} a month"),
        ("Usual churn", "not known yet" if churn is None else f"{percent(churn)} of contributions a month"),
        ("Once, this month", f"{write(once.amount)} in {number(once.count)} payment{'' if once.count == 1 else 's'}"),
    ]
    risks = [
        f"{said} {_many(one.count)} ({write(one.amount)} a month)"
        for said, one in (("payments fail for", failing), ("paused:", paused))
        if one.count
    ]
    if risks:
        found.insert(1, ("Of it at risk", "; ".join(risks)))
    return found


def _line(one: reading.Glance) -> dict[str, str]:
    write = money(one.currency)
    return {
        "currency": one.currency,
        "name": currency_name("en", one.currency),
        "recurs": write(one.recurs.amount),
        "contributions": number(one.recurs.count),
        "paid": write(one.paid.amount),
        "gave": number(one.gave),
    }


def _charts(book: Book, months: tuple[RecurringMonth, ...], future: Forecast) -> list[Chart]:
    found = [charts.recurring(book, months), charts.coming_and_going(book, months), charts.churn(book, months)]
    if future.ahead:
        found.append(charts.ahead(book, months, future))
    appeal = "An appeal's code is kept with each contribution that began after it; without script, and from before, none is known."
    return [
        *found,
        charts.came_in(book),
        charts.recurring_by(book, METHOD, "Recurring, by method", "What recurs a month, by the way in which it is paid."),
        charts.once_by(book, METHOD, "Once, by method", "What was given once, by the way in which it was paid."),
        charts.recurring_by(book, APPEAL, "Recurring, by appeal", f"What recurs a month, by the appeal that came before it. {appeal}"),
        charts.once_by(book, APPEAL, "Once, by appeal", f"What was given once, by the appeal that came before it. {appeal}"),
    ]


def _everywhere(books: dict[str, Book], book: Book) -> list[Chart]:
    accounts, moved = reading.account(book.months)
    found = [charts.by_currency(books)] if len(books) > 1 else []
    return [*found, *(charts.reached(one, moved, book) for one in accounts)]


def _why(future: Forecast) -> str:
    if future.why == "few_months":
        return f"Too few months to tell: a forecast needs {ENOUGH_MONTHS} whole months after the first, and there are {future.months}."
    if future.why == "few_began":
        return f"Too few contributions to tell: a forecast needs {ENOUGH_BEGAN} that recur, or did."
    return ""


def _many(count: int) -> str:
    return f"{number(count)} contribution{'' if count == 1 else 's'}"
