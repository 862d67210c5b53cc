"""Large gifts of which nobody can know whose they are: nothing is paid before a person has let it, and the first decision counts."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from simulators import giving
from tamizdat.contributions import large_gifts, till
from tamizdat.contributions.ledger import outgoing
from tamizdat.contributions.models import Alarm, Checkout, Contribution, Deed

pytestmark = pytest.mark.django_db(databases="__all__")

HERE = "/contributions/large/"


@pytest.fixture
def wish(scene):
    """A thousand euros and a cent in cryptocurrency, which wait."""
    scene.pretend.now = time.time()
    scene.wish(method="crypto", amount=100_001, bank="", residence="DE", email="somebody@example.org")
    return scene.row


def test_an_allowed_gift_gets_its_page_which_is_shown_again_and_stands_in_no_log(scene, wish, operator, publisher):
    assert "€1,000.01, once, cryptocurrency" in operator.sees(HERE)
    assert "1 large gift</a> waits" in operator.sees("/")
    form = {"act": "allow", "ref": wish.ref}
    assert "Say why" in operator.posts(HERE, **form, reason=" ")
    operator.posts(HERE, **form, reason="known to the editor")
    shown = operator.answer.content.decode()
    assert "http://127.0.0.1:8003/pay/" in shown and wish.ref not in shown.partition("Decided lately")[0]
    publisher.posts(HERE, **form)
    assert "http://127.0.0.1:8003/pay/" in publisher.answer.content.decode()
    assert "It waits no longer" in publisher.posts(HERE, act="refuse", ref=wish.ref, reason="no")
    assert (scene.pages(), Checkout.objects.get().state) == (1, Checkout.OPEN)
    assert [(deed.act, deed.person) for deed in Deed.objects.order_by("number")] == [
        ("large gift allowed", operator.name), ("decided large_gift", operator.name),
    ]  # fmt: skip
    assert not Deed.objects.filter(reason__contains="/pay/").exists() and Alarm.objects.get().decided_by == operator.name


def test_when_its_page_is_over_another_is_made_unless_something_came_and_a_forgotten_address_harms_nothing(
    scene, wish, operator, publisher
):
    form = {"act": "allow", "ref": wish.ref}
    operator.posts(HERE, **form, reason="known to the editor")
    first = Checkout.objects.get()
    assert "Show its address" in operator.sees(HERE)
    outgoing.forget_answers(timezone.now() + timedelta(days=31))
    Checkout.objects.update(until=timezone.now(), looks=9)
    assert "Make another page" in operator.sees(HERE)
    for who in (publisher, operator):
        who.posts(HERE, **form)
        shown = who.answer.content.decode()
        assert "It is good until" in shown and f"/pay/{Checkout.objects.get().checkout}" in shown
    second = Checkout.objects.get()
    assert (second.checkout != first.checkout, second.looks, scene.pages()) == (True, 0, 2) and second.until > timezone.now()
    assert list(Deed.objects.filter(act="another page for a large gift").values_list("person", "about")) == [(publisher.name, wish.ref)]
    Contribution.objects.create(provider="local", ref=wish.ref, state="held", held=1)
    Checkout.objects.update(until=timezone.now())
    assert "something came for it" in operator.posts(HERE, **form)
    assert scene.pages() == 2


def test_a_refused_gift_leaves_nothing_of_its_giver_and_can_be_allowed_no_more(scene, wish, operator, publisher):
    assert "Refused. What was kept of its giver is gone." in operator.posts(HERE, act="refuse", ref=wish.ref, reason="nobody wrote to us")
    assert "It waits no longer" in publisher.posts(HERE, act="allow", ref=wish.ref, reason="why not")
    row = Checkout.objects.get()
    assert (row.state, bytes(row.box), row.address_hash, scene.pages()) == (Checkout.REFUSED, b"", None, 0)


def test_who_is_refused_while_the_provider_makes_the_page_never_sees_it(scene, wish, operator, publisher, monkeypatch):
    true = till.allow

    def slow(ref, **how):
        publisher.posts(HERE, act="refuse", ref=ref, reason="nobody wrote to us")
        return true(ref, **how)

    monkeypatch.setattr(till, "allow", slow)
    assert "refused it meanwhile" in operator.posts(HERE, act="allow", ref=wish.ref, reason="known")
    assert Checkout.objects.get().state == Checkout.REFUSED


def test_a_way_to_pay_that_has_shut_meanwhile_and_a_gift_that_is_not_large_are_refused(scene, wish, operator, monkeypatch):
    scene.wish(method="card")
    small = Checkout.objects.exclude(pk=wish.pk).get()
    Checkout.objects.filter(pk=small.pk).update(state=Checkout.OPEN)
    assert "It waits no longer" in operator.posts(HERE, act="allow", ref=small.ref, reason="x")
    monkeypatch.setattr(giving, "said", None)
    assert "This way to pay is shut now" in operator.posts(HERE, act="allow", ref=wish.ref, reason="known")
    assert [row.ref for row in large_gifts.waiting()] == [wish.ref]
