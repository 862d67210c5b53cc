"""The inbox: what was taken is applied once, or counted, or waits for a person; a hook is a hint, and what is fetched is what counts."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import OperationalError, connections

from factories.ledger import NOON
from simulators.pretend import PretendProvider
from tamizdat.contributions import inbox, outcomes
from tamizdat.contributions.interfaces import ProviderFault
from tamizdat.contributions.ledger import log
from tamizdat.contributions.ledger.append import Ledger
from tamizdat.contributions.models import Contribution, Deed, Entry, HookDay, Inbound
from tamizdat.contributions.shredding import SHREDDERS
from tamizdat.contributions.worker import Worker
from tamizdat.sealed.shredders import expire_all

pytestmark = pytest.mark.django_db(databases=["default", "ledger"])


class Clock:
    def __init__(self):
        self.now = NOON

    def __call__(self):
        return self.now

    def pass_by(self, **time):
        self.now += timedelta(**time)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def provider(clock):
    return PretendProvider(now=clock.now.timestamp())


@pytest.fixture
def worker(clock, provider):
    return Worker(Ledger(now=clock), lambda name: {"local": provider.client}[name], clock)


def take(provider, clock):
    """Take all that the provider has posted since last time."""
    hooks = provider.hooks()
    provider.posted.clear()
    for hook in hooks:
        inbox.take_at(replace(hook, id=f"{hook.id}-{clock.now.isoformat()}"), clock.now)
    return hooks


def states():
    return sorted(Inbound.objects.values_list("state", flat=True))


def counted():
    return {row.state: row.count for row in HookDay.objects.all()}


def test_a_gift_becomes_an_entry(worker, provider, clock):
    provider.give()
    taken = take(provider, clock)
    assert worker.step() == {"applied": len(taken)}
    assert Contribution.objects.get().state == "paid"
    assert {entry.event for entry in Entry.objects.all()} == {fact.event for fact in provider.journal()}


def test_what_is_taken_lies_sealed_and_goes_when_it_is_settled(worker, provider, clock):
    provider.give()
    hooks = take(provider, clock)
    assert hooks
    for row, hook in zip(Inbound.objects.all(), hooks, strict=True):
        assert hook.body[:20] not in bytes(row.box)
        assert len(row.box) > len(hook.body)
    worker.step()
    assert {bytes(box) for box in Inbound.objects.values_list("box", flat=True)} == {b""}


def test_the_same_hook_again_is_the_same_row(provider, clock):
    provider.give()
    for hook in provider.hooks() * 3:
        assert inbox.take_at(hook, clock.now)
    assert Inbound.objects.count() == len(provider.hooks())


def test_an_event_that_is_delivered_twice_is_fetched_once(worker, provider, clock):
    provider.give()
    for hook in provider.hooks():
        for number in range(3):
            inbox.take_at(replace(hook, id=f"{hook.id}-{number}"), clock.now)
    provider.asked.clear()
    worker.step()
    assert len(provider.asked) == len(provider.posted)
    assert set(states()) == {"applied"}


@pytest.mark.parametrize("forge", [
    lambda hook: replace(hook, body=hook.body.replace(b"evt_", b"evt-")),
    lambda hook: replace(hook, headers={}),
    lambda hook: replace(hook, received=hook.received + timedelta(seconds=301)),
    lambda hook: replace(hook, received=hook.received - timedelta(seconds=301)),
])  # fmt: skip
def test_what_is_forged_or_replayed_too_late_is_counted_and_never_applied(worker, provider, clock, forge):
    provider.give()
    hook = forge(provider.hooks()[0])
    inbox.take_at(hook, clock.now)
    provider.asked.clear()
    assert worker.step() == {"forged": 1}
    assert counted() == {"forged": 1}
    assert not Entry.objects.exists()
    assert not provider.asked
    assert bytes(Inbound.objects.get().box) == b""


def test_a_hook_that_lay_at_the_gate_for_a_day_is_as_good_as_a_new_one(worker, provider, clock):
    provider.give()
    hooks = provider.hooks()
    clock.pass_by(days=1)
    for hook in hooks:
        inbox.take_at(hook, clock.now)
    assert worker.step() == {"applied": len(hooks)}


def test_what_fails_is_tried_again_ever_more_slowly_and_then_waits_for_a_person(worker, provider, clock, monkeypatch):
    provider.give()
    inbox.take_at(provider.hooks()[0], clock.now)

    def away(_):
        raise ProviderFault("retry", "local does not answer")

    monkeypatch.setattr(provider.client, "fetch", away)
    monkeypatch.setattr(outcomes.pause, "__defaults__", (lambda: 1.0,))  # without chance
    pauses = []
    while states() != ["damaged"]:
        worker.step()
        row = Inbound.objects.get()
        if row.state == "retry":
            pauses.append(row.due - clock.now)
            clock.now = row.due
    assert pauses[:4] == [timedelta(seconds=5 * 2**number) for number in range(4)]
    assert max(pauses) == outcomes.LONGEST_PAUSE
    assert clock.now - NOON >= outcomes.GIVE_UP
    assert "does not answer" in inbox.damaged()[0].why


def test_what_the_provider_calls_damaged_waits_for_a_person_who_has_it_applied(worker, provider, clock, monkeypatch):
    provider.give()
    take(provider, clock)
    with monkeypatch.context() as broken:
        broken.setattr(provider.client, "fetch", lambda _: 1 / 0 if provider.now < 0 else {}["missing"])
        worker.step()
    (row, *_) = inbox.damaged()
    assert row.why == "it is not what this provider sends (KeyError)"
    assert inbox.decide(row.pk, "nadia", "the program is mended", clock.now, apply=True)
    assert worker.step() == {"applied": 1}
    assert (Deed.objects.get().person, Deed.objects.get().reason) == ("nadia", "the program is mended")
    assert log.check() is None


def test_a_damaged_hook_may_be_left_with_a_reason(worker, provider, clock, monkeypatch):
    provider.give()
    inbox.take_at(provider.hooks()[0], clock.now)
    monkeypatch.setattr(provider.client, "fetch", lambda _: [][0])
    worker.step()
    (row,) = inbox.damaged()
    with pytest.raises(ValueError, match="why"):
        inbox.decide(row.pk, "nadia", " ", clock.now, apply=False)
    assert inbox.decide(row.pk, "nadia", "a test of theirs", clock.now, apply=False)
    assert not inbox.decide(row.pk, "oleg", "again", clock.now, apply=False)
    assert states() == ["ignored"]
    assert not worker.step()


def test_a_hint_outlives_the_key_that_opened_it(worker, provider, clock, monkeypatch):
    provider.give()
    take(provider, clock)
    with monkeypatch.context() as broken:
        broken.setattr(provider.client, "fetch", lambda _: [][0])
        worker.step()
    clock.pass_by(days=22)
    expire_all(SHREDDERS, clock.now)
    assert {bytes(box) for box in Inbound.objects.values_list("box", flat=True)} == {b""}
    for row in inbox.damaged():
        inbox.decide(row.pk, "nadia", "late, but so", clock.now, apply=True)
    worker.step()
    assert set(states()) == {"applied"}
    assert Contribution.objects.get().state == "paid"


def test_a_hook_that_no_key_opens_any_more_waits_for_a_person(worker, provider, clock):
    provider.give()
    take(provider, clock)
    Inbound.objects.update(box=b"\x01" + b"x" * 120)
    worker.step()
    assert "its key is gone" in inbox.damaged()[0].why


def test_a_provider_that_was_taken_out_of_the_settings_is_waited_for(worker, provider, clock):
    def gone(name):
        raise ProviderFault("retry", f"{name} is not among the providers")

    provider.give()
    take(provider, clock)
    Worker(worker.ledger, gone, clock).step()
    assert set(states()) == {"retry"}
    clock.pass_by(minutes=1)
    worker.step()
    assert set(states()) == {"applied"}


def test_a_database_that_is_away_decides_nothing(worker, provider, clock, monkeypatch):
    provider.give()
    take(provider, clock)

    def away(*_, **__):
        raise OperationalError("no connection")

    with monkeypatch.context() as broken:
        broken.setattr(worker.ledger, "apply", away)
        with pytest.raises(OperationalError):
            worker.step()
    assert set(states()) == {"new"}
    clock.pass_by(seconds=61)
    worker.step()
    assert set(states()) == {"applied"}


def test_what_another_worker_has_is_left_to_it(worker, provider, clock):
    provider.give()
    take(provider, clock)
    rows = inbox.due(clock.now)
    assert [inbox.settle(row, worker.ledger, worker.named, clock.now) for row in rows] == ["applied"] * len(rows)
    assert [inbox.settle(row, worker.ledger, worker.named, clock.now) for row in rows] == [""] * len(rows)


def test_entry_and_note_are_one_transaction(worker, provider, clock, monkeypatch):
    provider.give()
    take(provider, clock)
    with monkeypatch.context() as broken:
        broken.setattr(inbox, "_end", lambda *_, **__: 1 / 0)
        worker.step()
    assert not Entry.objects.exists()
    clock.pass_by(minutes=2)
    worker.step()
    assert Contribution.objects.get().state == "paid"


def test_settled_hooks_are_forgotten_after_a_month(worker, provider, clock):
    provider.give()
    take(provider, clock)
    worker.step()
    clock.pass_by(days=29)
    assert expire_all(SHREDDERS, clock.now)["payment webhooks"] == 0
    clock.pass_by(days=2)
    assert expire_all(SHREDDERS, clock.now)["payment webhooks"] > 0
    assert not Inbound.objects.exists()


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (ProviderFault("ignore", "x"), "ignored"), (ProviderFault("damaged", "x"), "damaged"), (ProviderFault("retry", "x"), "retry"),
        (ConnectionError(), "retry"), (TypeError(), "damaged"), (UnicodeDecodeError("utf-8", b"", 0, 0, ""), "damaged"),
        (OperationalError(), "stop"), (RuntimeError(), "retry"),
    ],
)  # fmt: skip
def test_every_error_has_an_outcome(error, outcome):
    assert outcomes.judge(error, waited=timedelta(0)).outcome == outcome


def test_the_database_waits_for_the_disk():
    with connections["ledger"].cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone()[0] == 2  # FULL
