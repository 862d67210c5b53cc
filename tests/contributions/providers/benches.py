"""Providers at work, each with its simulator: what the contract suite needs of all of them, under the same names.

A deed answers with nothing: what came of it is learned as the newsroom learns it, by webhooks, fetching and listing.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from simulators.btcpay import BtcpaySimulator
from simulators.payment_http import ProviderSimulator, Told
from simulators.paypal import PayPalSimulator
from simulators.pretend_http import PretendSimulator
from simulators.stripe import StripeSimulator
from tamizdat.contributions.interfaces import Checkout, Fact, Hook, Order, Provider
from tamizdat.contributions.providers.btcpay.provider import Btcpay
from tamizdat.contributions.providers.local.client import Local
from tamizdat.contributions.providers.local.means import DECLINED
from tamizdat.contributions.providers.paypal.provider import PayPal
from tamizdat.contributions.providers.stripe.provider import Stripe

REF = "Zk3vQ1tT8mXw0yLr5uBnEA"
THANKS = "https://courier.example/en/thanks.html"
BACK = "https://courier.example/en/support.html"
LISTED = "RU"
"""A country from which nothing may be taken."""


class Bench(Protocol):
    """A provider, and what people and banks do there."""

    provider: Provider
    simulator: ProviderSimulator
    secrets: tuple[str, ...]
    writes: str  # regex: the request that begins a contribution for once

    def pay(self, checkout: Checkout) -> None: ...
    def expire(self, checkout: Checkout) -> None: ...
    def hooks(self) -> list[Hook]: ...
    def again(self, hook: Hook, *, body: bytes | None = None, later: int = 0, secret: str = "") -> Hook:
        """The hook as somebody else would send it: another body, signed with another secret, or so many seconds later."""
        ...

    def other(self) -> Hook:
        """A hook that is signed and says nothing of money."""
        ...

    def pass_time(self, seconds: int) -> None: ...


class Simulated:
    """What is the simulator's to do, whoever it is."""

    simulator: Any

    def pay(self, checkout: Checkout) -> None:
        self.simulator.pay(checkout.url)

    def expire(self, checkout: Checkout) -> None:
        self.simulator.expire(checkout.url)

    def hooks(self) -> list[Hook]:
        return self.simulator.hooks()

    def pass_time(self, seconds: int) -> None:
        self.simulator.now += seconds


class Disputed(Simulated):
    """Where banks may take money back."""

    def dispute(self, transaction: str) -> None:
        self.simulator.dispute(transaction)

    def decide(self, transaction: str, *, won: bool) -> None:
        self.simulator.decide(transaction, won=won)


class Carded(Disputed):
    """Where cards are entered."""

    def enter_card(self, url: str) -> None:
        self.simulator.enter_card(url)


class StripeBench(Carded):
    """Stripe."""

    writes = "POST /v1/checkout/sessions"

    def __init__(self, simulator: StripeSimulator) -> None:
        self.simulator = simulator
        said = {"key": simulator.key, "hook_secret": simulator.hook_secret, "may_take": lambda country: country != LISTED}
        self.provider = Stripe(**said, base=simulator.base)
        self.secrets = (simulator.key, simulator.hook_secret)

    def decline(self, checkout: Checkout) -> None:
        self.simulator.decline(checkout.url)

    def renew(self, subscription: str, *, failure: bool = False) -> None:
        self.simulator.renew(subscription, failure="insufficient_funds" if failure else "")

    def again(self, hook: Hook, *, body: bytes | None = None, later: int = 0, secret: str = "") -> Hook:
        at = int(hook.received.timestamp()) - 2
        return self.simulator.hook(hook.body if body is None else body, at=at, secret=secret, received=at + 2 + later)

    def other(self) -> Hook:
        return self.simulator.hook(b'{"id": "evt_1", "type": "payout.paid", "data": {"object": {"id": "po_1"}}}', at=self.simulator.now)


class PayPalBench(Disputed):
    """PayPal."""

    writes = "POST /v2/checkout/orders$"
    asks_again = (401,)  # a token may be taken back before its time

    def __init__(self, simulator: PayPalSimulator) -> None:
        self.simulator = simulator
        said = {"application": simulator.application, "secret": simulator.secret, "hook": simulator.hook_name}
        said |= {"may_take": lambda country: country != LISTED}
        self.provider = PayPal(**said, url="https://api-m.paypal.com", base=simulator.base, clock=simulator.clock)
        self.secrets = (simulator.secret, "A21AA")

    def expire(self, checkout: Checkout) -> None:
        self.simulator.now += 86_400

    def renew(self, subscription: str, *, failure: bool = False) -> None:
        self.simulator.renew(subscription, failure="PAYMENT_DENIED" if failure else "")

    def again(self, hook: Hook, *, body: bytes | None = None, later: int = 0, secret: str = "") -> Hook:
        at = int(hook.received.timestamp()) - 2
        said = {"secret": secret} if secret else {}
        return self.simulator.hook(hook.body if body is None else body, at=at, received=at + 2 + later, **said)

    def other(self) -> Hook:
        return self.simulator.hook(b'{"id": "WH-1", "event_type": "INVOICING.INVOICE.PAID", "resource": {}}', at=self.simulator.now)


