"""The forecast: on newspapers that are simulated for a year more, its bands hold about as often as they say; it knows when it cannot tell."""

from collections import Counter
from random import Random

import pytest

from tamizdat.contributions.numbers.forecast import AHEAD, ENOUGH_BEGAN, ENOUGH_MONTHS, Course, forecast

DRAWS = 120
AMOUNTS = (200, 500, 500, 1000, 2500, 10_000)


def life(rng, months, *, size, shock, annual, early, late, renewal):
    """Return people (began, ended, frequency, amount) and what recurred at the end of each month. *shock*: how far months differ."""

    def swing():
        return rng.gammavariate(1 / shock**2, 1.0) * shock**2 if shock else 1.0

    people, there, course = [], [], []
    for month in range(months):
        begun = sum(rng.random() < size * swing() / 200 for _ in range(200))
        for _ in range(begun):
            frequency = "annual" if rng.random() < annual else "monthly"
            one = [month, None, frequency, rng.choice(AMOUNTS) * (10 if frequency == "annual" else 1)]
            people.append(one)
            there.append(one)
        more, still = swing(), []
        for one in there:
            age = month - one[0]
            chance = (renewal if age and age % 12 == 0 else 0.004) if one[2] == "annual" else early if age < 3 else late
            if rng.random() < chance * more:
                one[1] = month
            else:
                still.append(one)
        there = still
        course.append(sum(amount / (12 if frequency == "annual" else 1) for _, _, frequency, amount in there))
    return people, course


def courses(people, last):
    """Return people as the ledger knows them at the end of a month."""
    amounts, counts = Counter(), Counter()
    for began, ended, frequency, amount in people:
        if began <= last:
            key = began, ended if ended is not None and ended <= last else None, frequency
            amounts[key] += amount
            counts[key] += 1
    return tuple(Course(*key, amounts[key], count) for key, count in counts.items())


def histories(many):
    """Yield newspapers that differ in age, size, steadiness, and in how their givers stay."""
    for seed in range(many):
        rng = Random(seed)
        months = rng.choice((8, 12, 18, 30))
        shape = {
            "size": rng.choice((6, 20, 40)), "shock": rng.choice((0.0, 0.2, 0.4)), "annual": rng.choice((0.0, 0.2, 0.5)),
            "early": rng.uniform(0.04, 0.2), "late": rng.uniform(0.01, 0.05), "renewal": rng.uniform(0.1, 0.4),
        }  # fmt: skip
        people, course = life(rng, months + AHEAD, **shape)
        yield courses(people, months - 1), months - 1, course[months:]


def test_the_bands_hold_as_often_as_they_say():
    held, seen = Counter(), 0
    for known, last, came in histories(90):
        found = forecast(known, last, draws=DRAWS)
        assert not found.why
        for months in (1, 3, 6, 12):
            one, truth = found.ahead[months - 1], came[months - 1]
            held["most"] += one.most[0] <= truth <= one.most[1]
            held["half"] += one.half[0] <= truth <= one.half[1]
            held["above"] += truth > one.most[1]
            seen += 1
    assert 0.85 <= held["most"] / seen <= 0.95
    assert 0.40 <= held["half"] / seen <= 0.60
    assert 0.02 <= held["above"] / seen <= 0.08  # it errs to neither side


def test_it_says_the_same_of_the_same_past_and_something_else_by_other_draws():
    known, last, _ = next(histories(1))
    again = forecast.__wrapped__(known, last, draws=DRAWS)
    assert again == forecast(known, last, draws=DRAWS) != forecast(known, last, draws=DRAWS, seed=2)
    for one in again.ahead:
        assert one.most[0] <= one.half[0] <= one.middle <= one.half[1] <= one.most[1]
        assert one.staying >= 0
    assert [one.staying for one in again.ahead] == sorted((one.staying for one in again.ahead), reverse=True)


STEADY = tuple(Course(month, None, "monthly", 5000, 10) for month in range(13))


def test_with_too_little_it_says_nothing():
    assert forecast((), 100).why == "few_months"
    young = forecast(STEADY[:ENOUGH_MONTHS], ENOUGH_MONTHS - 1)
    assert (young.why, young.months, young.ahead) == ("few_months", ENOUGH_MONTHS - 1, ())
    assert forecast(STEADY[: ENOUGH_MONTHS + 1], ENOUGH_MONTHS).why == ""
    few = (Course(0, None, "monthly", 500, ENOUGH_BEGAN - 1),)
    assert forecast(few, 12).why == "few_began"


def test_that_nobody_has_ended_yet_is_no_promise_that_nobody_will():
    found = forecast(STEADY, 12)
    assert found.ahead[0].most[0] < 65_000 + 5_000 < 130_000
    assert found.ahead[11].staying < 65_000
    assert found.ahead[11].most[0] < found.ahead[11].middle


def test_what_began_after_the_last_whole_month_is_left_out_and_who_ended_after_it_is_still_there():
    later = (*STEADY, Course(13, None, "monthly", 900_000, 50))
    assert forecast(later, 12) == forecast(STEADY, 12)
    ended = tuple(Course(one.began, 13, one.frequency, one.amount, one.count) for one in STEADY)
    assert forecast(ended, 12) == forecast(STEADY, 12)


def test_annual_contributions_end_around_their_renewal():
    renewed = [
        Course(month, ended, "annual", 12_000, 10) for month in range(36) for ended in (month + 12, None) if ended is None or ended < 36
    ]
    of_now = [one.staying for one in forecast(tuple(renewed), 35).ahead]
    assert of_now[0] < sum(10 * one.amount / 12 / 10 for one in renewed if one.ended is None)
    young = [*(Course(month, month + 12, "annual", 12_000, 10) for month in range(12)), Course(30, None, "annual", 12_000, 10)]
    staying = [one.staying for one in forecast(tuple(young), 35).ahead]  # the last began five months ago: it renews in seven
    drops = [before - after for before, after in zip([1000, *staying], staying, strict=False)]
    assert max(range(AHEAD), key=lambda month: drops[month]) in (5, 6, 7)


@pytest.mark.parametrize("amount", [0, 1])
def test_sums_of_nothing_break_nothing(amount):
    worthless = tuple(Course(month, month + 3 if month % 2 else None, "monthly", amount, 9) for month in range(14))
    assert len(forecast(worthless, 12).ahead) == AHEAD
