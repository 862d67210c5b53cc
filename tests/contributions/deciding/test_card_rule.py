"""The page about ways to pay: what is shut and why, the provider's rule step by step, and records of it by name and day."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from simulators import giving
from tamizdat.contributions import methods
from tamizdat.contributions.desk.card_rules import guide
from tamizdat.contributions.models import CardRule, Deed
from tamizdat.contributions.providers import from_settings
from tamizdat.contributions.providers.settings import GivingSettings, StripeSettings

pytestmark = pytest.mark.django_db(databases="__all__")

HERE = "/contributions/methods/"


def list_country(monkeypatch, code):
    """Another country goes into the table."""
    more = replace(giving.CRIME, country=code)
    monkeypatch.setattr(giving, "said", replace(giving.USUAL, countries=(giving.CRIME, more)))


def stripe(monkeypatch, scene):
    """Cards are taken by Stripe from here on."""
    monkeypatch.setattr(scene.pretend.client, "name", "stripe")
    found = {"stripe": scene.pretend.client}
    monkeypatch.setattr(from_settings, "providers", lambda: found)
    monkeypatch.setattr("tamizdat.contributions.methods.providers", lambda: found)
    said = GivingSettings(names=("stripe",), stripe=StripeSettings(key="rk_test_12345678", hook_secret="whsec_12345678"))
    return override_settings(TAMIZDAT=replace(settings.TAMIZDAT, giving=said))


def seen():
    return CardRule.objects.order_by("-pk").first().pk if CardRule.objects.exists() else 0


def test_a_real_provider_is_set_up_step_by_step_recorded_and_confirmed_by_name_once_each(scene, operator, monkeypatch):
    with stripe(monkeypatch, scene):
        shown = operator.sees(HERE)
        assert "Block if :card_country: IN (&#x27;RU&#x27;)" in shown and "pretended" not in shown
        assert "it is shut until the provider’s rule is set up" in operator.sees("/")
        form = {"act": "record", "provider": "stripe", "what": "Block RU", "countries": "ru", "tested": "", "seen": 0}
        assert "no country’s code" in operator.posts(HERE, **form | {"countries": "RU XQ"})
        assert "within the last month" in operator.posts(HERE, **form | {"tested": "2020-01-01"})
        assert "Write down the rule" in operator.posts(HERE, **form | {"what": " "})
        assert not CardRule.objects.filter(provider="stripe").exists()
        assert "Still shut" in operator.posts(HERE, **form)
        assert "since you opened this page" in operator.posts(HERE, **form)  # a second click
        today = timezone.localdate().isoformat()
        assert "What it opens reaches readers" in operator.posts(HERE, **form | {"tested": today, "seen": seen()})
        assert [one.code for one in methods.open_methods()] == ["card", "paypal", "crypto"]
        assert "the rule still stands" in operator.posts(HERE, act="confirm", provider="stripe", seen=seen())
        assert "since you opened" in operator.posts(HERE, act="confirm", provider="stripe", seen=0)
        deeds = Deed.objects.order_by("number").values_list("person", "act", "about")
        assert list(deeds) == [(operator.name, f"card rule {what}", "stripe RU") for what in ("recorded", "recorded", "confirmed")]
        assert CardRule.objects.filter(provider="stripe", by=operator.name).count() == 3
        assert "Only the pretend provider" in operator.posts(HERE, act="pretend", provider="stripe", seen=seen())


def test_a_country_that_is_listed_later_shuts_cards_and_is_named_here_and_on_the_home_page(scene, operator, monkeypatch):
    scene.record_rule(now=timezone.now())
    assert 'id="card-rule-heading"' not in operator.sees("/") and "must be extended" not in operator.sees(HERE)
    list_country(monkeypatch, "BY")
    shown, home = operator.sees(HERE), operator.sees("/")
    assert "<b>The rule must be extended:</b> what was recorded does not block Belarus." in shown
    assert "<b>the rule must be extended</b> to Belarus" in home
    assert [one.code for one in methods.open_methods()] == ["crypto"]


def test_the_pretend_rule_is_set_and_tried_at_a_click_and_all_of_it_is_called_pretended(scene, operator, monkeypatch):
    list_country(monkeypatch, "BY")
    tried = []
    monkeypatch.setattr(
        "tamizdat.contributions.providers.local.from_settings.refuses", lambda conf, countries: tried.append(countries) or "RU" in countries
    )
    assert "<b>All of this is pretended.</b>" in operator.sees(HERE)
    assert "What it opens" in operator.posts(HERE, act="pretend", provider="local", seen=seen())
    assert tried == [{"BY", "RU"}] and "card" in [one.code for one in methods.open_methods()]
    monkeypatch.setattr("tamizdat.contributions.providers.local.from_settings.refuses", lambda conf, countries: False)
    assert "nothing was recorded" in operator.posts(HERE, act="pretend", provider="local", seen=seen())


def test_a_month_after_the_last_look_the_page_and_the_home_page_ask_for_another(scene, operator, publisher):
    CardRule.objects.all().delete()
    scene.record_rule(now=timezone.now() - timedelta(days=32))
    assert "Look whether the rule still stands" in operator.sees(HERE)
    assert "look whether the rule still stands" in operator.sees("/")
    assert "look whether the rule still stands" not in publisher.sees("/")
    operator.posts(HERE, act="confirm", provider="local", seen=seen())
    assert "look whether the rule still stands" not in operator.sees("/")


def test_what_paypal_cannot_do_is_said_and_the_rule_for_stripe_names_every_country():
    assert "not where the card behind it was issued" in guide("paypal", {"RU"}).cannot
    assert guide("stripe", {"RU", "BY"}).rule == "Block if :card_country: IN ('BY', 'RU')"
