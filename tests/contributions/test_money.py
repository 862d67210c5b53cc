"""Money: amounts as people write them, exact or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamizdat.contributions.money import EXPONENTS, LARGEST, BadAmount, read_amount, with_fee, write_amount


@pytest.mark.parametrize(
    ("typed", "currency", "amount"),
    [
        ("12", "EUR", 1200),
        ("12.5", "EUR", 1250),
        (" 12,50 ", "EUR", 1250),
        ("1 200", "EUR", 120_000),
        ("1\u202f200,00", "EUR", 120_000),
        ("1'200.00", "CHF", 120_000),
        ("۱۲٫۵", "EUR", 1250),
        ("١٢", "EUR", 1200),
        ("500", "JPY", 500),
        ("500.00", "JPY", 500),
        ("1.234", "KWD", 1234),
        ("1.2", "KWD", 1200),
        ("0.01", "USD", 1),
    ],
)
def test_an_amount_is_read_as_its_writer_meant_it(typed, currency, amount):
    assert read_amount(typed, currency) == amount


@pytest.mark.parametrize(
    ("typed", "currency"),
    [
        ("", "EUR"),
        ("zwölf", "EUR"),
        ("-5", "EUR"),
        ("0", "EUR"),
        ("0.00", "EUR"),
        ("1.234", "EUR"),  # a thousand and more, or one and a bit: nobody can tell
        ("1.230", "EUR"),
        ("1,000", "USD"),
        ("1.5", "JPY"),
        ("1.2345", "KWD"),
        ("1e3", "EUR"),
        ("NaN", "EUR"),
        ("5 €", "EUR"),
        ("12", "XXX"),
        ("12", "eur"),
        ("99999999999", "EUR"),
        ("1²", "EUR"),
        ("1.2.3", "EUR"),
    ],
)
def test_what_is_not_exact_is_refused_in_a_sentence_that_does_not_repeat_it(typed, currency):
    with pytest.raises(BadAmount) as refused:
        read_amount(typed, currency)
    assert not typed.strip() or typed.strip() not in str(refused.value).replace("12.50", "").replace("12", "")


@given(st.sampled_from(sorted(EXPONENTS)), st.integers(1, LARGEST))
def test_what_is_written_is_read_back(currency, amount):
    assert read_amount(write_amount(amount, currency), currency) == amount


def test_money_given_back_is_written_with_a_sign():
    assert [write_amount(amount, "EUR") for amount in (-5, -1250, 0)] == ["-0.05", "-12.50", "0.00"]


@given(st.integers(1, LARGEST), st.integers(0, 999), st.integers(0, 100))
def test_a_covered_fee_leaves_the_amount_and_less_would_not(amount, points, fixed):
    paid = with_fee(amount, points=points, fixed=fixed)
    left = lambda sum_: sum_ - fixed - sum_ * points / 10_000  # noqa: E731
    assert left(paid) >= amount - 1e-6
    assert left(paid - 1) < amount + 1e-6