class BtcpayBench(Simulated):
    """BTCPay."""

    writes = "POST .*/invoices$"

    def __init__(self, simulator: BtcpaySimulator) -> None:
        self.simulator = simulator
        said = {"store": simulator.store, "key": simulator.key, "hook_secret": simulator.hook_secret}
        self.provider = Btcpay(url=simulator.base, **said)
        self.secrets = (simulator.key, simulator.hook_secret)

    def again(self, hook: Hook, *, body: bytes | None = None, later: int = 0, secret: str = "") -> Hook:
        received = int(hook.received.timestamp()) - 2 + later
        return self.simulator.hook(hook.body if body is None else body, received=received, secret=secret)

    def other(self) -> Hook:
        said = {"deliveryId": "d", "isRedelivery": False, "type": "InvoiceCreated", "timestamp": self.simulator.now, "invoiceId": "i"}
        return self.simulator.hook(json.dumps(said).encode(), received=self.simulator.now)


@contextmanager
def btcpay_bench() -> Iterator[BtcpayBench]:
    with BtcpaySimulator() as simulator:
        bench = BtcpayBench(simulator)
        yield bench
        bench.provider.close()


@contextmanager
def paypal_bench() -> Iterator[PayPalBench]:
    with PayPalSimulator() as simulator:
        bench = PayPalBench(simulator)
        yield bench
        bench.provider.close()


@contextmanager
def stripe_bench() -> Iterator[StripeBench]:
    with StripeSimulator() as simulator:
        bench = StripeBench(simulator)
        yield bench
        bench.provider.close()


class LocalBench(Carded):
    """The pretend provider."""

    writes = "POST /v1/checkouts"

    def __init__(self, simulator: PretendSimulator) -> None:
        self.simulator = simulator
        self.provider = Local(url=simulator.base, key=simulator.key, secret=simulator.hook_secret)
        self.provider.methods = frozenset({"card"})  # the suite takes any; recurring ones are not for chains
        self.secrets = (simulator.key, simulator.hook_secret.decode())

    def decline(self, checkout: Checkout) -> None:
        self.simulator.press(checkout.url, DECLINED)

    def renew(self, subscription: str, *, failure: bool = False) -> None:
        self.simulator.renew(subscription, failure=failure)

    def again(self, hook: Hook, *, body: bytes | None = None, later: int = 0, secret: str = "") -> Hook:
        at = int(hook.received.timestamp())
        return self.simulator.hook(hook.body if body is None else body, at=at, secret=secret, received=at + later)

    def other(self) -> Hook:
        return self.simulator.hook(
            b'{"id": "evt_1", "type": "card_page.open", "object": "card_page", "target": "c"}', at=self.simulator.now
        )


@contextmanager
def local_bench() -> Iterator[LocalBench]:
    with PretendSimulator() as simulator:
        bench = LocalBench(simulator)
        yield bench
        bench.provider.close()


BENCHES: dict[str, Any] = {"local": local_bench, "stripe": stripe_bench, "paypal": paypal_bench, "btcpay": btcpay_bench}


def order(provider: Provider, **said: Any) -> Order:
    """An order that *provider* takes."""
    plain: dict[str, Any] = {
        "ref": REF,
        "amount": 1200,
        "currency": "EUR",
        "frequency": "once",
        "method": next(iter(provider.methods)),
        "language": "ru",
        "thanks": THANKS,
        "back": BACK,
    }
    return Order(**{**plain, **said})


def learn(provider: Provider, hooks: list[Hook]) -> dict[str, Fact]:
    """What the newsroom learns from *hooks*, in their order: event -> fact. The same event twice is the same fact."""
    known: dict[str, Fact] = {}
    for hook in hooks:
        hint = provider.read_hook(hook)
        for fact in provider.fetch(hint) if hint else ():
            assert known.setdefault(fact.event, fact) == fact, f"{fact.event} says two things"
    return known


def money(facts: dict[str, Fact]) -> dict[str, int]:
    """Transaction -> what moved, below zero where it went back."""
    signs = {"paid": 1, "refunded": -1, "bounced": 1, "disputed": -1, "dispute_won": 1}
    return {fact.transaction: signs[fact.kind] * fact.amount for fact in facts.values() if fact.transaction}


def period(simulator: Any) -> tuple[datetime, datetime]:
    """All the time that the simulator has seen."""
    now = datetime.fromtimestamp(simulator.now, UTC)
    return now - timedelta(days=29), now + timedelta(days=1)


def fails(bench: Bench, told: Told, **how: Any) -> None:
    """Let the next beginning of a contribution fail, however often it is asked for within."""
    times = 2 if told.status in getattr(bench, "asks_again", ()) else 1
    bench.simulator.fail(told, at=bench.writes, times=times, **how)
