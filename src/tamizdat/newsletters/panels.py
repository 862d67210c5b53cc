"""The newsroom's home: sign-ups, confirmations, leavers and bounces a week, as a drawing and as a table. No identities.

Promises: the drawing says nothing that the table beside it does not say in words. Leaves counting to ``readers.numbers``.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from tamizdat.newsletters.models import Subscription
from tamizdat.newsletters.plots import Series, plot
from tamizdat.newsletters.readers import numbers

WEEKS = 12
SHOWN = (numbers.SIGNED_UP, numbers.CONFIRMED, numbers.LEFT, numbers.BOUNCED)
TROUBLE = (numbers.COMPLAINED, numbers.UNDELIVERED, numbers.IN_DOUBT, numbers.UNKNOWN, numbers.BAD_ADDRESS, numbers.SUPPRESSED)
"""What is named below the table when there was any this week."""


@dataclass(frozen=True, slots=True)
class Week:
    """A row of the table."""

    monday: date
    values: tuple[int, ...]


class ReadersPanel(Component):  # type: ignore[misc] # Wagtail has no types
    """How many come and go."""

    name = "readers"
    template_name = "newsletters/home/readers.html"
    order = 25

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return the weeks, the drawing, and how many receive which letter now."""
        weeks = last_weeks(timezone.now().date())
        columns = [Series(what, tuple(week.values[place] for week in weeks)) for place, what in enumerate(SHOWN)]
        now = numbers.weeks(timezone.now().date()).get(weeks[-1].monday, Counter())
        return {
            "weeks": weeks[::-1],
            "names": SHOWN,
            "drawing": plot(columns, [week.monday.strftime("%d.%m.") for week in weeks]) if any(any(row.values) for row in weeks) else "",
            "readers": readers_now(),
            "trouble": [(what, now[what]) for what in TROUBLE if now[what]],
        }


def last_weeks(today: date) -> list[Week]:
    """Return the last ``WEEKS`` weeks, the running one last, with nothing where nothing happened."""
    mondays = [numbers.monday(today) - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]
    counted = numbers.weeks(mondays[0])
    return [Week(monday, tuple(counted.get(monday, Counter())[what] for what in SHOWN)) for monday in mondays]


def readers_now() -> list[tuple[str, str, int]]:
    """Return letter, language and how many receive it, the most first."""
    from django.db.models import Count

    rows = Subscription.objects.values_list("letter", "language").annotate(readers=Count("pk")).order_by("-readers", "letter", "language")
    return list(rows)
