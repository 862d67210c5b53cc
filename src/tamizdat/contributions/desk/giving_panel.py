"""The newsroom's home: what giving brings, in a few sums. No people, and no drawing: the dashboard has those."""

from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from tamizdat.contributions.desk.writing import money, number
from tamizdat.contributions.ledger import months as ledger_months
from tamizdat.contributions.numbers import reading
from tamizdat.contributions.numbers.book import last_months
from tamizdat.contributions.numbers.recurring import course

MOST = 3
"""Currencies that are shown, those of the most givers: the dashboard has all of them."""


class GivingPanel(Component):  # type: ignore[misc] # Wagtail has no types
    """What recurs, who came and went this month, and what was given."""

    name = "giving"
    template_name = "contributions/home/giving.html"
    order = 26

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return a row for each currency; none before anybody has given."""
        months = last_months(timezone.now().date(), 2)
        books = reading.recurring(months)
        found = [one for one in reading.glances(books, months[-1]) if one.currency in books or one.paid.count]
        return {"rows": [_row(one, books) for one in found[:MOST]], "more": len(found) > MOST, "behind": ledger_months.behind()}


def _row(one: reading.Glance, books: dict[str, Any]) -> tuple[str, ...]:
    write = money(one.currency)
    if one.currency not in books:
        return (one.currency, "–", "–", "–", "–", write(one.paid.amount))
    now = course(books[one.currency])[-1]
    gone = now.ended.count + now.lapsed.count
    return (one.currency, write(now.amount), number(now.count), number(now.began.count), number(gone), write(one.paid.amount))
