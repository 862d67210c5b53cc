"""Appending: each fact once, in one transaction with all that follows from it, and nothing afterwards changes it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connections, transaction
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from factories.ledger import NOON, REF, books, day, disputed, fact, monthly, paid, refunded, started
from tamizdat.contributions.ledger import alarms, origins
from tamizdat.contributions.ledger.append import Ledger
from tamizdat.contributions.ledger.entries import BadFact, fact_of
from tamizdat.contributions.models import Alarm, ChainHead, Contribution, Entry, Total

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

LEDGER = Ledger(now=lambda: NOON + timedelta(days=400))
STORY = [
    refunded(of="ch_m0", amount=500),
    monthly(2),
    monthly(0, fee=0, settled=None, settled_currency=""),
    started(),
    monthly(1),
    disputed(500, "ch_m1"),
    fact("cancelled", subscription="sub_1", ref="", at=day(70)),
    fact("settled", transaction="ch_m0", fee=20, settled=470, settled_currency="USD", ref=""),
    paid(transaction="ch_other", ref="B" * 22),
    fact("failed", ref="", event="nobody's"),
]


def test_a_fact_comes_back_as_it_was_learned():
    assert LEDGER.apply(STORY) == len(STORY)
    assert [fact_of(entry) for entry in Entry.objects.order_by("number")] == STORY


def test_the_same_facts_again_add_nothing():
    LEDGER.apply(STORY)
    before = books()
    assert LEDGER.apply([*reversed(STORY), *STORY]) == 0
    assert books() == before


@given(st.permutations(STORY), st.lists(st.integers(1, 4), min_size=1, max_size=6))
@examples(max_examples=12)
def test_any_order_in_any_portions_makes_the_same_books(order, sizes):
    def told(facts):
        with transaction.atomic("ledger"):
            waiting = list(facts)
            for size in [*sizes, len(waiting)]:
                LEDGER.apply(waiting[:size])
                waiting = waiting[size:]
            made = books()
            transaction.set_rollback(True, "ledger")
        return made

    assert told(order) == told(STORY)


def test_what_turns_out_to_be_one_contribution_becomes_one():
    LEDGER.apply([started()])
    LEDGER.apply([refunded(of="ch_m0", amount=500)])
    LEDGER.apply([monthly(1)])  # joins the start by its subscription
    assert Contribution.objects.count() == 2
    LEDGER.apply([monthly(0)])  # joins the refund by its transaction, and all of them
    kept = Contribution.objects.get()
    assert (kept.ref, kept.paid, kept.refunded, kept.payments) == (REF, 1000, 500, 2)
    assert kept.filed.count() == 4
    assert kept.handles.count() == 5  # ref, subscription, two payments, one refund


def test_the_totals_of_a_day_are_kept_with_the_entries():
    LEDGER.apply([paid(), paid(transaction="ch_2", ref="B" * 22, amount=250), refunded(100)])
    sums = {(row.day, row.what): (row.amount, row.count) for row in Total.objects.exclude(what__in=["fee", "settled"])}
    assert sums == {
        (NOON.date(), "paid"): (1250, 2),
        (NOON.date(), "gave"): (1250, 2),
        (day(1).date(), "refunded"): (100, 1),
    }


def test_an_origin_counts_whether_it_is_noted_before_or_after():
    origins.note(REF, appeal="spring", variant="b")
    LEDGER.apply([paid()])
    before = books()
    origins.note(REF, appeal="another", variant="a")
    assert books() == before
    assert before["appeals"]["spring", "b", "EUR", "once", "gave"] == (1000, 1)
    LEDGER.apply([paid(transaction="ch_2", ref="B" * 22)])
    origins.note("B" * 22, appeal="spring", variant="b")
    assert books()["appeals"]["spring", "b", "EUR", "once", "gave"] == (2000, 2)


@pytest.mark.parametrize("how", ["UPDATE contributions_entry SET amount = 1", "DELETE FROM contributions_entry"])
@pytest.mark.parametrize("table", ["entry", "deed"])
def test_the_database_refuses_to_change_or_remove_what_was_entered(how, table):
    LEDGER.apply([paid()])
    Alarm.objects.create(kind="listed_card", provider="local", event="x", raised=NOON)
    alarms.decide(Alarm.objects.get(), "nadia", "looked at it", NOON)
    asked = how.replace("entry", table).replace("amount = 1", "number = 9")
    with pytest.raises(DatabaseError, match="append only"), transaction.atomic("ledger"), connections["ledger"].cursor() as cursor:
        cursor.execute(asked)
    assert Entry.objects.get().amount == 1000


def test_one_movement_under_two_events_is_entered_once():
    assert LEDGER.apply([paid(event="by hook"), paid(event="by listing")]) == 1
    assert LEDGER.apply([paid(event="by another list")]) == 0
    assert not Alarm.objects.exists()


def test_the_database_refuses_a_second_row_of_one_movement():
    LEDGER.apply([paid()])
    row = Entry.objects.get()
    row.number, row.event = 2, "another"
    with pytest.raises(DatabaseError), transaction.atomic("ledger"):
        row.save(force_insert=True)


@pytest.mark.parametrize("told", [paid(999), paid(999, event="another name"), paid(currency="USD")])
def test_what_says_something_else_under_a_name_that_is_taken_is_for_a_person(told):
    LEDGER.apply([paid()])
    for _ in range(2):
        assert LEDGER.apply([told]) == 0
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.detail["here"]["amount"], alarm.detail["there"]["amount"]) == ("contradiction", 1000, told.amount)
    assert Contribution.objects.get().paid == 1000


def test_fees_that_a_payment_did_not_know_are_entered_when_they_are_learned():
    bare = paid(fee=0, settled=None, settled_currency="")
    assert LEDGER.apply([bare]) == 1
    assert LEDGER.apply([paid()]) == 1
    assert LEDGER.apply([paid(), bare]) == 0
    later = books()["totals"]
    assert [entry.kind for entry in Entry.objects.order_by("number")] == ["paid", "settled"]
    assert later[NOON.date(), "EUR", "card", "once", "fee"] == (59, 1)
    LEDGER.apply([paid(fee=60)])
    assert Alarm.objects.get().kind == "contradiction"


def test_the_country_of_a_card_is_kept_only_where_giving_is_a_crime():
    LEDGER.apply([paid(issued_in="DE"), paid(transaction="ch_2", issued_in="XN", ref="B" * 22)])
    assert list(Entry.objects.order_by("number").values_list("issued_in", flat=True)) == ["", "XN"]
    (alarm,) = alarms.open_alarms()
    assert (alarm.kind, alarm.ref, alarm.detail["country"]) == ("listed_card", "B" * 22, "XN")
    assert LEDGER.apply([paid(transaction="ch_2", issued_in="XN", ref="B" * 22)]) == 0
    assert alarms.decide(alarm, "nadia", "refunded, and told her by phone", NOON)
    assert not alarms.open_alarms()
    assert not alarms.decide(alarm, "oleg", "too late", NOON)
    silent = {row.ref: alarms.must_not_be_written_to(row) for row in Contribution.objects.all()}
    assert silent == {REF: False, "B" * 22: True}


def test_a_decision_needs_words():
    LEDGER.apply([paid(issued_in="XN")])
    with pytest.raises(ValueError, match="why"):
        alarms.decide(Alarm.objects.get(), "nadia", "  ", NOON)


@pytest.mark.parametrize(
    "bad",
    [paid(-1), paid(event="e" * 201), paid(currency=""), paid(settled_currency=""), paid(at=NOON.replace(tzinfo=None)), fact("gained")],
)
def test_a_fact_that_cannot_be_one_is_refused_before_anything_is_written(bad):
    with pytest.raises(BadFact):
        LEDGER.apply([paid(transaction="ch_good"), bad])
    assert not Entry.objects.exists()


def test_a_crash_while_filing_leaves_nothing(monkeypatch):
    monkeypatch.setattr("tamizdat.contributions.ledger.filing.add_totals", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        LEDGER.apply([paid()])
    assert not Entry.objects.exists()
    assert not Contribution.objects.exists()
    assert ChainHead.objects.get().number == 0
