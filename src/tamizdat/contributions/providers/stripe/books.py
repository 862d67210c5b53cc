"""What Stripe's books say: one object with all that happened to it, or everything of a period.

Reads only, but for one thing: who learns that a new card was entered lets it pay (``cards``).
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tamizdat.contributions.interfaces import Fact, Hint, Settlement
from tamizdat.contributions.providers.reading import object_id, of_period, oldest_first, understanding
from tamizdat.contributions.providers.stripe import facts
from tamizdat.contributions.providers.stripe.api import StripeApi
from tamizdat.contributions.providers.stripe.cards import Cards
from tamizdat.contributions.providers.stripe.facts import Owner
from tamizdat.contributions.providers.stripe.hooks import KINDS

READING = "reading what happened"
LISTING = "listing what happened"

QUIET = (
    "charge.failed",
    "charge.dispute.closed",
    "checkout.session.completed",
    "checkout.session.expired",
    "customer.subscription.created",
    "customer.subscription.updated",
    "customer.subscription.deleted",
)
"""Kinds of events that move no money, so that the balance does not show them. Stripe keeps events for 30 days."""


MOVED = ("balance_transaction", "failure_balance_transaction")
"""Of a refund: what moved by it, and what came back when it could not be delivered."""


class Books:
    """An account's books."""

    def __init__(self, api: StripeApi, cards: Cards) -> None:
        self._api, self._cards = api, cards

    def fetch(self, hint: Hint) -> tuple[Fact, ...]:
        """Return all that happened to the object that *hint* names, oldest first. Raises ``ProviderFault``."""
        with understanding("Stripe", hint.what):
            return oldest_first(self._facts(hint.what, object_id(hint.id)))

    def listing(self, since: datetime, until: datetime) -> Iterator[Fact]:
        """Yield everything of a period, by the balance, and by the events where no money moved. Raises ``ProviderFault``."""
        with understanding("Stripe", "list"):
            yield from of_period(self._of_period(since, until), since, until)

    def settlements(self, since: datetime, until: datetime) -> Iterator[Settlement]:
        """Yield the lines of the balance that are givers' money. Raises ``ProviderFault``."""
        with understanding("Stripe", "balance"):
            for moved in self._balance(since, until):
                line = facts.settlement(moved)
                if line is not None:
                    yield line

    def subscription(self, name: str) -> Any:
        """Return a recurring contribution's object. Raises ``ProviderFault``."""
        return self._api.get(f"/v1/subscriptions/{object_id(name)}", doing="reading a recurring contribution")

    def _facts(self, what: str, name: str) -> Iterator[Fact]:
        readers = {
            "checkout.session": self._session,
            "charge": self._charge,
            "refund": self._refund,
            "dispute": self._dispute,
            "event": self._event,
        }
        return readers[what](name)

    def _session(self, name: str) -> Iterator[Fact]:
        session = self._api.get(f"/v1/checkout/sessions/{name}", doing=READING)
        yield from facts.of_session(session)
        if session["mode"] == "setup":
            yield from self._cards.take(session)
        if session["mode"] == "payment" and session["payment_intent"]:
            yield from self._payment(session["payment_intent"], facts.owner_of_session(session))
        if session["subscription"]:
            yield from self._subscription(session["subscription"])
        if session["invoice"]:
            yield from self._invoice(session["invoice"])

    def _invoice(self, name: str) -> Iterator[Fact]:
        for payment in self._api.each("/v1/invoice_payments", doing=READING, invoice=name, status="paid"):
            yield from self._payment(payment["payment"]["payment_intent"], None)

    def _payment(self, name: str, owner: Owner | None) -> Iterator[Fact]:
        expand = ["latest_charge.balance_transaction"]
        payment = self._api.get(f"/v1/payment_intents/{name}", doing=READING, expand=expand)
        if payment["latest_charge"]:
            yield from self._of_charge(payment["latest_charge"], owner)

    def _charge(self, name: str) -> Iterator[Fact]:
        yield from self._of_charge(self._api.get(f"/v1/charges/{name}", doing=READING, expand=["balance_transaction"]), None)

    def _of_charge(self, charge: Any, owner: Owner | None) -> Iterator[Fact]:
        owner = owner or self._owner(charge["payment_intent"])
        yield from facts.of_charge(charge, charge["balance_transaction"], owner)
        if charge["amount_refunded"]:
            expand = [f"data.{name}" for name in MOVED]
            for refund in self._api.each("/v1/refunds", doing=READING, charge=charge["id"], expand=expand):
                yield from _of_refund(refund, owner)
        if charge["disputed"]:
            for dispute in self._api.each("/v1/disputes", doing=READING, charge=charge["id"]):
                yield from facts.of_dispute(dispute, owner)

    def _refund(self, name: str) -> Iterator[Fact]:
        refund = self._api.get(f"/v1/refunds/{name}", doing=READING, expand=list(MOVED))
        yield from _of_refund(refund, self._owner(refund["payment_intent"]))

    def _dispute(self, name: str) -> Iterator[Fact]:
        dispute = self._api.get(f"/v1/disputes/{name}", doing=READING)
        yield from facts.of_dispute(dispute, self._owner(dispute["payment_intent"]))

    def _event(self, name: str) -> Iterator[Fact]:
        yield from self._of_event(self._api.get(f"/v1/events/{name}", doing=READING))

    def _of_event(self, event: Any) -> Iterator[Fact]:
        yield from self._subscription(event["data"]["object"]["id"])
        yield from facts.of_event(event)

    def _subscription(self, name: str) -> Iterator[Fact]:
        yield from facts.of_subscription(self.subscription(name))

    def _owner(self, payment: str | None) -> Owner:
        """Return whose a payment is: its Checkout session's if it was for once, else its invoice's subscription's."""
        if not payment:
            return Owner()
        for session in self._api.get("/v1/checkout/sessions", doing=READING, payment_intent=payment, limit=1)["data"]:
            return facts.owner_of_session(session)
        which = {"type": "payment_intent", "payment_intent": payment}
        page = self._api.get("/v1/invoice_payments", doing=READING, payment=which, limit=1, expand=["data.invoice"])
        for found in page["data"]:
            name = ((found["invoice"]["parent"] or {}).get("subscription_details") or {}).get("subscription")
            if name:
                return facts.owner_of_subscription(self.subscription(name))
        return Owner()

    def _of_period(self, since: datetime, until: datetime) -> Iterator[Fact]:
        for moved in self._balance(since, until):
            yield from self._of_source(moved, moved.get("source"))
        for event in self._api.each("/v1/events", doing=LISTING, created=_period(since, until), types=list(QUIET)):
            what, about = KINDS[event["type"]], event["data"]["object"]
            if what == "event":
                yield from self._of_event(event)
            elif event["type"] != "checkout.session.completed" or about["mode"] == "setup":  # what was paid is in the balance
                yield from self._facts(what, about["id"])

    def _of_source(self, moved: Any, source: Any) -> Iterator[Fact]:
        if moved["type"] not in facts.MOVING or not isinstance(source, dict):
            return
        if source["object"] == "charge":
            yield from facts.of_charge(source, moved, self._owner(source["payment_intent"]))
        elif source["object"] == "refund":
            says = facts.of_refund if moved["amount"] < 0 else facts.of_bounce
            yield from says(source, moved, self._owner(source["payment_intent"]))
        elif source["object"] == "dispute":
            yield from facts.of_dispute(source, self._owner(source["payment_intent"]))

    def _balance(self, since: datetime, until: datetime) -> Iterator[Any]:
        period = _period(since, until)
        return self._api.each("/v1/balance_transactions", doing=LISTING, created=period, expand=["data.source"])


def _of_refund(refund: Any, owner: Owner) -> Iterator[Fact]:
    yield from facts.of_refund(refund, refund["balance_transaction"], owner)
    yield from facts.of_bounce(refund, refund["failure_balance_transaction"], owner)


def _period(since: datetime, until: datetime) -> dict[str, int]:
    return {"gte": int(since.timestamp()), "lt": int(until.timestamp())}
