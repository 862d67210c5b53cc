"""Every Friday at ten, also when the clocks change."""

from datetime import UTC, datetime

import pytest

from tamizdat.newsletters.sending.slots import BadRhythm, next_slot


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("rhythm", "zone", "now", "expected"),
    [
        ("every Friday 10:00", "Europe/Amsterdam", "2026-11-22T12:00", "2026-11-27T09:00"),
        ("every friday 10:00", "Europe/Amsterdam", "2026-11-27T08:59", "2026-11-27T09:00"),
        ("every Friday 10:00", "Europe/Amsterdam", "2026-11-27T09:00", "2026-12-04T09:00"),  # the moment itself has passed
        ("every Friday 10:00", "Europe/Amsterdam", "2026-03-27T09:00", "2026-04-03T08:00"),  # the clocks go forward between
        ("every Friday 10:00", "Europe/Amsterdam", "2026-10-23T08:00", "2026-10-30T09:00"),  # and back
        ("every Sunday 02:30", "Europe/Amsterdam", "2026-03-28T12:00", "2026-03-29T01:30"),  # an hour that is skipped: half past three
        ("every Sunday 02:30", "Europe/Amsterdam", "2026-10-24T12:00", "2026-10-25T00:30"),  # an hour that comes twice: the first
        ("every Sunday 02:30", "Europe/Amsterdam", "2026-10-25T00:45", "2026-11-01T01:30"),  # never in the second
        ("every Monday 00:05", "Asia/Tbilisi", "2026-11-22T20:04", "2026-11-22T20:05"),  # already Monday there
        ("every Friday 10:00", "America/St_Johns", "2026-11-27T13:00", "2026-11-27T13:30"),
    ],
)
def test_the_wall_clock_of_the_place_counts(rhythm, zone, now, expected):
    assert next_slot(rhythm, zone, at(now)) == at(expected)


@pytest.mark.parametrize("text", ["", "every day 10:00", "every Friday 25:00", "every Friday 10:60", "Friday 10:00", "every Friday 1000"])
def test_words_that_are_no_rhythm_are_refused_with_an_example(text):
    with pytest.raises(BadRhythm, match="every Friday 10:00"):
        next_slot(text, "Europe/Amsterdam", at("2026-11-22T12:00"))
