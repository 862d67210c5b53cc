"""What became of a provider's page is found out though no webhook ever said it: within minutes, once, and not for ever."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError

from contributions.providers.benches import REF, order, paypal_bench
from tamizdat.contributions import looking
from tamizdat.contributions.interfaces import ProviderFault
from tamizdat.contributions.ledger.append import Ledger
from tamizdat.contributions.models import Checkout, Contribution, Entry
from tamizdat.contributions.providers.local.means import DECLINED
from tamizdat.contributions.worker import Worker

pytestmark = pytest.mark.django_db(databases=["default", "readers", "ledger"])


@pytest.fixture
def lost(house):
    """A newsroom whose provider's webhooks never come."""
    house.learn = lambda: None
    return house


def rounds(house) -> None:
    Worker(house.ledger, house.named, lambda: house.now).rounds()


def asked(house) -> int:
    return sum(request.method == "GET" and "/checkouts/" in request.url.path for request in house.pretend.asked)


@pytest.mark.parametrize("frequency", ["once", "monthly"])
def test_a_payment_whose_webhook_was_lost_is_learned_within_minutes_and_then_nobody_is_asked_again(lost, frequency):
    ref = lost.give(frequency=frequency)
    rounds(lost)
    assert not Contribution.objects.exists() and asked(lost) == 0
    lost.days(4 / 1440)
    rounds(lost)
    assert (lost.gift(ref).payments, lost.gift(ref).paid, lost.gift(ref).frequency) == (1, 1000, frequency)
    assert Checkout.objects.get().look is None
    lost.days(2)
    rounds(lost)
    assert asked(lost) == 1


def test_what_a_webhook_has_said_is_not_asked_for(house):
    house.give()
    house.days(1)
    rounds(house)
    assert asked(house) == 0 and Checkout.objects.get().look is None


def test_gaps_grow_and_a_page_that_nobody_pays_is_asked_after_at_most_twenty_times():
    made = datetime(2026, 3, 2, 12, tzinfo=UTC)
    for lives in (timedelta(minutes=15), timedelta(hours=3), timedelta(hours=24), None):
        page = Checkout(made=made, until=made + lives if lives else None)
        looks, now = [], made + looking.FIRST
        while now is not None:
            looks.append(now - made)
            now, page.looks = looking.next_look(page, now), page.looks + 1
        end = lives or looking.AFTER
        assert looks[0] <= timedelta(minutes=5) and 6 <= len(looks) <= 20
        assert looks == sorted(set(looks)) and looks[-1] <= end + looking.AFTER
        assert any(end - timedelta(minutes=10) <= look < end for look in looks)  # what was approved by then can still be taken


def test_a_provider_that_does_not_answer_is_asked_once_a_round_and_later_again(lost, monkeypatch):
    refs = [lost.give(amount=amount) for amount in (1000, 2000, 3000)]
    down, calls = lost.pretend.client.fetch, []

    def away(hint):
        calls.append(hint)
        raise ProviderFault("retry", "away")

    monkeypatch.setattr(lost.pretend.client, "fetch", away)
    lost.days(4 / 1440)
    rounds(lost)
    assert len(calls) == 1 and not Entry.objects.exists()
    monkeypatch.setattr(lost.pretend.client, "fetch", down)
    lost.days(7 / 1440)
    rounds(lost)
    assert {row.ref for row in Contribution.objects.all()} == set(refs)


def test_what_broke_or_was_killed_on_the_way_is_looked_at_again(lost, monkeypatch):
    ref, fetch = lost.give(), lost.pretend.client.fetch

    def killed(hint):
        raise KeyboardInterrupt

    def unreadable(hint):
        raise LookupError("amount")

    def away(hint):
        raise OperationalError("no database")

    for breaks, raised in ((killed, KeyboardInterrupt), (away, OperationalError), (unreadable, None)):
        monkeypatch.setattr(lost.pretend.client, "fetch", breaks)
        lost.days(13 / 1440)
        if raised:
            with pytest.raises(raised):
                rounds(lost)
        else:
            rounds(lost)
    monkeypatch.setattr(lost.pretend.client, "fetch", fetch)
    lost.days(25 / 1440)
    rounds(lost)
    assert lost.gift(ref).payments == 1


def test_two_workers_ask_once(lost):
    lost.give(DECLINED)
    lost.days(4 / 1440)
    page = Checkout.objects.get()
    assert looking.look(page, lost.ledger, lost.named, lost.now) == 1
    assert looking.look(page, lost.ledger, lost.named, lost.now) == 0 and asked(lost) == 1
    assert Checkout.objects.get().look > lost.now  # another card may still pay


def test_an_order_that_was_approved_at_paypal_is_charged_once_though_its_webhook_is_lost(db, monkeypatch):
    """PayPal moves no money before it is asked to; killed between that and the ledger, nothing is charged again."""
    with paypal_bench() as bench:
        checkout = bench.provider.start(order(bench.provider), key="k")
        bench.pay(checkout)
        now = datetime.fromtimestamp(bench.simulator.now, UTC)
        said = {
            "record": "R" * 22,
            "ref": REF,
            "method": "paypal",
            "frequency": "once",
            "amount": 1200,
            "currency": "EUR",
            "language": "en",
        }
        Checkout.objects.create(
            provider="paypal", checkout=checkout.id, state=Checkout.OPEN, made=now, due=now, until=checkout.until, look=now, **said
        )
        killed = Ledger(now=lambda: now)
        monkeypatch.setattr(killed, "apply", lambda facts: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            looking.look_around(killed, lambda name: bench.provider, now)
        ledger = Ledger(now=lambda: now)
        for minutes in (10, 30, 90, 170):
            looking.look_around(ledger, lambda name: bench.provider, now + timedelta(minutes=minutes))
        captures = [asked.path for asked in bench.simulator.requests if asked.path.endswith("/capture")]
        assert len(captures) == 1
        assert [entry.kind for entry in Entry.objects.all()] == ["paid"] and Contribution.objects.get().paid == 1200
        assert Checkout.objects.get().look is None
