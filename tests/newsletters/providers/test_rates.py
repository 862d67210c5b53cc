"""Rates and waiting, with a clock that the test holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.newsletters.providers.rates import CATCH_UP, FIRST_WAIT, LONGEST_WAIT, Backoff, Rate


@given(st.floats(0.01, 10_000), st.lists(st.floats(0, 2), max_size=60))
def test_no_more_go_than_the_rate_allows_however_late_the_clock_is_looked_at(per_second, waits):
    rate, now, gone = Rate(per_second), 1000.0, 0
    for wait in waits:
        now += wait
        if not rate.wait(now):
            rate.take(now)
            gone += 1
    assert gone <= (now - 1000 + CATCH_UP) * per_second + 1


def test_a_steady_sender_reaches_its_rate():
    rate, now, gone = Rate(50.0), 0.0, 0
    while now < 10:
        now += rate.wait(now) + 0.003  # an event loop that wakes late
        rate.take(now)
        gone += 1
    assert 495 <= gone <= 506


def test_without_a_rate_nobody_waits():
    rate = Rate(None)
    for _ in range(1000):
        rate.take(5.0)
    assert rate.wait(5.0) == 0


def test_failures_in_a_row_wait_longer_each_time_and_a_success_ends_them():
    backoff, now, waits = Backoff(), 100.0, []
    for _ in range(12):
        backoff.failed(now, "down")
        waits.append(backoff.wait(now))
        now += waits[-1]
    assert waits[:3] == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT] and waits[-1] == LONGEST_WAIT
    backoff.succeeded()
    assert backoff.wait(now) == 0 and backoff.why == ""


@pytest.mark.parametrize("count", [1, 8, 100])
def test_failures_of_messages_that_were_under_way_together_count_once(count):
    backoff = Backoff()
    for _ in range(count):
        backoff.failed(100.0, "down")
    assert backoff.wait(100.0) == FIRST_WAIT
