"""What a giver asks for behind a contribution's own link is done once, at the provider and here, and nobody else's is touched."""

import json
from datetime import timedelta

import pytest

from simulators.giving_house import link_in, text_of
from tamizdat.contributions import self_service
from tamizdat.contributions.interfaces import ProviderFault
from tamizdat.contributions.models import GiftChange, Given
from tamizdat.contributions.providers.local.client import Local
from tamizdat.contributions.providers.local.means import EXPIRES, LISTED, PAYS

pytestmark = pytest.mark.django_db(databases=["default", "readers", "ledger"])


@pytest.fixture
def ref(house):
    """A contribution of every month, whose receipt has been sent."""
    ref = house.give(frequency="monthly")
    house.tick()
    return ref


@pytest.mark.parametrize(
    ("what", "state", "subject"),
    [("pause", "paused", "Your contribution is paused"), ("cancel", "cancelled", "Your contribution has ended")],
)
def test_what_was_asked_is_done_fetched_confirmed_and_answered(house, ref, what, state, subject):
    assert house.ask(what, ref) is None
    house.carry_out()
    assert house.gift(ref).state == state
    assert json.loads(house.answers[-1]) == {"done": what}
    assert house.subjects() == [f"{subject}: The Far Shore"]


def test_what_was_paused_goes_on_again(house, ref):
    for what in ("pause", "resume"):
        house.ask(what, ref)
        house.carry_out()
    assert house.gift(ref).state == "active"
    assert house.subjects()[-1] == "Your contribution goes on: The Far Shore"


def test_another_amount_counts_from_the_next_payment_on(house, ref):
    assert house.ask("amount", ref, amount="12,50") is None
    house.carry_out()
    (message,) = house.tick()
    assert house.gift(ref).amount == 1250 and "12.50" in text_of(message)
    assert link_in(message, "g").shown == ("1250", "EUR", "monthly", "active")


@pytest.mark.parametrize(
    ("amount", "code"),
    [("1", "too_little"), ("20000", "too_much"), ("99999999", "amount"), ("ten", "amount"), (None, "amount"), ([], "amount")],
)
def test_an_amount_outside_the_terms_is_refused_at_once(house, ref, amount, code):
    assert json.loads(house.ask("amount", ref, amount=amount))["refused"] == code
    assert not GiftChange.objects.exists()


def test_the_same_record_again_and_the_same_wish_again_change_nothing(house, ref):
    for record in ("one", "one", "two", "three"):
        house.ask("pause", ref, record)
        house.carry_out()
    assert house.writes("pause") == 1 and house.subjects() == ["Your contribution is paused: The Far Shore"]


def test_a_change_that_was_carried_out_when_the_process_died_is_not_written_again(house, ref):
    house.ask("amount", ref, amount=2000)
    house.carry_out()
    GiftChange.objects.update(state=GiftChange.NEW, answered=None, due=house.now)
    house.pretend.client.change_amount(house.gift(ref).subscription, 3000, key="somebody else")
    house.carry_out()
    house.learn()
    assert house.gift(ref).amount == 3000


def test_a_new_card_is_entered_at_the_provider_and_pays_what_is_owed(house):
    ref = house.give(EXPIRES, frequency="monthly")
    house.days(32)
    house.learn()
    house.tick()
    assert house.gift(ref).state == "past_due"
    house.ask("card", ref, bank="DE")
    house.carry_out()
    url = json.loads(house.answers[-1])["url"]
    assert url.startswith("http://127.0.0.1:8003/")
    house.pretend.pay(url, PAYS)
    house.learn()
    assert house.gift(ref).state == "active"


@pytest.mark.parametrize(
    ("bank", "code"), [("RU", "giving_is_a_crime"), ("", "bank_not_declared"), ("ru", "bank_not_declared"), (["DE"], "bank_not_declared")]
)
def test_no_page_is_made_for_a_card_of_a_listed_bank_whatever_the_gate_says(house, ref, bank, code):
    assert json.loads(house.ask("card", ref, bank=bank))["refused"] == code
    assert not GiftChange.objects.exists()


def test_a_link_opens_its_own_contribution_and_no_other(house, ref):
    other = house.give(frequency="monthly", amount=1500)
    house.tick()
    house.ask("cancel", other)
    house.carry_out()
    assert (house.gift(ref).state, house.gift(other).state) == ("active", "cancelled")


def test_the_reference_that_the_provider_knows_opens_nothing(house, ref):
    assert json.loads(self_service.take(house.record("gift_change", ref=ref, what="cancel"), house.now))["refused"] == "unknown"
    assert Given.objects.get(ref=ref).link != ref


@pytest.mark.parametrize(
    "fields", [{}, {"ref": "x"}, {"ref": 5, "what": "cancel"}, {"ref": "A" * 22, "what": "refund"}, {"what": ["cancel"]}]
)
def test_what_makes_no_sense_is_refused_and_raises_nothing(house, ref, fields):
    assert json.loads(self_service.take(house.record("gift_change", **fields), house.now))["refused"] == "unknown"


def test_a_contribution_that_has_ended_is_said_to_have_ended(house, ref):
    house.ask("cancel", ref)
    house.carry_out()
    assert json.loads(house.ask("pause", ref))["refused"] == "ended"


def test_one_that_ended_meanwhile_at_the_provider_is_answered_so(house, ref):
    house.ask("pause", ref)
    house.pretend.client.cancel(house.gift(ref).subscription, key="k")
    house.carry_out()
    assert json.loads(house.answers[-1])["refused"] == "ended"


def test_a_single_gift_has_nothing_to_change(house):
    ref = house.give()
    house.tick()
    assert json.loads(house.ask("cancel", ref))["refused"] == "not_running"


def test_while_the_provider_is_away_it_is_tried_again_and_who_waits_is_told(house, ref, monkeypatch):
    def away(*_: object, **__: object) -> None:
        raise ProviderFault("retry", "the provider is away")

    monkeypatch.setattr(Local, "cancel", away)
    house.ask("cancel", ref)
    for _ in range(3):
        house.carry_out()
        house.days(1 / 1440)
    assert [json.loads(text) for text in house.answers[1:]] == [{"refused": "try_later", "country": ""}]
    monkeypatch.undo()
    house.pretend.client.cancel(house.gift(ref).subscription, key="by the test, for the settings are undone")
    house.learn()
    assert house.gift(ref).state == "cancelled"


def test_what_is_asked_with_a_listed_card_is_done_in_silence(house, ref):
    listed = house.give(LISTED, email="")
    Given.objects.create(ref=listed, giver=Given.objects.get(ref=ref).giver, link="L" * 22)
    house.ask("cancel", ref)
    house.carry_out()
    assert house.gift(ref).state == "cancelled" and house.tick() == []


def test_what_was_asked_is_forgotten_after_a_while(house, ref):
    house.ask("pause", ref)
    house.carry_out()
    assert self_service.expire(house.now + timedelta(days=34)) == 0
    assert self_service.expire(house.now + timedelta(days=36)) == 1
