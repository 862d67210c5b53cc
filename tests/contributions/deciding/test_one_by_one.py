"""Contributions one by one: found by a receipt's reference, listed by what they are, looked at, accepted, ended. No names anywhere."""

import time
from datetime import timedelta

import pytest

from factories.ledger import NOON, REF, disputed, fact, paid
from simulators.pretend import order
from tamizdat.contributions.desk.one_by_one import listed
from tamizdat.contributions.ledger.append import Ledger
from tamizdat.contributions.models import Contribution, Deed, LookedAt

pytestmark = pytest.mark.django_db(databases="__all__")

HERE = "/contributions/one-by-one/"


def enter(*facts):
    Ledger().apply(facts)


def many():
    """Sixty gifts in euros, one in dollars that is disputed, one late in crypto."""
    enter(*(paid(transaction=f"ch_{n}", ref=f"{n:022}", at=NOON + timedelta(days=n)) for n in range(60)))
    enter(
        paid(2500, "ch_usd", ref="U" * 22, currency="USD", settled_currency="USD", method="paypal"),
        disputed(2500, "ch_usd", currency="USD"),
    )
    enter(fact("late", transaction="tx_late", amount=700, method="crypto", frequency="once", ref="L" * 22))


def test_a_contribution_is_found_by_its_reference_which_goes_into_no_address(operator):
    enter(paid())
    assert "No contribution has this reference." in operator.posts(HERE, ref="B" * 22)
    operator.posts(HERE, ref=f" {REF} ")
    assert operator.answer.headers["Location"] == f"{HERE}{Contribution.objects.get().pk}/"
    shown = operator.sees(operator.answer.headers["Location"])
    for words in ("€10", "€0.59", "once by card", "Paid. Through Pretend payments", "ch_1"):
        assert words in shown
    assert REF not in shown


def test_the_list_filters_and_turns_its_pages_by_where_it_stopped(operator):
    many()
    first = operator.sees(HERE)
    assert first.count('class="title"') == 50 and "Older ones" in first
    before = Contribution.objects.order_by("-pk")[49].pk
    assert operator.sees(f"{HERE}?before={before}").count('class="title"') == 12
    for asked, found in (
        ({"currency": "USD"}, 1),
        ({"method": "crypto", "state": "held"}, 1),
        ({"look": "disputed"}, 1),
        ({"look": "any"}, 2),
        ({"since": "2026-03-11", "until": "2026-03-12"}, 2),
        ({"state": "paid'; --", "since": "yesterday", "look": "%"}, 62),
    ):
        assert listed(asked).count() == found, asked
    assert operator.get(f"{HERE}?before=9999999999999999999999&state=nonsense").status_code == 200


def test_who_has_looked_is_noted_once_and_asked_for_again_when_there_is_another_reason(operator, publisher):
    enter(paid(), disputed(of="ch_1"))
    one = Contribution.objects.get()
    here = f"{HERE}{one.pk}/"
    assert "1 contribution</a> to look at" in operator.sees("/")
    assert "Say what you found" in operator.posts(f"{here}looked/", reason=" ", seen=one.look)
    assert "something else to look at" in operator.posts(f"{here}looked/", reason="fine", seen="late")
    assert "off the list" in operator.posts(f"{here}looked/", reason="answered at the provider", seen=one.look)
    assert "Somebody had looked at it already" in publisher.posts(f"{here}looked/", reason="me too", seen=one.look)
    assert "answered at the provider" in publisher.sees(here) and "me too" not in publisher.sees(here)
    assert listed({"look": "any"}).count() == 0 and 'id="money-decide' not in operator.sees("/")
    enter(fact("refunded", amount=99999, of="ch_1", transaction="re_9", ref=""))
    assert listed({"look": "any"}).count() == 1
    assert LookedAt.objects.count() == Deed.objects.count() == 1


def test_what_came_late_is_accepted_or_noted_as_sent_back_and_a_second_click_changes_nothing(operator):
    enter(fact("late", transaction="tx_late", amount=700, method="crypto", frequency="once"))
    here = f"{HERE}{Contribution.objects.get().pk}/"
    assert "Say why" in operator.posts(f"{here}accept/", reason="")
    assert "It counts as paid" in operator.posts(f"{here}accept/", reason="the rate was the same")
    assert "It counted already" in operator.posts(f"{here}accept/", reason="the rate was the same")
    assert (Contribution.objects.get().state, Contribution.objects.get().paid) == ("paid", 700)
    enter(fact("partial", transaction="tx_part", amount=300, method="crypto", frequency="once", ref="P" * 22))
    part = Contribution.objects.get(ref="P" * 22)
    assert "It was sent back by hand" in operator.sees(f"{HERE}{part.pk}/")
    operator.posts(f"{HERE}{part.pk}/looked/", reason="to the address they wrote from", seen=part.look, returned="1")
    assert [deed.act for deed in Deed.objects.order_by("number")] == ["accepted as paid", "returned by hand"]
    assert listed({"look": "any"}).count() == 0


def test_a_running_contribution_is_ended_at_the_provider_once_with_a_reason(scene, operator):
    scene.pretend.now = time.time()
    page = scene.pretend.client.start(order(frequency="monthly"), key="k")
    scene.pretend.pay(page.url)
    Ledger().apply(scene.pretend.journal())
    here = f"{HERE}{Contribution.objects.get().pk}/"
    assert "End it: no payment is taken any more" in operator.sees(here)
    assert "Say why" in operator.posts(f"{here}end/", reason="")
    assert "It has ended at the provider" in operator.posts(f"{here}end/", reason="asked for by letter")
    assert (Contribution.objects.get().state, scene.pretend.kinds().count("cancelled")) == ("cancelled", 1)
    assert "It has ended already." in operator.posts(f"{here}end/", reason="again")
    assert [(deed.act, deed.person, deed.reason) for deed in Deed.objects.all()] == [
        ("ended for the giver", operator.name, "asked for by letter")
    ]
    assert operator.get(f"{here}end/").status_code == 405
    assert operator._client.post(f"{here}explode/").status_code == 404
