"""The doctor on the ledger: what waits for a person is said, and so is a provider's list that nobody has compared for days."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from tamizdat.contributions.ledger import alarms
from tamizdat.contributions.models import Contribution, Difference, Inbound, Reconciliation
from tamizdat.contributions.providers.settings import GivingSettings
from tamizdat.site.doctor import Case
from tamizdat.site.doctor.ledger import compared, left_behind, waiting

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def case():
    return Case(replace(settings.TAMIZDAT, giving=GivingSettings(names=("local",))), NOON, demo=False, network=False)


def ran(**said):
    fields = {"provider": "local", "since": NOON, "until": NOON, "ran": NOON} | said
    return Reconciliation.objects.create(**fields)


def test_what_waits_for_a_person_is_said(case):
    assert [level for level, _ in waiting(case)] == ["fine"]
    Inbound.objects.create(id="h", name="local", box=b"", received=NOON, came=NOON, due=NOON, state="damaged")
    Difference.objects.create(provider="local", kind="missing_here", event="e", found=ran(), seen=ran())
    alarms.raise_all([alarms.Raised(kind="listed_card", provider="local", event="e")], NOON)
    assert [(level, words.partition(" ")[0]) for level, words in waiting(case)] == [("bad", "1"), ("warning", "1"), ("warning", "1")]


def test_a_list_that_nobody_compared_lately_is_said(case):
    assert [level for level, _ in compared(case)] == ["warning"]
    ran(ran=NOON - timedelta(days=3))
    ran(trouble="local does not answer")
    assert [(level, "2026-02-27" in words) for level, words in compared(case)] == [("bad", True)]
    ran(ran=NOON - timedelta(days=1))
    assert [level for level, _ in compared(case)] == ["fine"]


def test_contributions_that_run_at_a_provider_that_no_setting_names_are_bad_until_it_is_kept(case):
    row = {"state": "active", "subscription": "sub"}
    for number, said in enumerate([row, row | {"state": "cancelled"}, row | {"subscription": ""}, row | {"provider": "local"}]):
        Contribution.objects.create(**{"provider": "paypal", "ref": str(number) * 22} | said)
    ((level, words),) = left_behind(case)
    assert level == "bad" and words.startswith("1 contributions run at paypal") and "TAMIZDAT_PROVIDER_KEPT=paypal" in words
    kept = replace(case.settings, giving=GivingSettings(names=("local",), kept=("paypal",)))
    assert list(left_behind(replace(case, settings=kept))) == [("fine", "1 contributions still run at paypal, which is kept for them")]
    assert [words.partition("'")[0] for _, words in compared(replace(case, settings=kept))] == ["local", "paypal"]
