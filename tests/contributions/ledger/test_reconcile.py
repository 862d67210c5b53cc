"""Reconciling: what the provider lists and what the ledger holds, side by side; every difference is shown until it is settled."""

from dataclasses import replace
from datetime import timedelta

import pytest

from factories.ledger import NOON, books
from simulators.pretend import PretendProvider
from tamizdat.contributions import differences, reconcile
from tamizdat.contributions.interfaces import ProviderFault
from tamizdat.contributions.ledger import heads
from tamizdat.contributions.ledger.append import Ledger
from tamizdat.contributions.ledger.verifying import verify
from tamizdat.contributions.models import Deed, Difference, Entry, Reconciliation
from tamizdat.contributions.worker import Worker

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])

LATER = NOON + timedelta(hours=6)
LEDGER = Ledger(now=lambda: LATER)


@pytest.fixture
def provider():
    """A provider with three gifts and a refund."""
    made = PretendProvider(now=NOON.timestamp())
    for number in range(3):
        made.give(ref=f"{number:022}", amount=1000 + number)
    first = next(fact for fact in made.journal() if fact.kind == "paid")
    made.client.refund(first.transaction, 400, key="give back")
    return made


def kinds():
    return sorted(row.kind for row in differences.open_differences())


def test_where_both_say_the_same_there_is_nothing_to_decide(provider):
    LEDGER.apply(provider.journal())
    report = reconcile.run(provider.client, LEDGER, LATER)
    assert not report.trouble
    assert kinds() == []
    assert report.there == report.here == len(provider.journal())
    assert report.settlements > 0
    assert heads.noted()[-1] == (report.number, report.digest) == heads.head()
    assert verify().holds


def test_what_never_came_is_offered_and_entered_by_a_person(provider):
    journal = provider.journal()
    LEDGER.apply(journal[1:])
    reconcile.run(provider.client, LEDGER, LATER)
    (row,) = (row for row in differences.open_differences() if row.kind == Difference.MISSING_HERE)
    assert differences.decide(row, "nadia", "it was paid", LATER, LEDGER, apply=True)
    assert {entry.event for entry in Entry.objects.filter(source="provider")} == {fact.event for fact in journal}
    assert Deed.objects.get().act == "difference applied"
    reconcile.run(provider.client, LEDGER, LATER)
    assert kinds() == []


def test_nothing_is_entered_by_itself(provider):
    report = reconcile.run(provider.client, LEDGER, LATER)
    assert report.here == 0
    assert kinds().count(Difference.MISSING_HERE) == len(provider.journal())
    assert not Entry.objects.exists()


def test_what_the_provider_does_not_list_is_shown(provider):
    LEDGER.apply([*provider.journal(), replace(provider.journal()[0], event="made up", transaction="ch_none", ref="Z" * 22)])
    reconcile.run(provider.client, LEDGER, LATER)
    (row,) = differences.open_differences("local")
    assert (row.kind, row.event, row.there) == (Difference.MISSING_THERE, "made up", None)
    with pytest.raises(ValueError, match="nothing to enter"):
        differences.decide(row, "nadia", "why not", LATER, LEDGER, apply=True)
    assert differences.decide(row, "nadia", "a mistake of the provider's, they wrote", LATER, LEDGER, apply=False)
    reconcile.run(provider.client, LEDGER, LATER + timedelta(days=1))
    assert kinds() == []


def test_other_amounts_are_shown_on_both_sides(provider):
    first, *others = provider.journal()
    LEDGER.apply([replace(first, amount=first.amount + 1), *others])
    reconcile.run(provider.client, LEDGER, LATER)
    row = next(row for row in differences.open_differences() if row.kind == Difference.OTHERWISE)
    assert (row.here["amount"], row.there["amount"]) == (first.amount + 1, first.amount)
    assert all(kind in differences.WHAT_TO_DO for kind in kinds())


def test_fees_are_filled_in_from_the_report(provider):
    LEDGER.apply(replace(fact, fee=0, settled=None, settled_currency="") for fact in provider.journal())
    report = reconcile.run(provider.client, LEDGER, LATER)
    assert report.filled == report.settlements > 0
    filled = books()["totals"]
    Entry.objects.count()
    again = reconcile.run(provider.client, LEDGER, LATER + timedelta(hours=1))
    assert (again.filled, kinds(), books()["totals"]) == (0, [], filled)


def test_filled_in_or_told_at_once_the_totals_are_the_same(provider):
    LEDGER.apply(replace(fact, fee=0, settled=None, settled_currency="") for fact in provider.journal())
    reconcile.run(provider.client, LEDGER, LATER)
    filled = {key: value for key, value in books()["totals"].items() if key[4] in ("fee", "settled")}
    told = {}
    for fact in provider.journal():
        if fact.settled is not None:
            sign = 1 if fact.kind == "paid" else -1
            told["settled"] = told.get("settled", 0) + sign * fact.settled
            told["fee"] = told.get("fee", 0) + fact.fee
    assert {what: sum(amount for key, (amount, _) in filled.items() if key[4] == what) for what in told} == told


