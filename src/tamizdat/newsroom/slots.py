"""The day that a new letter bears: the next one of its rhythm."""

from datetime import date, timedelta

from tamizdat.newsroom.models import LetterKind


def next_day(kind: LetterKind, today: date) -> date:
    """Return the next day on which *kind* goes out, today included; without a fixed day, today."""
    return today + timedelta(days=(kind.weekday - today.weekday()) % 7) if kind.weekday is not None else today
