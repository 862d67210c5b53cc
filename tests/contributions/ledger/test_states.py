"""States: a fold of a set. Every order of what can happen ends in one state, and that state is the right one."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.ledger import (
    NOON,
    REF,
    bounced,
    day,
    dispute_lost,
    dispute_won,
    disputed,
    fact,
    monthly,
    paid,
    refunded,
    started,
)
from tamizdat.contributions.ledger.handles import groups
from tamizdat.contributions.ledger.states import add_months, derive
from tamizdat.contributions.ledger.tallies import Tally

failed, cancelled = (
    lambda number=0, kind=kind: fact(kind, subscription="sub_1", ref="", at=day(number)) for kind in ("failed", "cancelled")
)
paused, resumed = (lambda number=0, kind=kind: fact(kind, subscription="sub_1", ref="", at=day(number)) for kind in ("paused", "resumed"))


def changed(amount, number):
    return fact("changed", subscription="sub_1", ref="", amount=amount, at=day(number))


CASES = {
    "one payment": ([paid()], {"state": "paid", "paid": 1000, "payments": 1, "kept": 1000}),
    "nobody paid": ([fact("expired")], {"state": "expired", "paid": 0}),
    "the card was refused": ([fact("failed")], {"state": "failed"}),
    "refused, then expired": ([fact("failed"), fact("expired", at=day(1))], {"state": "expired"}),
    "refused, then paid": ([fact("failed"), paid(at=day(1))], {"state": "paid", "failed": None}),
    "paid, and a failure of later": ([paid(), fact("failed", at=day(1))], {"state": "paid", "paid": 1000}),
    "expired, yet paid": ([fact("expired", at=day(1)), paid()], {"state": "paid"}),
    "a refund whose payment is not known": ([refunded()], {"state": "open", "refunded": 1000, "look": ("refund_without_payment",)}),
    "refunded": ([refunded(), paid()], {"state": "refunded", "kept": 0, "look": ()}),
    "refunded in part": ([refunded(400), paid()], {"state": "paid", "kept": 600}),
    "refunded in two parts": ([refunded(400), refunded(600, transaction="re_2"), paid()], {"state": "refunded", "kept": 0}),
    "refunded, and it bounced": ([refunded(), bounced(), paid()], {"state": "paid", "refunded": 0, "kept": 1000, "look": ("bounced",)}),
    "bounced, the refund not known": ([bounced(), paid()], {"state": "paid", "refunded": 0, "kept": 1000}),
    "bounced, and given back again": (
        [refunded(), bounced(), refunded(transaction="re_2", at=day(9)), paid()],
        {"state": "refunded", "kept": 0, "look": ()},
    ),
    "refunded in two parts, one bounced": (
        [refunded(400), bounced(600), refunded(600, transaction="re_2"), paid()],
        {"state": "paid", "refunded": 400, "look": ("bounced",)},
    ),
    "refunded more than paid": ([refunded(1400), paid()], {"state": "refunded", "kept": -400, "look": ("refunded_too_much",)}),
    "disputed": ([disputed(), paid()], {"state": "disputed", "kept": 0, "disputed": 1000, "look": ("disputed",)}),
    "a dispute won": ([dispute_won(), disputed(), paid()], {"state": "paid", "kept": 1000, "disputed": 0, "look": ()}),
    "won, the dispute not known": ([dispute_won(), paid()], {"state": "paid", "kept": 1000, "disputed": 0}),
    "a dispute lost": ([dispute_lost(), disputed(), paid()], {"state": "lost", "kept": 0, "look": ()}),
    "disputed twice, once won": (
        [disputed(), dispute_won(), disputed(transaction="dp_2", at=day(30)), paid()],
        {"state": "disputed", "disputed": 1000},
    ),
    "too little": ([fact("partial", amount=300, transaction="bt_1")], {"state": "held", "held": 300, "paid": 0, "look": ("partial",)}),
    "too little, then the rest": (
        [fact("partial", amount=300, transaction="bt_1"), paid(1000, "inv_1", at=day(1))],
        {"state": "paid", "paid": 1000, "held": 0, "look": ()},
    ),
    "too late": ([fact("expired"), fact("late", amount=900, transaction="bt_1", at=day(1))], {"state": "held", "held": 900, "paid": 0}),
    "too late, and accepted": (
        [fact("late", amount=900, transaction="bt_1", at=day(1)), fact("expired"), paid(900, "bt_1", at=day(1))],
        {"state": "paid", "paid": 900, "held": 0, "look": ()},
    ),
    "more came than was asked, told of the payment": (
        [paid(1000, "inv_1"), fact("over", amount=1300, of="inv_1")],
        {"state": "paid", "paid": 1300, "payments": 1},
    ),
    "too late, and the invoice settled by a person": (
        [fact("late", amount=900, transaction="bt_1", of="inv_1"), paid(900, "inv_1", at=day(1))],
        {"state": "paid", "paid": 900, "held": 0},
    ),
    "paid, and more too late": (
        [paid(1000, "inv_1"), fact("late", amount=200, transaction="bt_2", at=day(1))],
        {"state": "paid", "paid": 1000, "held": 200, "look": ("late",)},
    ),
    "too much": (
        [paid(1000, "inv_1"), fact("over", amount=1300, transaction="inv_1")],
        {"state": "paid", "paid": 1300, "payments": 1, "look": ("over",)},
    ),
    "too much, given back": (
        [paid(1000, "inv_1"), fact("over", amount=1300, transaction="inv_1"), refunded(300, "inv_1")],
        {"paid": 1300, "kept": 1000, "look": ()},
    ),
    "monthly": ([started(), monthly(0)], {"state": "active", "frequency": "monthly", "amount": 500, "due_by": add_months(NOON, 1)}),
    "a renewal without a start": ([monthly(1)], {"state": "active", "ref": "", "amount": 500, "began": day(30)}),
    "three months": ([started(), monthly(0), monthly(1), monthly(2)], {"paid": 1500, "payments": 3, "last_paid": day(60), "ref": REF}),
    "a renewal that failed": ([started(), monthly(0), failed(30)], {"state": "past_due", "failed": day(30), "due_by": add_months(NOON, 1)}),
    "failed twice": ([started(), monthly(0), failed(33), failed(30)], {"state": "past_due", "failed": day(30)}),
    "failed, then paid": ([started(), monthly(0), failed(30), monthly(1, at=day(31))], {"state": "active", "failed": None}),
    "ended by the giver": ([started(), monthly(0), cancelled(10)], {"state": "cancelled", "ended": day(10), "due_by": None}),
    "ended before it began": ([started(at=day(1)), cancelled(0)], {"state": "cancelled", "ended": NOON, "began": day(1)}),
    "ended, the start not known": ([cancelled(0)], {"state": "cancelled", "began": None}),
    "ended by failures": ([started(), monthly(0), failed(30), cancelled(44)], {"state": "lapsed"}),
    "a refund after the end": ([started(), monthly(0), cancelled(1), refunded(500, "ch_m0")], {"state": "cancelled", "kept": 0}),
    "paused": ([started(), monthly(0), paused(5)], {"state": "paused", "due_by": None}),
    "paused and resumed": ([started(), monthly(0), paused(5), resumed(9)], {"state": "active"}),
    "paused over a payment's day": ([started(), monthly(0), paused(5), resumed(69)], {"state": "active", "due_by": add_months(NOON, 3)}),
    "paid after a pause": ([monthly(0), paused(5), resumed(69), monthly(3)], {"due_by": add_months(day(90), 1)}),
    "paused again": ([started(), paused(5), resumed(9), paused(12)], {"state": "paused"}),
    "paused and resumed at one moment": (
        [started(), fact("resumed", "a", subscription="sub_1", at=day(5)), fact("paused", "z", subscription="sub_1", at=day(5))],
        {"state": "active"},
    ),
    "changed": ([started(), monthly(0), changed(800, 5)], {"amount": 800, "paid": 500}),
    "changed twice": ([started(), changed(800, 5), changed(300, 3)], {"amount": 800}),
    "in two currencies": ([paid(), paid(700, "ch_2", currency="USD", at=day(1))], {"paid": 1000, "look": ("two_currencies",)}),
    "two references": ([started(), started(event="again", ref="B" * 22)], {"ref": REF, "look": ("two_refs",)}),
    "the fee comes later": ([paid(settled=None, fee=0, settled_currency=""), fact("settled", transaction="ch_1", fee=40, settled=960, settled_currency="USD")], {"paid": 1000}),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_every_order_ends_in_the_same_state(case):
    facts, expected = CASES[case]
    first = derive(facts)
    assert {name: getattr(first, name) for name in expected} == expected
    assert all(derive(order) == first for order in permutations(facts))


@pytest.mark.parametrize("case", CASES)
def test_what_is_told_twice_counts_once(case):
    facts, _ = CASES[case]
    assert derive(facts * 2) == derive(facts)


STORY = [
    started(),
    *(monthly(number) for number in range(3)),
    failed(30), failed(60), changed(700, 40), paused(70), resumed(75), cancelled(90),
    refunded(500, "ch_m0"), bounced(300, "ch_m0"), disputed(500, "ch_m1"), dispute_won(500, "ch_m1"), dispute_lost("ch_m2"), disputed(200, "ch_m2", transaction="dp_2"),
    fact("partial", amount=100, transaction="bt_1"), fact("late", amount=50, transaction="bt_2"), fact("over", amount=600, transaction="ch_m2"),
    fact("settled", transaction="ch_m1", fee=33, settled=450, settled_currency="USD", at=day(31)),
    fact("expired"),
]  # fmt: skip


@given(st.sets(st.sampled_from(STORY), min_size=1).flatmap(lambda told: st.tuples(st.just(told), st.permutations(sorted(told, key=repr)))))
def test_any_part_of_a_long_story_in_any_order_is_one_state(told):
    facts, order = told
    assert derive(order) == derive(facts)


@given(st.sets(st.sampled_from(STORY), min_size=1))
def test_no_state_has_more_than_came_in_or_less_than_nothing_that_a_bank_took(told):
    state = derive(told)
    came = sum(one.amount for one in told if one.kind in ("paid", "over", "late", "partial"))
    assert 0 <= state.paid + state.held <= came
    assert state.disputed >= 0
    assert state.disputed <= sum(one.amount for one in told if one.kind == "disputed")


@given(st.sets(st.sampled_from(STORY), min_size=1))
def test_the_movements_of_a_state_add_up_to_its_sums(told):
    state = derive(told)

    def moved(what):
        return sum(one.amount for one in state.movements if one.what == what and one.currency == state.currency)

    assert (moved("paid"), moved("refunded"), moved("held")) == (state.paid, state.refunded, state.held)
    assert moved("disputed") - moved("dispute_won") == state.disputed
    recurring = moved("began") + moved("changed") - moved("ended") - moved("lapsed")
    if state.began and state.frequency:
        assert recurring == (0 if state.ended else state.amount)


@given(st.permutations(STORY), st.permutations(STORY))
def test_facts_fall_into_the_same_groups_in_any_order(one, other):
    assert set(groups(one)) == set(groups(other))


def test_facts_without_any_common_name_are_apart():
    assert len(groups([paid(), refunded(), paid(transaction="ch_9", ref="C" * 22), fact("failed", ref="")])) == 3


def test_the_settlement_report_has_the_last_word_on_fees():
    state = derive(
        [paid(fee=0, settled=None, settled_currency=""), fact("settled", transaction="ch_1", fee=40, settled=930, settled_currency="USD")]
    )
    tally = Tally()
    tally.add(state, "spring", "b")
    sums = {key[4]: (key[1], amount) for key, amount, _ in tally.days.rows()}
    assert sums == {"paid": ("EUR", 1000), "gave": ("EUR", 1000), "settled": ("USD", 930), "fee": ("USD", 40)}
    assert {key[:2] for key, _, _ in tally.appeals.rows()} == {("spring", "b")}


@given(st.permutations(STORY), st.integers(1, len(STORY) - 1), st.sampled_from([("", ""), ("spring", "b")]))
def test_what_changed_is_counted_as_taking_out_all_and_counting_all_anew(story, known, origin):
    before, after = derive(story[:known]), derive(story)
    quickly, plainly = Tally(), Tally()
    quickly.change([(before, ("", ""))], (after, origin))
    plainly.add(before, "", "", sign=-1)
    plainly.add(after, *origin)
    for one, other in ((quickly.days, plainly.days), (quickly.appeals, plainly.appeals)):
        assert list(one.rows()) == list(other.rows())


def test_a_month_from_the_31st_is_the_last_of_the_next():
    assert add_months(NOON.replace(month=1, day=31), 1) == NOON.replace(month=2, day=28)
    assert add_months(NOON.replace(year=2028, month=2, day=29), 12) == NOON.replace(year=2029, month=2, day=28)
