"""Yearly givers are told 7 to 30 days before a renewal, once for each period; what fails for too long is ended, once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from simulators.giving_house import link_in, text_of
from tamizdat.contributions.givers import renewals
from tamizdat.contributions.interfaces import ProviderFault
from tamizdat.contributions.models import Contribution, Mail
from tamizdat.contributions.providers.local import renewing
from tamizdat.contributions.providers.local.client import Local
from tamizdat.contributions.providers.local.means import EXPIRES

pytestmark = pytest.mark.django_db(databases=["default", "readers", "ledger"])

MARCH = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("begins", [MARCH, datetime(2028, 2, 29, 12, tzinfo=UTC)])
def test_the_notice_comes_once_a_period_also_over_leap_years(house, begins):
    house.to(begins)
    ref = house.give(frequency="annual")
    house.tick()
    told = []
    for year in range(3):
        renewed = len([fact for fact in house.pretend.journal() if fact.kind == "paid"])
        for _ in range(380):
            house.days(1)
            house.look_ahead()
            if Mail.objects.filter(kind="annual", state=Mail.WAITING).exists():
                house.learn()
                (message,) = [one for one in house.tick() if "renews" in one["Subject"]]
                told.append((house.now, house.gift(ref).due_by, message))
            if len([fact for fact in house.pretend.journal() if fact.kind == "paid"]) > renewed:
                break
        house.learn()
        assert len(told) == year + 1
    for at, due, message in told:
        assert timedelta(days=7) <= due - at <= timedelta(days=30)
        assert str(due.year) in message["Subject"] and link_in(message, "g").shown[0] == "1000"


def test_after_a_pause_over_the_day_the_next_one_is_announced_as_the_provider_has_it(house, monkeypatch):
    house.to(MARCH)
    ref = house.give(frequency="annual")
    house.tick()
    for days, what in ((300, "pause"), (120, "resume")):
        house.days(days)
        house.ask(what, ref)
        house.carry_out()
        house.learn()
        house.tick()
    house.look_ahead()
    assert house.tick() == [] and house.gift(ref).due_by == datetime(2028, 3, 1, 12, tzinfo=UTC)
    house.to(datetime(2028, 2, 10, 12, tzinfo=UTC))
    real = Local.standing
    for moved in (timedelta(days=300), timedelta(days=-15), None, timedelta(days=3)):
        said = {"next_payment": moved and house.gift(ref).due_by + moved}
        monkeypatch.setattr(Local, "standing", lambda client, name, said=said: replace(real(client, name), **said))
        house.look_ahead()
        assert len(house.subjects()) == (moved == timedelta(days=3)), "at the provider's word, and not before"
    assert Mail.objects.filter(kind="annual", about=f"annual:{ref}:2028-03-04T12:00").exists()
    house.days(1)
    house.look_ahead()
    assert house.tick() == [], "once a period, on whatever day it falls"


def test_while_the_provider_is_away_the_ledgers_own_day_is_announced(house, monkeypatch):
    house.to(MARCH)
    house.give(frequency="annual")
    house.tick()
    house.days(340)

    def away(*_: object) -> None:
        raise ProviderFault("retry", "the provider is away")

    monkeypatch.setattr(Local, "standing", away)
    house.look_ahead()
    (message,) = house.tick()
    assert "1 March 2027" in message["Subject"]


def test_an_end_before_the_day_keeps_the_notice_from_going_out(house):
    house.to(MARCH)
    ref = house.give(frequency="annual")
    house.tick()
    house.days(340)
    house.look_ahead()
    assert Mail.objects.filter(kind="annual").exists()
    house.pretend.client.cancel(house.gift(ref).subscription, key="k")
    house.learn()
    assert house.subjects() == ["Your contribution has ended: The Far Shore"]


def test_a_notice_waits_for_the_list_key_and_is_not_lost(house):
    house.to(MARCH)
    house.give(frequency="annual")
    house.tick()
    house.days(340)
    house.look_ahead()
    house.agent.locked = True
    assert house.tick() == []
    house.days(5)
    house.agent.locked = False
    (message,) = house.tick()
    assert "renews on" in text_of(message)


def test_what_a_provider_goes_on_trying_is_ended_here_after_the_grace_and_told_once(house, monkeypatch):
    monkeypatch.setattr(renewing, "RETRY_DAYS", (7,) * 20)
    house.give(EXPIRES, frequency="monthly")
    house.tick()
    sent = []
    for _ in range(31 + renewals.GRACE.days + 10):
        house.days(1)
        house.learn()
        house.look_ahead()
        house.look_ahead()
        sent += house.subjects()
    assert sent == ["A payment did not go through: The Far Shore", "Your contribution has ended: The Far Shore"]
    assert house.writes("cancel") == 1


def test_one_that_cannot_be_asked_about_and_those_that_fail_no_more_hold_up_no_other(house, monkeypatch):
    ref = house.give(EXPIRES, frequency="monthly")
    house.tick()
    house.days(32)
    house.learn()
    old = house.now - timedelta(days=50)
    Contribution.objects.filter(ref=ref).update(failed=house.now - timedelta(days=40), state="past_due")
    well = house.give(frequency="monthly", email="")
    Contribution.objects.filter(ref=well).update(failed=old, state="past_due")  # here; where it is paid it is well
    for number in range(2):
        rows = {"provider": "gone", "ref": str(number) * 22, "subscription": f"sub_{number}", "state": "past_due", "failed": old}
        Contribution.objects.create(**rows)

    def named(name):
        if name == "gone":
            raise ProviderFault("retry", "gone is not among the providers")
        return house.pretend.client

    monkeypatch.setattr(renewals, "AT_ONCE", 1)
    tries = 0
    while not house.writes("cancel") and tries < 200:  # by lot: (3/4) ** 200 is nothing
        renewals.lapse(named, house.ledger, house.now)
        tries += 1
    assert house.writes("cancel") == 1 and house.gift(ref).state == "lapsed"
