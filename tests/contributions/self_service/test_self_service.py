"""What a giver asks for behind a contribution's own link is done once, at the provider and here, and nobody else's is touched."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from simulators.giving_house import link_in, text_of
from tamizdat.contributions import self_service
from tamizdat.contributions.interfaces import ProviderFault
from tamizdat.contributions.models import Alarm, GiftChange, Given
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
    assert link_in(message, "g").shown == ("1250", "EUR", "monthly", "active", "amount card pause", "card")


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


def refuses(monkeypatch, what, fault):
    """Have the provider refuse *what*; return what undoes that."""
    true = getattr(Local, what)

    def no(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(Local, what, no)
    return lambda: monkeypatch.setattr(Local, what, true)


def test_an_end_that_the_provider_plainly_refuses_is_never_given_up_and_person_and_giver_learn_of_it(house, ref, monkeypatch):
    heals = refuses(monkeypatch, "cancel", ProviderFault("damaged", "the provider says no"))
    house.ask("cancel", ref)
    house.carry_out()
    assert json.loads(house.answers[-1]) == {"refused": "not_yet", "country": ""}
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.ref, alarm.detail["wish"], alarm.detail["why"]) == ("not_stopped", ref, "cancel", "the provider says no")
    (message,) = house.tick()
    assert message["Subject"] == "Not done yet, and we are at it: The Far Shore"
    assert "You asked us to end your contribution" in text_of(message)
    for _ in range(8):
        house.days(1)
        house.carry_out()
    assert house.tick() == [] and Alarm.objects.count() == 1 and house.gift(ref).state == "active"
    heals()
    house.days(1)
    house.carry_out()
    assert house.gift(ref).state == "cancelled" and house.writes("cancel") == 1
    assert house.subjects() == ["Your contribution has ended: The Far Shore"]
    assert GiftChange.objects.get().answered


@pytest.mark.parametrize("what", ["pause", "cancel"])
def test_while_whoever_takes_payments_is_set_no_more_what_stops_them_waits_and_a_person_learns_of_it(house, ref, what):
    def gone(name: str) -> None:
        raise ProviderFault("retry", f"{name} is not among the providers in TAMIZDAT_PROVIDER")

    house.ask(what, ref)
    kept = house.changes
    house.changes = replace(kept, named=gone)
    for _ in range(3):
        house.carry_out()
        house.days(1 / 1440)
    assert [json.loads(text)["refused"] for text in house.answers[1:]] == ["try_later"] and not Alarm.objects.exists()
    for _ in range(30):
        house.days(1 / 2)
        house.carry_out()
    assert Alarm.objects.get().kind == "not_stopped" and house.subjects() == ["Not done yet, and we are at it: The Far Shore"]
    house.changes = kept
    house.days(1 / 24)
    house.carry_out()
    assert house.gift(ref).state == {"pause": "paused", "cancel": "cancelled"}[what] and len(house.tick()) == 1


def test_another_change_that_is_not_carried_out_is_said_to_giver_and_desk_and_not_tried_for_ever(house, ref, monkeypatch):
    heals = refuses(monkeypatch, "change_amount", ProviderFault("retry", "away"))
    house.ask("amount", ref, amount="12")
    for _ in range(60):
        house.carry_out()
        house.days(1 / 24)
    assert GiftChange.objects.get().state == GiftChange.REFUSED and Alarm.objects.get().kind == "not_changed"
    (message,) = house.tick()
    assert message["Subject"] == "Your contribution was not changed: The Far Shore"
    heals()
    house.days(1)
    house.carry_out()
    assert house.gift(ref).amount == 1000
    refuses(monkeypatch, "card_page", ProviderFault("damaged", "no"))
    house.ask("card", ref, bank="DE")
    house.carry_out()
    assert json.loads(house.answers[-1])["refused"] == "not_done" and house.tick() == []


def test_of_two_wishes_by_one_link_the_last_counts_whichever_could_be_carried_out_first(house, ref, monkeypatch):
    house.ask("pause", ref)
    house.carry_out()
    heals = refuses(monkeypatch, "resume", ProviderFault("retry", "away"))
    house.days(1)
    house.ask("resume", ref)
    house.carry_out()
    heals()
    house.ask("pause", ref)
    house.carry_out()
    house.days(1 / 100)
    house.carry_out()
    house.learn()
    assert house.gift(ref).state == "paused" and house.writes("resume") == 0
    assert sorted(json.loads(text).get("refused", "done") for text in house.answers[2:]) == ["done"], "nobody waits for the older any more"


def test_nothing_that_is_asked_after_an_end_keeps_it_from_being_carried_out_but_to_go_on(house, ref, monkeypatch):
    heals = refuses(monkeypatch, "cancel", ProviderFault("retry", "away"))
    house.ask("cancel", ref)
    house.carry_out()
    for what in ("pause", "amount"):
        house.ask(what, ref, amount="12")
        house.carry_out()
    heals()
    house.days(1 / 24)
    house.carry_out()
    assert house.gift(ref).state == "cancelled"


def test_two_hands_are_never_at_wishes_by_one_link_at_once_and_a_dead_hand_blocks_none_for_long(house, ref):
    house.ask("amount", ref, amount="12")
    first = GiftChange.objects.get()
    assert house.changes._taken(first.pk).state == GiftChange.BUSY  # and its process dies
    house.ask("pause", ref)
    house.carry_out()
    assert house.writes("pause") == 0
    house.days(1 / 1440)
    house.carry_out()
    house.carry_out()
    house.days(1 / 1440)
    house.carry_out()
    assert (house.gift(ref).state, house.gift(ref).amount, house.writes("pause")) == ("paused", 1200, 1)


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
