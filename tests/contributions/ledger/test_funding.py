"""The funding statement: what readers gave, in figures in which nobody can be found."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories.ledger import paid, refunded, started
from tamizdat.contributions import funding
from tamizdat.contributions.funding import Cell, Period, cells_of, kept_of, last_period, told
from tamizdat.contributions.ledger.append import Ledger
from tamizdat.contributions.telling import FEW, coarse
from tamizdat.edition.blocks import check_block

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

MAY = datetime(2026, 5, 10, 12, tzinfo=UTC)
QUARTER = Period(2026, 2)


def cell(frequency="once", amount=100_000, givers=40, largest=5_000, currency="EUR"):
    return Cell(currency, frequency, amount, givers, largest)


def gifts(count, amount=1_234, *, currency="EUR", at=MAY, name="g", **said):
    Ledger(now=lambda: at).apply(
        [
            paid(amount, f"ch_{name}{n}", ref=f"{name}{n}".ljust(22, "_"), currency=currency, settled_currency=currency, at=at, **said)
            for n in range(count)
        ]
    )


# The rule


@pytest.mark.parametrize("small", [{"givers": FEW - 1}, {"largest": 50_001}, {"amount": 0}, {"amount": -1, "largest": 0}])
def test_what_few_gave_or_one_mostly_is_not_told_and_cannot_be_had_by_subtraction(small):
    (one,) = told([cell(), cell("monthly", givers=80), cell("annual", **small)])
    assert one.apart == () and one.whole.amount == 200_000 + small.get("amount", 100_000)
    assert told([cell(**small)]) == ()


def test_a_currency_whose_frequencies_may_all_be_told_is_told_apart_and_none_is_added_to_another():
    found = told([cell(), cell("monthly", givers=80), cell(currency="USD", givers=12), cell(currency="GBP", givers=3)])
    assert [(one.whole.currency, one.whole.givers, len(one.apart)) for one in found] == [("EUR", 120, 2), ("USD", 12, 1)]


@settings(max_examples=200)
@given(
    st.lists(
        st.builds(
            Cell,
            st.sampled_from(["EUR", "USD"]),
            st.sampled_from(funding.FREQUENCIES),
            st.integers(-1_000, 10**7),
            st.integers(0, 500),
            st.integers(0, 10**6),
        ),
        max_size=6,
        unique_by=lambda one: (one.currency, one.frequency),
    )
)
def test_nothing_is_ever_shown_that_is_of_few_or_differs_from_what_is_shown_by_something_of_few(cells):
    for one in told(cells):
        own = [each for each in cells if each.currency == one.whole.currency]
        assert one.whole.givers >= FEW and max(each.largest for each in own) * 2 <= one.whole.amount
        hidden = [each for each in own if each not in one.apart and (each.amount or each.givers)]
        assert not one.apart or not hidden


# What is counted


def test_the_last_full_year_is_told_and_before_there_is_one_the_last_full_quarter():
    assert last_period(date(2026, 8, 1)) is None
    gifts(1)
    assert last_period(date(2026, 6, 30)) is None, "the quarter is not over"
    assert last_period(date(2026, 7, 1)) == QUARTER
    assert last_period(date(2026, 10, 1)) is None, "nobody gave in the third"
    assert last_period(date(2027, 1, 1)) == Period(2026)
    assert [one.days for one in (Period(2026), Period(2026, 4), Period(2026, 1))] == [
        (date(2026, 1, 1), date(2026, 12, 31)),
        (date(2026, 10, 1), date(2026, 12, 31)),
        (date(2026, 1, 1), date(2026, 3, 31)),
    ]


def test_who_gives_monthly_counts_once_what_went_back_is_taken_off_and_fees_are_by_the_accounts_currency():
    gifts(30)
    Ledger(now=lambda: MAY).apply([refunded(1_234, "ch_g0", at=MAY)])
    for month in range(2):
        at = MAY - timedelta(days=30 * month)
        facts = [(f"m{n}".ljust(22, "_"), f"sub_{n}") for n in range(15)]
        Ledger(now=lambda: MAY).apply(
            [started(500, ref=ref, subscription=sub, at=at - timedelta(hours=1)) for ref, sub in facts if not month]
            + [
                paid(500, f"ch_{sub}_{month}", ref=ref, subscription=sub, frequency="monthly", at=at, fee=0, settled=None)
                for ref, sub in facts
            ]
        )
    once, monthly = cells_of(QUARTER)
    assert (once.amount, once.givers, once.largest) == (29 * 1_234, 30, 1_234)
    assert (monthly.amount, monthly.givers, monthly.largest) == (30 * 500, 30 // 3, 1_000)
    assert kept_of(QUARTER) == {"EUR": round(100 * 30 * 59 / (30 * 1_234))}


@pytest.mark.parametrize(
    ("language", "sum_", "period"), [("en", "€38,000", "2025"), ("ru", "38\xa0000\xa0€", "2025 год"), ("fa", "۳۸٬۰۰۰", "سال ۲۰۲۵")]
)
def test_the_statement_is_made_of_blocks_in_the_readers_language_rounded_down(monkeypatch, language, sum_, period):
    monkeypatch.setattr(funding.timezone, "now", lambda: datetime(2026, 3, 1, tzinfo=UTC))
    assert funding.funding(language) == ()
    at = datetime(2025, 6, 1, tzinfo=UTC)
    gifts(31, 123_456, at=at)
    gifts(3, at=at, currency="USD", name="usd")
    heading, listed, how = blocks = funding.funding(language)
    for block in blocks:
        check_block(block)
    assert coarse(31 * 123_456) == 3_800_000
    assert period in heading["text"] and heading["level"] == 3
    assert len(listed["items"]) == 1 and "31" not in listed["items"][0]
    assert {"en": "about 30 single gifts", "ru": "около 30", "fa": "حدود ۳۰"}[language] in listed["items"][0]
    assert sum_ in listed["items"][0]
    assert funding.words_in(language)["others"] in how["text"] and "{" not in str([block.get("text") for block in blocks])


def test_a_year_of_too_few_is_told_as_that_and_every_language_has_the_same_words():
    assert {frozenset(funding.words_in(code)) for code in ("en", "ru", "fa")} == {frozenset(funding.words_in("en"))}
    assert funding.words_in("../en") == funding.words_in("uk") == funding.words_in("en")
    blocks = list(funding._blocks("en", QUARTER, [cell(givers=3)], {}))
    assert [block["text"] for block in blocks] == [
        "What readers gave in the second quarter of 2026",
        "Too few gave for figures in which nobody can be found.",
    ]


def test_what_may_be_told_apart_is_told_with_the_share_of_those_who_stay():
    cells = [cell(amount=3_512_345, givers=312), cell("monthly", amount=7_011_111, givers=428), cell("annual", amount=1_000_000, givers=99)]
    _, listed, how = funding._blocks("en", QUARTER, cells, {"EUR": 4})
    (item,) = listed["items"]
    assert item == (
        "<strong>Euro</strong>: €115,000 in all, from about 820 givers; €35,000 in about 310 single gifts; €70,000 from about 420 who give every"
        " month; €10,000 from about 90 who give every year; about 65 of 100 come from those who give again and again."
    )
    assert "Of each 100 that reached our account, payment providers kept about: Euro 4." in how["text"]