def test_another_settlement_than_was_entered_is_shown(provider):
    LEDGER.apply(replace(fact, fee=fact.fee + 1) if fact.settled is not None else fact for fact in provider.journal())
    reconcile.run(provider.client, LEDGER, LATER)
    assert set(kinds()) == {Difference.SETTLED_OTHERWISE}


def test_a_settlement_of_something_unknown_is_shown_until_it_is_known(provider):
    reconcile.run(provider.client, LEDGER, LATER)
    assert Difference.SETTLED_UNKNOWN in kinds()
    LEDGER.apply(provider.journal())
    reconcile.run(provider.client, LEDGER, LATER + timedelta(hours=1))
    assert kinds() == []
    assert all(row.closed_by == "" for row in Difference.objects.all())


def test_what_comes_back_by_itself_is_open_again(provider, monkeypatch):
    LEDGER.apply(provider.journal()[1:])
    whole = provider.client.listing
    reconcile.run(provider.client, LEDGER, LATER)
    with monkeypatch.context() as shorter:
        shorter.setattr(provider.client, "listing", lambda since, until: list(whole(since, until))[1:])
        reconcile.run(provider.client, LEDGER, LATER)
    assert Difference.MISSING_HERE not in kinds()
    reconcile.run(provider.client, LEDGER, LATER)
    assert Difference.MISSING_HERE in kinds()
    assert Difference.objects.filter(kind=Difference.MISSING_HERE).count() == 1


def test_what_is_on_its_way_is_no_difference(provider):
    reconcile.run(provider.client, LEDGER, NOON + timedelta(minutes=10))
    assert kinds() == []


def test_a_provider_that_does_not_answer_is_said_and_tried_again_within_the_hour(provider, monkeypatch):
    def away(*_):
        raise ProviderFault("retry", "local does not answer")

    with monkeypatch.context() as broken:
        broken.setattr(provider.client, "listing", away)
        report = reconcile.run(provider.client, LEDGER, LATER)
    assert report.trouble == "local does not answer"
    assert not reconcile.is_due("local", LATER + timedelta(minutes=59))
    assert reconcile.is_due("local", LATER + timedelta(minutes=60))
    LEDGER.apply(provider.journal())
    Worker(LEDGER, lambda _: provider.client, lambda: LATER + timedelta(hours=1)).chores(lambda: ["local"])
    assert not Reconciliation.objects.order_by("-pk")[0].trouble
    assert not reconcile.is_due("local", LATER + timedelta(hours=24))
    assert reconcile.is_due("local", LATER + timedelta(hours=25))


def test_each_comparison_goes_back_behind_the_one_before(provider):
    LEDGER.apply(provider.journal())
    first = reconcile.run(provider.client, LEDGER, LATER)
    second = reconcile.run(provider.client, LEDGER, LATER + timedelta(days=1))
    assert first.until - first.since == reconcile.FIRST
    assert second.since == first.until - reconcile.OVERLAP


def test_the_country_of_a_card_is_in_no_difference_unless_giving_is_a_crime_there(provider, monkeypatch):
    told = [replace(fact, issued_in=country) for fact, country in zip(provider.journal(), ("DE", "XN", "", "FR"), strict=False)]
    monkeypatch.setattr(provider.client, "listing", lambda since, until: iter(told))
    reconcile.run(provider.client, LEDGER, LATER)
    assert {row.there["issued_in"] for row in differences.open_differences() if row.kind == Difference.MISSING_HERE} == {"", "XN"}


def test_a_difference_needs_a_reason(provider):
    reconcile.run(provider.client, LEDGER, LATER)
    with pytest.raises(ValueError, match="why"):
        differences.decide(differences.open_differences()[0], "nadia", "", LATER, LEDGER, apply=False)


def test_days_on_which_the_newsroom_was_off_are_compared_when_it_is_back_and_a_short_run_by_hand_leaves_none_out(provider):
    LEDGER.apply(provider.journal())
    reconcile.run(provider.client, LEDGER, LATER)
    back = LATER + timedelta(days=9)
    by_hand = reconcile.run(provider.client, LEDGER, back, since=back - timedelta(days=1))
    assert by_hand.since == LATER - reconcile.ON_ITS_WAY - reconcile.OVERLAP
    further = reconcile.run(provider.client, LEDGER, back, since=back - timedelta(days=400))
    assert further.since == back - timedelta(days=400)


def test_one_provider_that_answers_nonsense_holds_up_neither_another_nor_what_is_forgotten(provider, monkeypatch):
    looked = []
    monkeypatch.setattr("tamizdat.contributions.worker.expire_all", lambda *_: looked.append("forgotten"))
    monkeypatch.setattr(provider.client, "settlements", lambda *_: [None])
    worker = Worker(LEDGER, lambda _: provider.client, lambda: LATER)
    worker.chores(lambda: ["local", "local"])
    assert looked == ["forgotten"] and Reconciliation.objects.get().trouble == "not finished"
    monkeypatch.undo()
    Worker(LEDGER, lambda _: provider.client, lambda: LATER + timedelta(hours=1)).chores(lambda: ["local"])
    assert not Reconciliation.objects.order_by("-pk")[0].trouble
