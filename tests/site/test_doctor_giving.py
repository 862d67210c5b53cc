"""The doctor on giving: pretended payments are said, closed ways are said with the reason, and the rule is asked about every month."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import override_settings
from wagtail.log_actions import LogContext

from factories.newsroom import account
from factories.newsroom import giving as offered
from simulators import giving
from tamizdat.contributions import methods
from tamizdat.contributions.providers.settings import GivingSettings, StripeSettings
from tamizdat.newsroom.models import TermsStep
from tamizdat.newsroom.permissions import OPERATOR, PUBLISHER
from tamizdat.site.doctor import CHECKS, Case
from tamizdat.site.doctor.giving import cards, hosts, provider, terms

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def case(monkeypatch):
    monkeypatch.setattr(giving, "said", giving.USUAL)
    conf = replace(settings.TAMIZDAT, giving=GivingSettings(names=("local",)))
    with override_settings(TAMIZDAT=conf, TAMIZDAT_TERMS="simulators.giving.terms"):
        yield Case(conf, NOON, demo=False, network=False)


def record(now=NOON):
    methods.record_card_rule("local", by="operator", what="blocks RU", countries=["RU"], test_card_refused_at=now, now=now)


def test_pretended_payments_are_bad_but_in_the_demo(case):
    assert [level for level, _ in provider(case)] == ["bad"]
    assert [level for level, _ in provider(replace(case, demo=True))] == ["fine"]


def test_the_hosts_that_payments_lead_to_are_named(case):
    said = {"stripe": StripeSettings(key="k", hook_secret="s"), "proxy": "socks5://127.0.0.1:9050"}
    conf = replace(settings.TAMIZDAT, giving=GivingSettings(names=("null",), kept=("stripe",), **said))
    ((level, words),) = hosts(replace(case, settings=conf))
    assert (level, "PROVIDER_PROXY" in words, "api.stripe.com, checkout.stripe.com" in words) == ("fine", True, True)
    nobody = replace(settings.TAMIZDAT, giving=GivingSettings(names=("null",)))
    assert list(hosts(replace(case, settings=nobody))) == [("fine", "for payments nobody is contacted")]
    assert ("payment hosts", hosts) in CHECKS


def test_closed_ways_are_said_with_their_reason(case):
    assert [(level, words.partition(" ")[0]) for level, words in cards(case)] == [("warning", "card"), ("warning", "paypal")]


def test_open_ways_are_fine_until_the_rule_is_a_month_old(case):
    record()
    assert [level for level, _ in cards(case)] == ["fine"]
    later = replace(case, now=NOON + timedelta(days=32))
    assert [(level, "2026-03-02" in words) for level, words in cards(later)] == [("warning", True)]
    methods.confirm_card_rule("local", by="operator", now=later.now)
    assert [level for level, _ in cards(later)] == ["fine"]


def test_before_there_are_terms_nothing_is_asked(case, monkeypatch):
    monkeypatch.setattr(giving, "said", None)
    assert [level for level, _ in cards(case)] == ["fine"]


def test_changed_terms_that_wait_a_lonely_approver_and_a_tampered_log_are_said(case):
    demo = replace(case, demo=True)
    assert [level for level, _ in terms(demo)] == ["fine"]
    assert ["one account alone" in words for _, words in terms(case)] == [True]
    author, _ = account(OPERATOR), account(PUBLISHER)
    kept = offered()
    kept.offers = []
    with LogContext(user=author):
        kept.save()
    assert [(level, author.username in words) for level, words in terms(case)] == [("warning", True)]
    TermsStep.objects.filter(number=1).update(person="somebody")
    assert ("bad", "the log of the terms of giving was tampered with: step 1 is not what it was") in list(terms(case))
