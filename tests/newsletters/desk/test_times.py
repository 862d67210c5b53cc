"""A time is said by the clock on the wall of the place, also when clocks are changed."""

from datetime import UTC, datetime

import pytest

from tamizdat.newsletters.views.times import NoSuchTime, offer, wall_clock

AMSTERDAM = "Europe/Amsterdam"


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        (datetime(2026, 3, 26, 12, tzinfo=UTC), datetime(2026, 3, 27, 9, tzinfo=UTC)),  # winter time still
        (datetime(2026, 4, 2, 12, tzinfo=UTC), datetime(2026, 4, 3, 8, tzinfo=UTC)),  # the Friday after the change
        (datetime(2026, 10, 30, 12, tzinfo=UTC), datetime(2026, 11, 6, 9, tzinfo=UTC)),  # that Friday has passed
    ],
)
def test_friday_at_ten_is_proposed_as_the_clocks_there_show_it(now, slot):
    offered = offer("every Friday 10:00", AMSTERDAM, now)
    assert offered.at == slot
    assert (offered.at.hour, offered.at.strftime("%A")) == (10, "Friday")


def test_a_letter_without_a_fixed_day_is_proposed_nothing():
    assert offer("", AMSTERDAM, datetime(2026, 3, 26, tzinfo=UTC)) is None


def test_an_hour_that_the_clocks_skip_is_refused():
    with pytest.raises(NoSuchTime, match="skip 02:30"):
        wall_clock(datetime.fromisoformat("2026-03-29T02:30"), AMSTERDAM)


def test_an_hour_that_comes_twice_is_taken_the_first_time():
    assert wall_clock(datetime.fromisoformat("2026-10-25T02:30"), AMSTERDAM) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
