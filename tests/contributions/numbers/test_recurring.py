"""What recurs: an annual contribution is a twelfth of itself a month; what went is a share of what was there."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tamizdat.contributions.numbers.book import Book, Standing, Sum, last_months, month_of, ordinal
from tamizdat.contributions.numbers.forecast import Course
from tamizdat.contributions.numbers.recurring import course, per_month, standing_now, usual_churn

MONTHS = last_months(date(2026, 3, 15), 4)


def book(flows=(), before=(), standings=()):
    found = {}
    for place, frequency, what, amount, count, *name in flows:
        found.setdefault(("method", name[0] if name else "card", frequency, what), {})[place] = Sum(amount, count)
    earlier = {("method", "card", frequency, what): Sum(amount, count) for frequency, what, amount, count in before}
    return Book("EUR", MONTHS, found, earlier, tuple(standings))


def test_the_last_months_end_with_the_running_one_over_new_year():
    assert (date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)) == MONTHS
    assert month_of(ordinal(date(2025, 12, 31))) == date(2025, 12, 1)


def test_an_annual_contribution_counts_as_a_twelfth_in_each_month_and_sums_are_rounded_once():
    shown = course(book([(1, "annual", "began", 1000, 1), (2, "annual", "began", 1000, 1), (3, "monthly", "began", 500, 1)]))
    assert [one.amount for one in shown] == [0, 83, 167, 667]  # 83.3, 166.7, 666.7
    assert [one.count for one in shown] == [0, 1, 2, 3]


def test_what_came_before_the_first_month_counts_and_what_changed_moves_no_count():
    shown = course(
        book(
            [(0, "monthly", "changed", -200, 0), (1, "monthly", "ended", 300, 1), (2, "monthly", "lapsed", 500, 1)],
            [("monthly", "began", 4000, 5), ("monthly", "ended", 1000, 1), ("monthly", "changed", 200, 0), ("annual", "began", 1200, 1)],
        )
    )
    assert [one.amount for one in shown] == [3100, 2800, 2300, 2300]
    assert [one.count for one in shown] == [5, 4, 3, 3]
    assert [one.churn for one in shown] == [0, 1 / 5, 1 / 4, 0]
    assert shown[1].churn_amount == 300 / 3100
    assert (shown[1].ended, shown[2].lapsed, shown[0].changed) == (Sum(300, 1), Sum(500, 1), -200)
    assert usual_churn(shown) == 2 / 9  # of five, then of four; the running month is not over


def test_where_nothing_was_there_is_no_churn():
    shown = course(book([(0, "monthly", "began", 500, 1), (0, "monthly", "ended", 500, 1)]))
    assert [one.churn for one in shown] == [None] * 4
    assert usual_churn(shown) is None


FLOW = st.tuples(
    st.integers(0, 3), st.sampled_from(["monthly", "annual", ""]), st.sampled_from(["began", "changed", "ended", "lapsed"]),
    st.integers(-9_999, 9_999), st.integers(0, 9), st.sampled_from(["card", "paypal", ""]),
)  # fmt: skip


@given(st.lists(FLOW, max_size=12, unique_by=lambda flow: (flow[0], flow[1], flow[2], flow[5])))
def test_the_names_of_a_cut_come_to_the_whole_but_for_rounding(flows):
    found = book(flows)
    parts = [course(found, name=name) for name in found.names("method")]
    for place, whole in enumerate(course(found)):
        assert sum(part[place].count for part in parts) == whole.count
        assert abs(sum(part[place].amount for part in parts) - whole.amount) <= len(parts)


@given(st.integers(-(10**15), 10**15))
def test_twelfths_are_rounded_to_the_nearest(twelfths):
    assert abs(12 * per_month(twelfths) - twelfths) <= 6


def test_what_fails_or_rests_now_is_told_from_what_failed_and_ended():
    found = [
        Standing(Course(1, None, "monthly", 900, 2), "past_due"),
        Standing(Course(2, None, "annual", 1200, 1), "past_due"),
        Standing(Course(2, None, "monthly", 700, 1), "active"),
        Standing(Course(2, 4, "monthly", 5000, 1), "lapsed"),
    ]
    assert standing_now(book(standings=found), "past_due") == Sum(1000, 3)
    assert standing_now(book(standings=found), "paused") == Sum(0, 0)
