"""What PayPal's books say: one object with all that happened to it, or everything of a period.

Reads only, but for one thing: an order that its giver has approved is captured by who learns of it, with a key made of the order's name;
but none of an account in a country from which nothing may be taken, of which a fact tells instead, so that a person learns of it.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tamizdat.contributions.interfaces import Fact, Hint, ProviderFault, Settlement
from tamizdat.contributions.providers.faults import Refused
from tamizdat.contributions.providers.paypal import facts
from tamizdat.contributions.providers.paypal.api import PayPalApi
from tamizdat.contributions.providers.paypal.hooks import KINDS
from tamizdat.contributions.providers.paypal.tables import PAID, REFUNDED, SUBSCRIBED
from tamizdat.contributions.providers.reading import Clock, object_id, of_period, oldest_first, understanding

READING = "reading what happened"
LISTING = "listing what happened"

MONTH = timedelta(days=30)
"""The report is asked for by at most 31 days."""

QUIET = tuple(kind for kind in KINDS if kind.startswith("BILLING.SUBSCRIPTION."))
"""Kinds of events that move no money, so that the report does not show them. PayPal keeps events for 30 days."""

DECLINED = ("instrument_declined", "payer_cannot_pay", "transaction_refused", "payer_account_restricted")


class Books:
    """An account's books."""

    def __init__(self, api: PayPalApi, clock: Clock, may_take: Callable[[str], bool]) -> None:
        self._api, self._clock, self._may_take = api, clock, may_take

    def fetch(self, hint: Hint) -> tuple[Fact, ...]:
        """Return all that happened to the object that *hint* names, oldest first. Raises ``ProviderFault``."""
        with understanding("PayPal", hint.what):
            return oldest_first(self._facts(hint.what, object_id(hint.id)))

    def listing(self, since: datetime, until: datetime) -> Iterator[Fact]:
        """Yield everything of a period. The report is some hours late. Raises ``ProviderFault``."""
        with understanding("PayPal", "list"):
            yield from of_period(self._of_period(since, until), since, until)

    def settlements(self, since: datetime, until: datetime) -> Iterator[Settlement]:
        """Yield the lines of the report that are givers' money. Raises ``ProviderFault``."""
        with understanding("PayPal", "report"):
            yield from facts.settlements(self._report(since, until))

    def subscription(self, name: str) -> Any:
        """Return a recurring contribution's object, with its plan. Raises ``ProviderFault``."""
        path = f"/v1/billing/subscriptions/{object_id(name)}"
        return self._api.get(path, doing="reading a recurring contribution", fields="plan,last_failed_payment")

    def capture(self, name: str) -> Any:
        """Return a payment's object. Raises ``ProviderFault``."""
        return self._api.get(f"/v2/payments/captures/{object_id(name)}", doing=READING)

    def _facts(self, what: str, name: str) -> Iterator[Fact]:
        readers = {
            "order": self._order,
            "capture": self._capture,
            "refund": self._refund,
            "dispute": self._dispute,
            "sale": self._sale,
            "subscription": self._subscription,
            "event": self._event,
        }
        return readers[what](name)

    def _order(self, name: str) -> Iterator[Fact]:
        order = self._api.get(f"/v2/checkout/orders/{name}", doing=READING)
        country = facts.country_of(order.get("payer"))
        if order["status"] == "APPROVED":
            if not self._may_take(country):
                yield facts.of_listed(order, country)
                return
            try:
                key = f"capture {name}"
                order = self._api.post(f"/v2/checkout/orders/{name}/capture", {}, key=key, doing="taking what was approved")
            except Refused as refusal:
                if refusal.code in DECLINED:
                    yield facts.of_refusal(order, refusal.code)
                    return
                if refusal.code != "order_already_captured":
                    raise
                order = self._api.get(f"/v2/checkout/orders/{name}", doing=READING)
        country = facts.country_of(order.get("payer"))
        for capture in (order["purchase_units"][0].get("payments") or {}).get("captures") or ():
            yield from facts.of_capture(capture, country)

    def _capture(self, name: str) -> Iterator[Fact]:
        capture = self.capture(name)
        order = ((capture.get("supplementary_data") or {}).get("related_ids") or {}).get("order_id")
        yield from self._order(object_id(order)) if order else facts.of_capture(capture, "")

    def _refund(self, name: str) -> Iterator[Fact]:
        refund = self._api.get(f"/v2/payments/refunds/{name}", doing=READING)
        above = next(link["href"] for link in refund["links"] if link["rel"] == "up")
        yield from facts.of_refund(refund, self.capture(above.rpartition("/")[2]))

    def _dispute(self, name: str) -> Iterator[Fact]:
        yield from facts.of_dispute(self._api.get(f"/v1/customer/disputes/{name}", doing=READING))

    def _subscription(self, name: str) -> Iterator[Fact]:
        subscription = self.subscription(name)
        period = {"start_time": subscription["create_time"], "end_time": _time(self._clock())}
        path = f"/v1/billing/subscriptions/{name}/transactions"
        paid = self._api.get(path, doing=READING, **period).get("transactions") or ()
        yield from facts.of_subscription(subscription, paid)

    def _sale(self, name: str) -> Iterator[Fact]:
        subscription, _, sale = name.partition("_")
        found = list(self._subscription(subscription))
        if sale not in {fact.transaction for fact in found}:
            raise ProviderFault("retry", "PayPal does not show yet what was paid for a recurring contribution")
        yield from found

    def _event(self, name: str) -> Iterator[Fact]:
        yield from self._of_event(self._api.get(f"/v1/notifications/webhooks-events/{name}", doing=READING))

    def _of_event(self, event: Any) -> Iterator[Fact]:
        subscription = self.subscription(event["resource"]["id"])
        yield from facts.of_event(event, subscription)

    def _of_period(self, since: datetime, until: datetime) -> Iterator[Fact]:
        for line in self._report(since, until):
            yield from self._of_line(line["transaction_event_code"], line)
        for dispute in self._disputes(since, until):
            yield from self._dispute(object_id(dispute["dispute_id"]))
        for kind in QUIET:
            for event in self._events(kind, since, until):
                yield from self._of_event(event) if KINDS[kind] == "event" else self._subscription(object_id(event["resource"]["id"]))

    def _of_line(self, code: str, line: Any) -> Iterator[Fact]:
        name = object_id(line["transaction_id"])
        if code == SUBSCRIBED and line.get("paypal_reference_id_type") == "SUB":
            yield from self._subscription(object_id(line["paypal_reference_id"]))
        elif code in PAID:
            yield from self._capture(name)
        elif code == REFUNDED:
            yield from self._refund(name)

    def _report(self, since: datetime, until: datetime) -> Iterator[Any]:
        while since < until:
            end = min(since + MONTH, until)
            # The end is part of what is asked for: a moment less, or a line at midnight is in two reports
            period = {"start_date": _time(since), "end_date": _time(end - timedelta(milliseconds=1)), "fields": "transaction_info"}
            for page in self._api.pages("/v1/reporting/transactions", doing=LISTING, size=100, **period):
                yield from (line["transaction_info"] for line in page["transaction_details"])
            since = end

    def _disputes(self, since: datetime, until: datetime) -> Iterator[Any]:
        said = {"update_time_after": _time(since), "update_time_before": _time(until), "page_size": "50"}
        return self._linked("/v1/customer/disputes", "items", said)

    def _events(self, kind: str, since: datetime, until: datetime) -> Iterator[Any]:
        said = {"event_type": kind, "start_time": _time(since), "end_time": _time(until), "page_size": "100"}
        return self._linked("/v1/notifications/webhooks-events", "events", said)

    def _linked(self, path: str, name: str, said: dict[str, str]) -> Iterator[Any]:
        """Yield a list whose pages name the next one. Of that address only what is asked there is taken, not whom."""
        while said:
            page = self._api.get(path, doing=LISTING, **said)
            yield from page.get(name) or ()
            following = next((link["href"] for link in page.get("links") or () if link["rel"] == "next"), "")
            said = dict(parse_qsl(urlsplit(following).query))


def _time(when: datetime) -> str:
    return f"{when:%Y-%m-%dT%H:%M:%S}.{when.microsecond // 1000:03d}Z"
