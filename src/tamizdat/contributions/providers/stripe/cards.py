"""A new card for a recurring contribution: by a Checkout session that takes a card and no money.

Promises: the card that was entered last is the one that pays from then on, in whatever order we learn of it and how often; but none of a
country from which nothing may be taken, of which a fact tells instead, so that a person learns of it. The giver sees
Stripe's page for one card, and nothing there changes a name, an amount or another gift. (Stripe's Billing Portal changes a giver's default
card, but a subscription that Checkout made has a card of its own, which goes before it.)
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from tamizdat.contributions.interfaces import Fact
from tamizdat.contributions.providers.stripe import facts
from tamizdat.contributions.providers.stripe.api import StripeApi

ASKING = "making a page for a new card"
CHANGING = "changing a card"

LATEST = 10
"""Cards that are looked at, the latest first."""


class Cards:
    """The cards of those who give through one account."""

    def __init__(self, api: StripeApi, may_take: Callable[[str], bool]) -> None:
        self._api, self._may_take = api, may_take

    def page(self, subscription: Any, *, back: str, key: str) -> str:
        """Return the address of a page for a new card for *subscription*. Raises ``ProviderFault``."""
        form = {
            "mode": "setup",
            "customer": subscription["customer"],
            "allowed_payment_method_types": ["card"],
            "success_url": back,
            "cancel_url": back,
        }
        session = self._api.post("/v1/checkout/sessions", form, key=key, doing=ASKING, twice_is_harmless=True)
        return str(session["url"])

    def take(self, session: Any) -> Iterator[Fact]:
        """Let the card that the giver of *session* entered last pay from now on, or yield that it may not. Raises ``ProviderFault``."""
        if session["status"] != "complete":
            return
        giver = session["customer"]
        cards = self._api.get(f"/v1/customers/{giver}/payment_methods", doing=CHANGING, type="card", limit=LATEST)["data"]
        for subscription in self._api.each("/v1/subscriptions", doing=CHANGING, customer=giver):
            yield from self._pay_by(subscription, cards)

    def _pay_by(self, subscription: Any, cards: Sequence[Any]) -> Iterator[Fact]:
        """Let *subscription* be paid by the first of *cards* that may, unless it is; yield of each before it that it may not."""
        for card in cards:
            if card["id"] == subscription["default_payment_method"]:
                return
            if self._may_take(card["card"].get("country") or ""):
                self._change(subscription["id"], card["id"])
                return
            yield facts.of_refused_card(card, subscription)

    def _change(self, subscription: str, card: str) -> None:
        form = {"default_payment_method": card}
        self._api.post(f"/v1/subscriptions/{subscription}", form, key=f"{subscription} {card}", doing=CHANGING, twice_is_harmless=True)
