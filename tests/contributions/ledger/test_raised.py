"""What an appeal has brought, as readers are told: what came less what went back, never of a few, never exact."""

import json
from datetime import timedelta

import pytest

from factories.ledger import NOON, dispute_won, disputed, monthly, paid, refunded, started
from factories.newsroom import appeal, giving
from tamizdat.contributions.ledger import origins
from tamizdat.contributions.ledger.append import Ledger
from tamizdat.contributions.raised import raised
from tamizdat.contributions.telling import FEW, banded, coarse
from tamizdat.newsroom.appeals import publish_appeal
from tamizdat.newsroom.giving import refresh
from tamizdat.newsroom.models import Freeze

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

LEDGER = Ledger(now=lambda: NOON)


def ref(number):
    return f"{number:022}"


def given(number, amount=1_234, appeal="boat", **said):
    LEDGER.apply([paid(amount, f"ch_{number}", ref=ref(number), **said)])
    origins.note(ref(number), appeal=appeal, variant="a")


@pytest.mark.parametrize(("number", "told"), [(0, 0), (7, 7), (99, 99), (100, 100), (129, 120), (12_345, 12_000), (999_999, 990_000)])
def test_a_sum_is_told_by_its_first_two_digits_and_never_above_itself(number, told):
    assert coarse(number) == told


@pytest.mark.parametrize(("givers", "told"), [(10, 10), (19, 10), (99, 90), (104, 100), (1_290, 1_200)])
def test_givers_are_told_in_tens_and_then_in_two_digits(givers, told):
    assert banded(givers) == told


def test_what_an_appeal_brought_is_told_from_ten_gifts_on_less_what_went_back_in_its_own_currency_alone():
    for number in range(FEW - 1):
        given(number)
    given(100, appeal="other")
    given(101, currency="USD", settled_currency="USD")
    assert raised("boat", "EUR") is None and raised("nobody's", "EUR") is None
    given(FEW - 1, amount=20_000)
    assert raised("boat", "EUR") == coarse(9 * 1_234 + 20_000) == 31_000
    LEDGER.apply([refunded(20_000, "ch_9"), disputed(1_234, "ch_1"), disputed(1_234, "ch_2", transaction="dp_2")])
    assert raised("boat", "EUR") == coarse(7 * 1_234)
    LEDGER.apply([dispute_won(1_234, "ch_1")])
    assert raised("boat", "EUR") == coarse(8 * 1_234)
    LEDGER.apply([started(ref=ref(50), amount=3_000), *(monthly(month, 3_000) for month in range(3))])
    origins.note(ref(50), appeal="boat", variant="b")
    assert raised("boat", "EUR") == coarse(8 * 1_234 + 9_000), "each month that came, and none that may"


def test_the_ledgers_sum_is_frozen_for_readers_by_the_newsrooms_clock():
    giving()
    publish_appeal(appeal(code="boat", goal_amount="1000", goal_currency="EUR"))
    assert refresh(NOON) == 0 and Freeze.latest("raised-boat") is None
    for number in range(FEW):
        given(number)
    assert refresh(NOON + timedelta(minutes=30)) == 0
    assert refresh(NOON + timedelta(minutes=61)) == 1
    assert json.loads(Freeze.latest("raised-boat").data)["amount"] == 12_000
