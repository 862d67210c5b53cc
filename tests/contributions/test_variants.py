"""Variants compared: right about what is known, silent about what is not."""

from random import Random

import pytest

from tamizdat.contributions.variants import ENOUGH_GIFTS, compare


def gifts(seed, count, around=1_000):
    rng = Random(seed)
    return [int(rng.lognormvariate(0, 0.6) * around) for _ in range(count)]


def test_a_variant_that_brings_twice_as_much_wins():
    said = compare({"a": gifts(1, 60), "b": gifts(2, 140)})
    assert said.winner == "b" and said.why == ""
    assert {one.variant: one.best > 0.95 for one in said.variants} == {"a": False, "b": True}


def test_larger_gifts_win_over_as_many_small_ones():
    assert compare({"a": gifts(1, 80, 500), "b": gifts(2, 80, 2_000)}).winner == "b"


def test_two_that_bring_alike_are_too_close_to_tell():
    said = compare({"a": gifts(1, 100), "b": gifts(1, 101)})
    assert (said.winner, said.why) == ("", "too_close")


@pytest.mark.parametrize(
    "values", [{"a": [1_000] * (ENOUGH_GIFTS - 1), "b": [1_000] * 400}, {"a": [], "b": [5_000]}, {"a": [1_000] * 50}, {}]
)
def test_few_gifts_tell_nothing_however_far_apart(values):
    said = compare(values)
    assert (said.winner, said.why) == ("", "few_gifts")


def test_the_chances_to_be_the_best_add_up_and_numbers_are_the_gifts_own():
    said = compare({"a": gifts(1, 30), "b": gifts(2, 40), "c": gifts(3, 50)})
    assert sum(one.best for one in said.variants) == pytest.approx(1)
    assert [(one.gifts, one.value) for one in said.variants] == [(30, sum(gifts(1, 30))), (40, sum(gifts(2, 40))), (50, sum(gifts(3, 50)))]


def test_the_same_gifts_say_the_same_whatever_their_order():
    values = {"a": gifts(1, 30), "b": gifts(2, 40)}
    assert compare(values) == compare(dict(reversed(values.items())))


def test_an_interval_holds_the_truth_about_as_often_as_it_says():
    # 40 appeals whose two variants are equally strong: the interval of gifts holds the common strength in some 95 of 100.
    rng, held = Random(7), 0
    for trial in range(40):
        count = sum(1 for _ in range(300) if rng.random() < 0.1)
        low, high = compare({"a": [1_000] * count, "b": [1_000] * 30}, seed=trial).variants[0].gifts_between
        held += low <= 30 <= high
    assert 34 <= held <= 40


def test_equal_variants_seldom_make_a_winner():
    winners = sum(compare({"a": gifts(seed, 60), "b": gifts(1_000 + seed, 60)}, seed=seed).winner != "" for seed in range(20))
    assert winners <= 5
