"""The day that a new letter bears: the next one of its rhythm that has no letter yet."""

from datetime import date, timedelta

from tamizdat.newsroom.models import Letter, LetterKind


def free_day(kind: LetterKind, today: date) -> date:
    """Return the next day on which *kind* goes out, today included, and none of its letters bears; without a fixed day, today."""
    if kind.weekday is None:
        return today
    day = today + timedelta(days=(kind.weekday - today.weekday()) % 7)
    letters = Letter.objects.filter(kind=kind.code, locale_id=kind.page.locale_id, date__gte=day)
    taken = set(letters.values_list("date", flat=True))
    while day in taken:
        day += timedelta(weeks=1)
    return day
