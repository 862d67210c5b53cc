"""Stripe as a provider. It is told amount, currency, frequency, our reference and two return addresses of ours.

The reference is ``client_reference_id`` of the Checkout session, and, so that renewals carry it, the one entry ``ref`` in the metadata of a
subscription. All else that is sent is the same for everybody. The giver's name, card and mail address are typed on Stripe's own page.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import httpx

from tamizdat.contributions.interfaces import Can, Checkout, Fact, Frequency, Hint, Hook, Method, Order, ProviderFault, Settlement, Standing
from tamizdat.contributions.providers.faults import Refused
from tamizdat.contributions.providers.keys import outgoing
from tamizdat.contributions.providers.reading import moment, object_id, understanding
from tamizdat.contributions.providers.stripe import facts
from tamizdat.contributions.providers.stripe.api import BASE, StripeApi
from tamizdat.contributions.providers.stripe.books import Books
from tamizdat.contributions.providers.stripe.cards import Cards
from tamizdat.contributions.providers.stripe.hooks import read_hook
from tamizdat.contributions.providers.stripe.tables import LEAST, locale

PRODUCT = "contribution"
"""What is bought, at Stripe: one product for all, made when first needed. Its name stands on Stripe's page and tells nothing."""

REFUNDING = "giving money back"
_INTERVALS = {"monthly": "month", "annual": "year"}


