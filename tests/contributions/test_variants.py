"""Variants compared: right about what is known, silent about what is not."""

import math
from random import Random

import pytest

from tamizdat.contributions import variants
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


# Held against what is known without drawing


def integral(function, low, high, steps=20_000):
    """Simpson's rule."""
    step = (high - low) / steps
    inner = sum((4 if place % 2 else 2) * function(low + place * step) for place in range(1, steps))
    return (function(low) + inner + function(high)) * step / 3


def gamma_density(shape):
    return lambda x: math.exp((shape - 1) * math.log(x) - x - math.lgamma(shape)) if x > 0 else 0.0


def quantile(shape, share):
    """The quantile of a gamma distribution, by halving the integral of its density."""
    low, high = 0.0, shape + 20 * math.sqrt(shape)
    while high - low > 0.01:
        middle = (low + high) / 2
        low, high = (middle, high) if integral(gamma_density(shape), 0, middle, 2_000) < share else (low, middle)
    return low


@pytest.mark.parametrize(("one", "other"), [(30, 40), (100, 130), (25, 60)])
def test_the_chance_to_be_the_best_is_the_integral_that_it_should_be(one, other):
    # With gifts of one worth, b is the best where its strength is the greater: its share of both is Beta(other + 1/2, one + 1/2)
    first, second = other + 0.5, one + 0.5
    scale = math.lgamma(first + second) - math.lgamma(first) - math.lgamma(second)
    exact = integral(lambda x: math.exp(scale + (first - 1) * math.log(x) + (second - 1) * math.log(1 - x)), 0.5, 1 - 1e-9)
    found = {each.variant: each.best for each in compare({"a": [500] * one, "b": [500] * other}).variants}
    assert found["b"] == pytest.approx(exact, abs=0.03)


@pytest.mark.parametrize("count", [20, 150])
def test_the_interval_of_gifts_is_that_of_the_gamma_distribution(count):
    low, high = compare({"a": [500] * count, "b": [500] * 40}).variants[0].gifts_between
    spread = math.sqrt(count)
    assert low == pytest.approx(quantile(count + 0.5, 0.025), abs=0.2 * spread)
    assert high == pytest.approx(quantile(count + 0.5, 0.975), abs=0.2 * spread)


@pytest.mark.parametrize("most", [variants.MOST_GROUPS, 20])
def test_what_a_gift_is_worth_is_drawn_with_the_moments_of_the_dirichlet_distribution_also_in_groups(most, monkeypatch):
    monkeypatch.setattr(variants, "MOST_GROUPS", most)
    own, common = [200] * 30 + [1_000] * 20 + list(range(3_000, 3_010)), 900.0
    sample, rng = [*variants._grouped(own), (common, 1)], Random(3)
    drawn = [value / strength for strength, value in (variants._draw(rng, sample) for _ in range(8_000))]
    everything = [*own, common]
    mean = sum(everything) / len(everything)
    variance = sum((gift - mean) ** 2 for gift in everything) / len(everything) / (len(everything) + 1)
    found = sum(drawn) / len(drawn)
    assert found == pytest.approx(mean, rel=0.01)
    assert sum((one - found) ** 2 for one in drawn) / len(drawn) == pytest.approx(variance, rel=0.1)


def test_a_simulation_of_many_readers_gives_the_chance_that_is_told():
    # 60 appeals of two wordings, their true rates drawn by lot: the one called the better is so about as often as is told.
    rng, told, right = Random(11), 0.0, 0
    for trial in range(60):
        true = {name: rng.uniform(0.01, 0.08) for name in "ab"}
        values = {name: [500] * sum(rng.random() < rate for _ in range(1_500)) for name, rate in true.items()}
        found = max(compare(values, seed=trial).variants, key=lambda one: one.best)
        told, right = told + found.best, right + (true[found.variant] == max(true.values()))
    assert right / 60 == pytest.approx(told / 60, abs=0.08)
