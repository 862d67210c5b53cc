"""Ways to pay through banks are closed until the operator has recorded the provider's rule, and a test card that it refused."""

from dataclasses import replace
from datetime import timedelta

import pytest

from contributions.till.kit import NOON
from simulators import giving
from tamizdat.contributions import methods
from tamizdat.contributions.models import CardRule, Checkout

pytestmark = pytest.mark.django_db(databases=["default", "readers", "ledger"])


def codes():
    return [method.code for method in methods.open_methods()]


def test_all_are_open_once_it_is_recorded(scene):
    assert codes() == ["card", "paypal", "crypto"]
    assert methods.closed_methods() == ()


def test_without_a_record_only_what_passes_no_bank_is_open(scene):
    CardRule.objects.all().delete()
    assert codes() == ["crypto"]
    assert ["recorded" in closed.why for closed in methods.closed_methods()] == [True, True]
    assert not methods.card_is_open("local", giving.USUAL)


def test_a_rule_without_a_refused_test_card_opens_nothing(scene):
    scene.record_rule(test_card_refused_at=None, now=NOON + timedelta(hours=1))
    assert codes() == ["crypto"]


def test_a_country_that_is_listed_later_closes_until_it_is_blocked_too(scene, monkeypatch):
    more = replace(giving.CRIME, country="BY", law="unsupported")
    monkeypatch.setattr(giving, "said", replace(giving.USUAL, countries=(giving.CRIME, more)))
    assert codes() == ["crypto"]
    assert "BY" in methods.closed_methods()[0].why
    scene.record_rule(countries=["BY", "RU"], now=NOON + timedelta(hours=1))
    assert codes() == ["card", "paypal", "crypto"]


def test_a_country_that_is_only_watched_need_not_be_blocked(scene, monkeypatch):
    more = replace(giving.CRIME, country="GE", law="warn")
    monkeypatch.setattr(giving, "said", replace(giving.USUAL, countries=(giving.CRIME, more)))
    assert "card" in codes()


def test_a_record_for_another_provider_opens_nothing_here(scene):
    CardRule.objects.update(provider="stripe")
    assert codes() == ["crypto"]


def test_without_terms_nothing_is_open(scene, monkeypatch):
    monkeypatch.setattr(giving, "said", None)
    assert codes() == []


def test_a_wish_by_a_method_that_has_closed_is_refused(scene):
    CardRule.objects.all().delete()
    assert scene.wish() == {"refused": "closed", "country": ""}
    assert not Checkout.objects.exists()


def test_the_doctor_asks_again_after_a_month(scene):
    assert methods.to_confirm(NOON + timedelta(days=31)) == []
    later = NOON + timedelta(days=32)
    assert [rule.provider for rule in methods.to_confirm(later)] == ["local"]
    methods.confirm_card_rule("local", by="operator", now=later)
    assert methods.to_confirm(later) == []
    assert "card" in codes()
    assert CardRule.objects.count() == 2


def test_there_is_nothing_to_confirm_where_nothing_was_recorded(scene):
    assert methods.confirm_card_rule("stripe", by="operator", now=NOON) is None


def test_what_a_method_costs_and_where_it_leads_is_said(scene):
    card, _, crypto = methods.open_methods()
    assert (card.name, card.provider, card.points, card.fixed["EUR"], card.fixed["JPY"]) == ("local", "Pretend payments", 290, 30, 0)
    assert card.origins == ("http://127.0.0.1:8003",) and card.least["EUR"] == 100
    assert (crypto.frequencies, crypto.fixed) == (("once",), {})
