"""A pause that has an end ends by itself: once, also where the provider remembers no end, and whatever dies meanwhile."""

from datetime import datetime, timedelta

import pytest

from tamizdat.contributions import pauses
from tamizdat.contributions.interfaces import ProviderFault
from tamizdat.contributions.models import PauseEnd
from tamizdat.contributions.worker import Worker

pytestmark = pytest.mark.django_db(databases=["default", "readers", "ledger"])


@pytest.fixture
def ref(house):
    """A contribution of every month."""
    made = house.give(frequency="monthly")
    house.tick()
    return made


@pytest.fixture
def forgetful(house, monkeypatch):
    """The provider remembers no end of a pause."""
    client = house.pretend.client
    pause = client.pause
    monkeypatch.setattr(client, "pause", lambda subscription, *, until, key: pause(subscription, until=None, key=key))
    return house


def asks(house, what, ref, **more) -> None:
    house.ask(what, ref, **more)
    house.carry_out()


def rounds(house) -> None:
    Worker(house.ledger, house.named, lambda: house.now).rounds()


@pytest.mark.parametrize(
    ("now", "months", "then"),
    [("2026-01-31", 1, "2026-02-28"), ("2027-11-30", 3, "2028-02-29"), ("2026-08-31", 6, "2027-02-28"), ("2026-12-15", 1, "2027-01-15")],
)
def test_months_end_where_they_end(now, months, then):
    assert pauses.months_later(datetime.fromisoformat(f"{now}T12:30:41Z"), months) == datetime.fromisoformat(f"{then}T12:30Z")


def test_when_the_moment_has_come_payments_go_on_and_the_giver_is_told(forgetful, ref):
    asks(forgetful, "pause", ref, months="3")
    row = PauseEnd.objects.get()
    forgetful.tick()
    forgetful.to(row.until - timedelta(minutes=1))
    rounds(forgetful)
    assert forgetful.gift(ref).state == "paused" and forgetful.writes("resume") == 0
    forgetful.to(row.until + timedelta(minutes=6))
    for _ in range(3):
        rounds(forgetful)
    assert forgetful.gift(ref).state == "active" and forgetful.writes("resume") == 1
    assert forgetful.subjects() == ["Your contribution goes on: The Far Shore"]
    assert not PauseEnd.objects.exists()


def test_where_the_provider_remembers_nothing_is_written_beside_it(house, ref):
    asks(house, "pause", ref, months="1")
    house.to(PauseEnd.objects.get().until + timedelta(minutes=6))
    rounds(house)
    assert house.gift(ref).state == "active" and house.writes("resume") == 0 and not PauseEnd.objects.exists()


@pytest.mark.parametrize(("what", "state"), [("resume", "active"), ("cancel", "cancelled"), ("pause", "paused")])
def test_who_decided_otherwise_meanwhile_is_not_overruled(forgetful, ref, what, state):
    asks(forgetful, "pause", ref, months="1")
    asks(forgetful, what, ref)
    assert not PauseEnd.objects.exists()
    forgetful.days(40)
    writes = forgetful.writes("resume")
    rounds(forgetful)
    assert forgetful.writes("resume") == writes and forgetful.gift(ref).state == state


def test_the_end_that_was_said_last_counts(forgetful, ref):
    asks(forgetful, "pause", ref, months="6")
    asks(forgetful, "pause", ref, months="1")
    forgetful.days(35)
    rounds(forgetful)
    assert forgetful.gift(ref).state == "active" and forgetful.writes("resume") == 1


@pytest.mark.parametrize("months", [None, "", "2", "-1", 3, [], "٣", "999"])
def test_a_pause_without_an_end_that_is_offered_has_none(house, ref, months):
    asks(house, "pause", ref, **({} if months is None else {"months": months}))
    assert house.gift(ref).state == "paused" and not PauseEnd.objects.exists()


def test_killed_after_it_was_done_it_is_not_done_again(forgetful, ref, monkeypatch):
    asks(forgetful, "pause", ref, months="1")
    forgetful.days(40)

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(pauses, "fetch_lately", killed)
        with pytest.raises(KeyboardInterrupt):
            rounds(forgetful)
    assert PauseEnd.objects.exists() and forgetful.writes("resume") == 1
    rounds(forgetful)  # another worker, while the dead one's lease lasts
    assert PauseEnd.objects.exists()
    forgetful.days(3 / 1440)
    rounds(forgetful)
    assert forgetful.writes("resume") == 1 and not PauseEnd.objects.exists() and forgetful.gift(ref).state == "active"


def test_a_provider_that_is_away_is_asked_again_ever_more_slowly(forgetful, ref, monkeypatch):
    asks(forgetful, "pause", ref, months="1")
    forgetful.days(40)
    standing, calls = forgetful.pretend.client.standing, []

    def away(subscription):
        calls.append(subscription)
        raise ProviderFault("retry", "away")

    monkeypatch.setattr(forgetful.pretend.client, "standing", away)
    for _ in range(3):
        rounds(forgetful)
    assert len(calls) == 1
    forgetful.days(1 / 24)
    rounds(forgetful)
    assert len(calls) == 2
    monkeypatch.setattr(forgetful.pretend.client, "standing", standing)
    forgetful.days(1 / 24)
    rounds(forgetful)
    assert forgetful.gift(ref).state == "active" and PauseEnd.objects.count() == 0
