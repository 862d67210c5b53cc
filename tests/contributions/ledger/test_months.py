"""Months: caught up afterwards, in whatever portions, they are what counting everything at once would make."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from factories.ledger import NOON, REF, bounced, day, disputed, fact, monthly, paid, refunded, started
from tamizdat.contributions.ledger import months, origins
from tamizdat.contributions.ledger.append import Ledger
from tamizdat.contributions.ledger.entries import fact_of
from tamizdat.contributions.ledger.handles import groups
from tamizdat.contributions.ledger.rebuilding import rebuild
from tamizdat.contributions.ledger.states import derive
from tamizdat.contributions.ledger.tallies import Sums
from tamizdat.contributions.ledger.verifying import verify
from tamizdat.contributions.models import Entry, Month, MonthsHead, Origin
from tamizdat.contributions.numbers.monthly import KEY, sums

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

LEDGER = Ledger(now=lambda: NOON + timedelta(days=400))
OTHER = {"subscription": "sub_2", "ref": ""}
STORY = [
    refunded(500, "ch_m0"), monthly(2), monthly(0, fee=0, settled=None, settled_currency=""), started(), monthly(1), disputed(500, "ch_m1"),
    fact("failed", subscription="sub_1", ref="", at=day(80)), fact("paused", subscription="sub_1", ref="", at=day(85)),
    fact("changed", subscription="sub_1", ref="", at=day(40), amount=900),
    fact("cancelled", subscription="sub_1", ref="", at=day(95)),
    fact("settled", transaction="ch_m0", fee=20, settled=470, settled_currency="USD", ref=""),
    paid(transaction="ch_other", ref="B" * 22, currency="USD"), refunded(100, "ch_other", "re_2", currency="USD"),
    bounced(100, "ch_other", "re_2:failed", currency="USD", settled=100, settled_currency="USD", fee=-3),
    fact("started", "two", amount=1200, frequency="annual", at=day(3), subscription="sub_2", ref="C" * 22),
    paid(1200, "ch_a", at=day(3), frequency="annual", method="paypal", **OTHER),
    fact("failed", "nobody's", ref=""),
    fact("started", "the same", subscription="sub_2", ref="A" * 21 + "B", at=day(9), frequency="annual"),  # another name of the second
]  # fmt: skip
NOTED = {REF: "spring", "C" * 22: "harbour", "B" * 22: "spring", "A" * 21 + "B": "late"}


def counted():
    """Return what stands in the months, but for what is nothing."""
    rows = Month.objects.exclude(amount=0, count=0).values_list(*KEY, "amount", "count")
    return {tuple(key): (amount, count) for *key, amount, count in rows}


def plain():
    """Return what all entries come to, added up at once."""
    found, appeals = Sums(), dict(Origin.objects.values_list("ref", "appeal"))
    for state in map(derive, groups(fact_of(entry) for entry in Entry.objects.all())):
        for key, amount, count in sums(state, appeals.get(state.ref, "")):
            found.add(key, amount, count)
    return {key: (amount, count) for key, amount, count in found.rows()}


HAPPENING = st.one_of(st.sampled_from(sorted(NOTED)), st.integers(1, 5))


@given(st.permutations(STORY), st.lists(st.tuples(st.integers(1, 4), HAPPENING), min_size=4, max_size=12))
@examples(max_examples=12, deadline=None)
def test_caught_up_in_any_portions_months_are_a_plain_sum(order, happenings):
    """Facts come in any order; between them origins are noted, and some of the entries are counted."""
    with transaction.atomic("ledger"):
        waiting = list(order)
        for size, happening in happenings:
            LEDGER.apply(waiting[:size])
            waiting = waiting[size:]
            if isinstance(happening, str):
                origins.note(happening, appeal=NOTED[happening], variant="a")
            else:
                months.catch_up(portion=happening)
        assert verify().holds
        LEDGER.apply(waiting)
        while months.catch_up(portion=3):
            pass
        assert counted() == plain()
        assert verify().holds
        kept = counted()
        rebuild()
        assert (counted(), months.behind()) == (kept, 0)
        transaction.set_rollback(True, "ledger")


def test_a_late_fact_about_an_old_month_corrects_that_month():
    LEDGER.apply([started(), monthly(0), monthly(1), monthly(2), paid(transaction="ch_9", ref="B" * 22, at=day(70))])
    assert months.catch_up() == 0
    march = {"cut": "method", "month": date(2026, 3, 1), "frequency": "monthly", "what": "paid"}
    assert Month.objects.get(**march).amount == 500
    LEDGER.apply(
        [
            paid(500, "ch_late", subscription="sub_1", ref="", frequency="monthly", at=day(9)),
            refunded(200, "ch_m0"),
            fact("cancelled", subscription="sub_1", ref="", at=day(20)),
        ]
    )
    assert months.behind() == 3
    months.catch_up()
    assert Month.objects.get(**march).amount == 1000
    assert Month.objects.get(**march | {"what": "refunded"}).amount == 200
    ended = Month.objects.get(cut="course", count=1)
    assert (ended.month, ended.name, ended.what) == (date(2026, 3, 1), "2026-03", "cancelled")


def test_who_counted_meanwhile_is_not_counted_twice(monkeypatch):
    LEDGER.apply([started(), monthly(0), paid(transaction="ch_9", ref="B" * 22)])
    slow = months._difference

    def overtaken(after, until):
        found = slow(after, until)
        monkeypatch.undo()
        months.catch_up()
        return found

    monkeypatch.setattr(months, "_difference", overtaken)
    assert months.catch_up() == 0
    assert counted() == plain()


def test_an_origin_that_is_noted_while_somebody_counts_is_not_lost(monkeypatch):
    LEDGER.apply([paid()])
    slow = months._difference

    def overtaken(after, until):
        found = slow(after, until)
        monkeypatch.undo()
        origins.note(REF, appeal="spring", variant="b")
        return found

    monkeypatch.setattr(months, "_difference", overtaken)
    months.catch_up()
    months.catch_up()
    assert counted() == plain()
    assert {row.name for row in Month.objects.filter(cut="appeal").exclude(amount=0)} == {"spring"}


def test_a_month_that_was_changed_by_hand_is_found_and_made_again():
    LEDGER.apply([paid()])
    months.catch_up()
    assert verify().holds
    Month.objects.filter(what="gave", cut="method").update(amount=9)
    assert any("month" in sentence and "gave" in sentence for sentence in verify().faults)
    rebuild()
    assert verify().holds


def test_nothing_to_count_costs_nothing(django_assert_num_queries):
    LEDGER.apply([paid()])
    months.catch_up()
    with django_assert_num_queries(2, using="ledger"):
        assert months.catch_up() == 0
    assert MonthsHead.objects.get().number == 1
