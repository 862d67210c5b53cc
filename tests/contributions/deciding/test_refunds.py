"""Giving money back: two persons above an amount, at the provider once under one key, and a log of who decided what and why."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from simulators.pretend import order
from tamizdat.contributions import refunds
from tamizdat.contributions.interfaces import ProviderFault
from tamizdat.contributions.ledger.append import Ledger
from tamizdat.contributions.models import Contribution, Deed, Refund

pytestmark = pytest.mark.django_db(databases="__all__")

WHY = "given twice by mistake"


@pytest.fixture
def gift(scene):
    """Fifty euros by card, which the ledger knows."""
    scene.pretend.now = time.time()
    page = scene.pretend.client.start(order(amount=5000), key="k")
    scene.pretend.pay(page.url)
    Ledger().apply(scene.pretend.journal())
    return Contribution.objects.get()


def here(gift, act=""):
    return f"/contributions/one-by-one/{gift.pk}/" + (f"{act}/" if act else "")


def form(gift, amount="50", **more):
    (payment,) = refunds.payments(gift)
    return {"wish": "w" * 22, "transaction": payment.transaction, "amount": amount, "reason": WHY} | more


def given_back(scene):
    return [fact.amount for fact in scene.pretend.journal() if fact.kind == "refunded"]


def deeds():
    return list(Deed.objects.order_by("number").values_list("person", "act"))


def test_above_the_limit_a_second_person_approves_and_the_money_goes_back_once(scene, gift, operator, publisher):
    assert "Above €20 a second person must approve it." in operator.sees(here(gift))
    for _ in range(2):  # a double click
        assert "A second person must approve it" in operator.posts(here(gift, "refund"), **form(gift))
    refund = Refund.objects.get()
    assert "You asked for it: somebody else must approve it." in operator.posts(here(gift, "approve"), refund=refund.pk)
    assert "There is nothing to carry out" in operator.posts(here(gift, "finish"), refund=refund.pk)
    assert "is under way already" in publisher.posts(here(gift, "refund"), **form(gift, amount="1", wish="x" * 22))
    assert given_back(scene) == []
    assert "Approve, and give it back now" in publisher.sees(here(gift))
    assert "1 refund</a> to see through" in publisher.sees("/")
    assert "Given back at the provider." in publisher.posts(here(gift, "approve"), refund=refund.pk)
    assert "It waits no longer" in publisher.posts(here(gift, "approve"), refund=refund.pk)
    assert "It waits no longer" in operator.posts(here(gift, "drop"), refund=refund.pk)
    gift.refresh_from_db()
    assert (given_back(scene), gift.refunded, gift.state) == ([5000], 5000, "refunded")
    assert deeds() == [(operator.name, "refund asked for"), (publisher.name, "refund approved"), (publisher.name, "refunded")]
    assert Deed.objects.first().reason == WHY


def test_up_to_the_limit_one_decides_and_never_more_than_is_left_goes_back(scene, gift, operator, publisher):
    assert "Given back" in operator.posts(here(gift, "refund"), **form(gift, amount="20"))
    assert "more than is left" in operator.posts(here(gift, "refund"), **form(gift, amount="30.01", wish="x" * 22))
    assert "write the amount as a number" in operator.posts(here(gift, "refund"), **form(gift, amount="all", wish="x" * 22)).lower()
    assert "Say why" in operator.posts(here(gift, "refund"), **form(gift, amount="10", wish="x" * 22, reason=" "))
    assert "not whole" in operator.posts(here(gift, "refund"), **form(gift, wish=""))
    assert (given_back(scene), deeds()) == ([2000], [(operator.name, "refund decided alone"), (operator.name, "refunded")])


def test_what_bounced_can_be_given_back_again_and_somebody_is_asked_to(scene, gift, operator):
    operator.posts(here(gift, "refund"), **form(gift))
    assert [payment.left for payment in refunds.payments(gift)] == [0]
    back = next(fact for fact in scene.pretend.journal() if fact.kind == "refunded")
    bounced = {"kind": "bounced", "event": "b", "transaction": f"{back.transaction}:failed", "at": back.at + timedelta(days=3)}
    Ledger().apply([replace(back, **bounced)])
    gift.refresh_from_db()
    assert (gift.refunded, gift.state, gift.look) == (0, "paid", "bounced")
    assert [payment.left for payment in refunds.payments(gift)] == [5000]
    assert "its giver waits" in operator.sees(here(gift)) and "it came again" in operator.sees(here(gift))


def test_where_nobody_else_may_decide_it_passes_and_the_page_says_so(scene, gift, operator):
    assert "<b>Nobody else may decide about money here</b>" in operator.sees(here(gift))
    assert "Given back" in operator.posts(here(gift, "refund"), **form(gift))
    assert given_back(scene) == [5000]


def test_a_refund_whose_answer_was_lost_is_asked_for_again_under_the_same_key(scene, gift, operator, monkeypatch):
    keys, true = [], scene.pretend.client.refund

    def lost(transaction, amount, *, key):
        keys.append(key)
        true(transaction, amount, key=key)
        if len(keys) == 1:
            raise ProviderFault("retry", "no answer")

    monkeypatch.setattr(scene.pretend.client, "refund", lost)
    assert "The provider does not answer now (no answer)." in operator.posts(here(gift, "refund"), **form(gift, amount="10"))
    assert "See it through" in operator.sees(here(gift))
    assert "Given back" in operator.posts(here(gift, "finish"), refund=Refund.objects.get().pk)
    assert "Given back" in operator.posts(here(gift, "finish"), refund=Refund.objects.get().pk)
    assert (len(keys), len(set(keys)), given_back(scene)) == (2, 1, [1000])


def test_a_refund_is_not_tried_again_when_its_provider_may_have_forgotten_it(scene, gift, operator, monkeypatch):
    def away(transaction, amount, *, key):
        raise ProviderFault("retry", "no answer")

    with monkeypatch.context() as now:
        now.setattr(scene.pretend.client, "refund", away)
        operator.posts(here(gift, "refund"), **form(gift, amount="10"))
    Refund.objects.update(approved=timezone.now() - refunds.TRIED - timedelta(minutes=1))
    said = operator.posts(here(gift, "finish"), refund=Refund.objects.get().pk)
    assert "see at the provider whether it was given back" in said
    assert (given_back(scene), Refund.objects.get().state, deeds()[-1]) == ([], "failed", (operator.name, "refund failed"))


def test_what_a_provider_refuses_ends_with_its_words_and_another_may_be_asked_for(scene, gift, operator, monkeypatch):
    def refuse(transaction, amount, *, key):
        raise ProviderFault("damaged", "it is closed there")

    monkeypatch.setattr(scene.pretend.client, "refund", refuse)
    assert "The provider refused: it is closed there." in operator.posts(here(gift, "refund"), **form(gift, amount="10"))
    assert (Refund.objects.get().state, deeds()[-1]) == ("failed", (operator.name, "refund failed"))
    assert [payment.left for payment in refunds.payments(gift)] == [5000]


def test_a_refund_of_another_contribution_cannot_be_approved_from_here(scene, gift, operator, publisher):
    operator.posts(here(gift, "refund"), **form(gift))
    other = Contribution.objects.create(provider="local", state="paid")
    assert "There is no such refund here." in publisher.posts(here(other, "approve"), refund=Refund.objects.get().pk)
    assert "There is no such refund here." in publisher.posts(here(gift, "approve"), refund="1; DROP")
    assert "Dropped" in operator.posts(here(gift, "drop"), refund=Refund.objects.get().pk)
    assert given_back(scene) == []
