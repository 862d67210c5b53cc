"""PayPal as a provider. It is told amount, currency, rhythm, our reference (``custom_id``) and two return addresses of ours.

The giver's account, name and address are PayPal's, and are not kept of what it tells us. An order moves money only when it is captured:
that happens when we learn that it was approved (``books``). The amount of a subscription cannot be raised without its giver's consent on
PayPal's page, and what pays is changed at PayPal's: both are done by cancelling and giving anew, so self-service offers neither.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, NoReturn

import httpx

from tamizdat.contributions.interfaces import Can, Checkout, Fact, Frequency, Hint, Hook, Method, Order, ProviderFault, Settlement, Standing
from tamizdat.contributions.money import write_amount
from tamizdat.contributions.providers.faults import Refused
from tamizdat.contributions.providers.paypal import facts
from tamizdat.contributions.providers.paypal.api import PayPalApi
from tamizdat.contributions.providers.paypal.books import Books
from tamizdat.contributions.providers.paypal.hooks import HOSTS, Hooks
from tamizdat.contributions.providers.paypal.plans import Plans
from tamizdat.contributions.providers.paypal.tables import LEAST
from tamizdat.contributions.providers.reading import Clock, clock, day_and_time, object_id, understanding

GOOD_FOR = timedelta(hours=3)
"""So long after it was made an order may be approved."""

REASON = "Asked for by the giver"
SITES = {"https://api-m.paypal.com": "www.paypal.com", "https://api-m.sandbox.paypal.com": "www.sandbox.paypal.com"}


class PayPal:
    """One account at PayPal, through one application. *url*: PayPal's own, or its sandbox's."""

    name = "paypal"
    methods: frozenset[Method] = frozenset({"paypal"})
    frequencies: frozenset[Frequency] = frozenset({"once", "monthly", "annual"})
    can: frozenset[Can] = frozenset({"pause", "cancel", "refund"})

    def __init__(
        self,
        *,
        application: str,
        secret: str,
        hook: str,
        url: str,
        may_take: Callable[[str], bool],
        proxy: str = "",
        base: str = "",
        way: httpx.BaseTransport | None = None,
        clock: Clock = clock,
    ) -> None:
        """*may_take*: whether an account in a country, "" where PayPal does not say, may pay."""
        self._url = url
        self._api = PayPalApi(application, secret, base=base or url, proxy=proxy, way=way, clock=clock)
        self._hooks = Hooks(hook, (base,) if base else HOSTS[url], proxy=proxy, way=way)
        self._books, self._plans = Books(self._api, clock, may_take), Plans(self._api)

    def close(self) -> None:
        """Close its connections."""
        self._api.close()
        self._hooks.close()

    def hosts(self) -> tuple[str, ...]:
        """Return the hosts that it contacts, and to which it leads a giver."""
        hosts = (self._url, *HOSTS[self._url])
        return (*dict.fromkeys(host.removeprefix("https://") for host in hosts), SITES[self._url])

    def origins(self) -> tuple[str, ...]:
        """Return the origins to which it leads a giver."""
        return (f"https://{SITES[self._url]}",)

    def least(self, currency: str) -> int | None:
        """Return the smallest amount in *currency*."""
        return LEAST.get(currency)

    def start(self, order: Order, *, key: str) -> Checkout:
        """Make an order, or a subscription. Raises ``ProviderFault``."""
        least = LEAST.get(order.currency)
        if order.method != "paypal" or least is None or order.amount < least:
            raise ProviderFault("damaged", "a checkout was asked for that PayPal does not take")
        made, rel = self._order(order, key) if order.frequency == "once" else self._subscription(order, key)
        with understanding("PayPal", "checkout"):
            url = next(link["href"] for link in made["links"] if link["rel"] in rel)
            return Checkout(url=url, id=made["id"], until=day_and_time(made["create_time"]) + GOOD_FOR)

    def read_hook(self, hook: Hook) -> Hint | None:
        """Return what *hook* hints at. Raises ``BadSignature``, ``ProviderFault``."""
        return self._hooks.read(hook)

    def hint_of(self, checkout: str, frequency: Frequency) -> Hint:
        """Return the order, which is captured if it was approved, or the subscription."""
        return Hint(event="", what="order" if frequency == "once" else "subscription", id=checkout)

    def fetch(self, hint: Hint) -> tuple[Fact, ...]:
        """Return all that happened to an object. Raises ``ProviderFault``."""
        return self._books.fetch(hint)

    def listing(self, since: datetime, until: datetime) -> Iterator[Fact]:
        """Yield everything of a period. Raises ``ProviderFault``."""
        return self._books.listing(since, until)

    def settlements(self, since: datetime, until: datetime) -> Iterator[Settlement]:
        """Yield the report of a period. Raises ``ProviderFault``."""
        return self._books.settlements(since, until)

    def standing(self, subscription: str) -> Standing:
        """Return a recurring contribution as it is now. Raises ``ProviderFault``."""
        with understanding("PayPal", "recurring contribution"):
            return facts.standing(self._books.subscription(subscription))

    def pause(self, subscription: str, *, until: datetime | None, key: str) -> None:
        """Take no payments until resumed: PayPal remembers no *until*. Raises ``ProviderFault``."""
        self._change(subscription, "suspend", "paused", "pausing a recurring contribution")

    def resume(self, subscription: str, *, key: str) -> None:
        """Take payments again. Raises ``ProviderFault``."""
        self._change(subscription, "activate", "active", "resuming a recurring contribution")

    def change_amount(self, subscription: str, amount: int, *, key: str) -> None:
        """Refuse: that takes its giver's consent at PayPal's."""
        _cannot("change the amount of a subscription")

    def card_page(self, subscription: str, *, back: str, key: str) -> str:
        """Refuse: that is done in the giver's own account."""
        _cannot("show a page for another card")

    def cancel(self, subscription: str, *, key: str) -> None:
        """End it now. Raises ``ProviderFault``."""
        self._change(subscription, "cancel", "ended", "cancelling a recurring contribution")

    def refund(self, transaction: str, amount: int, *, key: str) -> None:
        """Give *amount* of a payment back. Raises ``ProviderFault``."""
        with understanding("PayPal", "payment"):
            currency = self._books.capture(transaction)["amount"]["currency_code"]
            money = {"value": write_amount(amount, currency), "currency_code": currency}
        path = f"/v2/payments/captures/{object_id(transaction)}/refund"
        self._api.post(path, {"amount": money}, key=key, doing="giving money back")

    def _change(self, subscription: str, verb: str, state: str, doing: str) -> None:
        """PayPal has no key for these; what is already so is done."""
        try:
            self._api.post(f"/v1/billing/subscriptions/{object_id(subscription)}/{verb}", {"reason": REASON}, doing=doing)
        except Refused as refusal:
            if refusal.code != "subscription_status_invalid" or not self._is(subscription, state):
                raise

    def _is(self, subscription: str, state: str) -> bool:
        now = self.standing(subscription).state
        return now == state or (state == "active" and now == "past_due")

    def _order(self, order: Order, key: str) -> tuple[Any, tuple[str, ...]]:
        money = {"currency_code": order.currency, "value": write_amount(order.amount, order.currency)}
        experience = {"user_action": "PAY_NOW", **_back(order)}
        body = {
            "intent": "CAPTURE",
            "purchase_units": [{"custom_id": order.ref, "amount": money}],
            "payment_source": {"paypal": {"experience_context": experience}},
        }
        made = self._api.post("/v2/checkout/orders", body, key=key, doing="making a checkout")
        return made, ("payer-action", "approve")

    def _subscription(self, order: Order, key: str) -> tuple[Any, tuple[str, ...]]:
        body = {
            "plan_id": self._plans.plan(order.amount, order.currency, order.frequency),
            "custom_id": order.ref,
            "application_context": {"user_action": "SUBSCRIBE_NOW", **_back(order)},
        }
        return self._api.post("/v1/billing/subscriptions", body, key=key, doing="making a checkout"), ("approve",)


def _back(order: Order) -> dict[str, str]:
    return {"shipping_preference": "NO_SHIPPING", "return_url": order.thanks, "cancel_url": order.back}


def _cannot(what: str) -> NoReturn:
    raise ProviderFault("damaged", f"PayPal cannot {what}: it is cancelled and given anew")