class Stripe:
    """Cards through one account at Stripe."""

    name = "stripe"
    methods: frozenset[Method] = frozenset({"card"})
    frequencies: frozenset[Frequency] = frozenset({"once", "monthly", "annual"})
    can: frozenset[Can] = frozenset({"pause", "amount", "card", "cancel", "refund"})

    def __init__(
        self,
        *,
        key: str,
        hook_secret: str,
        may_take: Callable[[str], bool],
        proxy: str = "",
        base: str = BASE,
        way: httpx.BaseTransport | None = None,
    ) -> None:
        """*may_take*: whether a card of a country, "" where Stripe does not say, may pay."""
        self._api, self._hook_secret = StripeApi(key, base=base, proxy=proxy, way=way), hook_secret
        self._cards = Cards(self._api, may_take)
        self._books = Books(self._api, self._cards)

    def close(self) -> None:
        """Close its connections."""
        self._api.close()

    def hosts(self) -> tuple[str, ...]:
        """Return the hosts that it contacts, and to which it leads a giver."""
        return ("api.stripe.com", "checkout.stripe.com")

    def origins(self) -> tuple[str, ...]:
        """Return the origins to which it leads a giver."""
        return ("https://checkout.stripe.com",)

    def least(self, currency: str) -> int | None:
        """Return the smallest charge in *currency*."""
        return LEAST.get(currency)

    def start(self, order: Order, *, key: str) -> Checkout:
        """Make a Checkout session. Raises ``ProviderFault``."""
        session = self._with_product(lambda step: self._new_session(order, key, step))
        with understanding("Stripe", "checkout"):
            return Checkout(url=session["url"], id=session["id"], until=moment(session["expires_at"]))

    def read_hook(self, hook: Hook) -> Hint | None:
        """Return what *hook* hints at. Raises ``BadSignature``, ``ProviderFault``."""
        return read_hook(hook, self._hook_secret)

    def hint_of(self, checkout: str, frequency: Frequency) -> Hint:
        """Return the Checkout session."""
        return Hint(event="", what="checkout.session", id=checkout)

    def fetch(self, hint: Hint) -> tuple[Fact, ...]:
        """Return all that happened to an object. Raises ``ProviderFault``."""
        return self._books.fetch(hint)

    def listing(self, since: datetime, until: datetime) -> Iterator[Fact]:
        """Yield everything of a period. Raises ``ProviderFault``."""
        return self._books.listing(since, until)

    def settlements(self, since: datetime, until: datetime) -> Iterator[Settlement]:
        """Yield the balance of a period. Raises ``ProviderFault``."""
        return self._books.settlements(since, until)

    def standing(self, subscription: str) -> Standing:
        """Return a recurring contribution as it is now. Raises ``ProviderFault``."""
        with understanding("Stripe", "recurring contribution"):
            return facts.standing(self._books.subscription(subscription))

    def pause(self, subscription: str, *, until: datetime | None, key: str) -> None:
        """Take no payments; what falls due meanwhile is void. Stripe itself goes on at *until*. Raises ``ProviderFault``."""
        when = {"resumes_at": int(until.timestamp())} if until else {}
        self._change(subscription, {"pause_collection": {"behavior": "void", **when}}, key, "pausing a recurring contribution")

    def resume(self, subscription: str, *, key: str) -> None:
        """Take payments again. Raises ``ProviderFault``."""
        self._change(subscription, {"pause_collection": ""}, key, "resuming a recurring contribution")

    def change_amount(self, subscription: str, amount: int, *, key: str) -> None:
        """Take another amount from the next payment on, without a part payment before. Raises ``ProviderFault``."""
        with understanding("Stripe", "recurring contribution"):
            item = self._books.subscription(subscription)["items"]["data"][0]
            price = item["price"]
            data = {
                "currency": price["currency"],
                "product": price["product"],
                "unit_amount": amount,
                "recurring": {"interval": price["recurring"]["interval"]},
            }
            form = {"items": [{"id": item["id"], "price_data": data}], "proration_behavior": "none"}
        self._change(subscription, form, key, "changing the amount of a recurring contribution")

    def card_page(self, subscription: str, *, back: str, key: str) -> str:
        """Return the address of a page for a new card, which becomes the default. Raises ``ProviderFault``."""
        with understanding("Stripe", "recurring contribution"):
            return self._cards.page(self._books.subscription(subscription), back=back, key=key)

    def cancel(self, subscription: str, *, key: str) -> None:
        """End it now. Raises ``ProviderFault``."""
        try:
            self._api.delete(f"/v1/subscriptions/{object_id(subscription)}", doing="cancelling a recurring contribution")
        except Refused as refusal:
            # What has ended cannot be ended again: Stripe then says that there is no such thing
            if refusal.code != "resource_missing" or self.standing(subscription).state != "ended":
                raise

    def refund(self, transaction: str, amount: int, *, key: str) -> None:
        """Give *amount* of a charge back. Raises ``ProviderFault``.

        Stripe forgets a key after a day. What was written under it is marked with it, and looked for before anything is written.
        """
        wish = outgoing(key)
        with understanding("Stripe", "refund"):
            made = self._api.each("/v1/refunds", doing=REFUNDING, charge=object_id(transaction))
            if any((one.get("metadata") or {}).get("wish") == wish for one in made):
                return
        form = {"charge": object_id(transaction), "amount": amount, "metadata": {"wish": wish}}
        self._api.post("/v1/refunds", form, key=key, doing=REFUNDING)

    def _change(self, subscription: str, form: dict[str, Any], key: str, doing: str) -> None:
        self._api.post(f"/v1/subscriptions/{object_id(subscription)}", form, key=key, doing=doing, twice_is_harmless=True)

    def _new_session(self, order: Order, key: str, step: str) -> Any:
        form = session_form(order)
        return self._api.post("/v1/checkout/sessions", form, key=key, step=step, doing="making a checkout", twice_is_harmless=True)

    def _with_product(self, write: Any) -> Any:
        try:
            return write("")
        except Refused as refusal:
            if refusal.code != "resource_missing":
                raise
        self._make_product()
        return write("with product")  # Stripe would repeat its refusal to the same key

    def _make_product(self) -> None:
        try:
            self._api.post("/v1/products", {"id": PRODUCT, "name": "Contribution"}, key=PRODUCT, doing="making the product")
        except Refused as refusal:
            if refusal.code != "resource_already_exists":
                raise


def session_form(order: Order) -> dict[str, Any]:
    """Return what Stripe is told of *order*. Raises ``ProviderFault`` for what it does not take."""
    least = LEAST.get(order.currency)
    if order.method != "card" or least is None or order.amount < least:
        raise ProviderFault("damaged", "a checkout was asked for that Stripe does not take")
    price: dict[str, Any] = {"currency": order.currency.lower(), "product": PRODUCT, "unit_amount": order.amount}
    form: dict[str, Any] = {
        "mode": "payment" if order.frequency == "once" else "subscription",
        "client_reference_id": order.ref,
        "success_url": order.thanks,
        "cancel_url": order.back,
        "locale": locale(order.language),
        "allowed_payment_method_types": ["card"],
        "adaptive_pricing": {"enabled": False},  # what was chosen is what is paid, in the currency that was chosen
        "line_items": [{"quantity": 1, "price_data": price}],
    }
    if order.frequency != "once":
        price["recurring"] = {"interval": _INTERVALS[order.frequency]}
        form["subscription_data"] = {"metadata": {"ref": order.ref}}
    return form
