"""Stripe as it answers: what is asked is held against ``stripe_schema``; keys, versions and idempotency are as Stripe has them."""

import json
import re
from collections.abc import Callable
from typing import Any

from simulators.payment_http import Asked, Told
from simulators.payment_schema import wrong_answer, wrong_fields
from simulators.stripe_books import DAY, StripeBooks
from simulators.stripe_schema import ENDPOINTS, OBJECTS

VERSION = "2026-10-28.endive"
OLD_EVENTS = 30 * DAY
KEYS_KEPT = DAY


class StripeRefused(Exception):
    """An answer that is a no."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.told = Told(status, {"error": {"type": "invalid_request_error", "code": code, "message": "No such thing: jane@example.org"}})


class StripeAnswers(StripeBooks):
    """The account's API."""

    def answer(self, asked: Asked) -> Told:
        if asked.headers.get("authorization") != f"Bearer {self.key}":
            return Told(401, {"error": {"type": "invalid_request_error", "message": "Invalid API Key provided"}})
        if asked.headers.get("stripe-version") != VERSION:
            self.problem(f"Stripe-Version is {asked.headers.get('stripe-version')}")
        route = next((route for route in ENDPOINTS if _fits(route, asked)), "")
        if not route:
            self.problem(f"Stripe has no {asked.method} {asked.path}")
            return Told(404, {"error": {"type": "invalid_request_error", "message": "Unrecognized request URL"}})
        fields = list(asked.fields())
        wrong = wrong_fields(ENDPOINTS[route][0], fields)
        if wrong:
            self.problem(f"{route}: {'; '.join(wrong)}")
            return Told(400, {"error": {"type": "invalid_request_error", "code": "parameter_unknown"}})
        return self.once(asked, fields, route) if asked.method == "POST" else self.do(asked, fields, route)

    def once(self, asked: Asked, fields: Any, route: str) -> Told:
        key = asked.headers.get("idempotency-key", "")
        if not key or len(key) > 255:
            self.problem(f"{route}: a write without an idempotency key")
        said = (asked.path, fields)
        if key in self.replies and self.replies[key][2] > self.now - KEYS_KEPT:
            before, told, _ = self.replies[key]
            if before != said:
                self.problem(f"{route}: a key of another write")
                return Told(400, {"error": {"type": "idempotency_error"}})
            return Told(told.status, told.body, {"Idempotent-Replayed": "true"})
        if self.broken and re.search(self.broken, route):
            told = Told(500, {"error": {"type": "api_error"}})
        else:
            told = self.do(asked, fields, route)
        self.replies[key] = (said, told, self.now)
        return told

    def do(self, asked: Asked, fields: Any, route: str) -> Told:
        said = _nested(fields)
        ids = [part for part, form in zip(asked.path.split("/"), route.split(" ")[1].split("/"), strict=True) if form == "*"]
        try:
            body = getattr(self, _NAMES[route])(said, *ids)
        except StripeRefused as refusal:
            return refusal.told
        expand = [name.split(".") for name in said.get("expand", [])]
        kind = ENDPOINTS[route][1]
        if kind.startswith("["):
            body = self.page(body, said, asked.path, [names[1:] for names in expand])
            wrong = wrong_answer(OBJECTS, f"[@{kind[1:-1]}]", body["data"], route)
        else:
            body = self.shown(body, expand)
            wrong = wrong_answer(OBJECTS, OBJECTS[kind], body, route)
        self.problems += wrong
        return Told(200, body)

    def page(self, found: list[Any], said: Any, path: str, expand: Any) -> Any:
        newest = sorted(found, key=lambda one: -one["created"])
        after = next((index + 1 for index, one in enumerate(newest) if one["id"] == said.get("starting_after")), 0)
        limit = min(int(said.get("limit", 10)), self.page_size)
        data = [self.shown(one, expand) for one in newest[after : after + limit]]
        return {"object": "list", "url": path, "has_more": len(newest) > after + limit, "data": data}

    def make_product(self, said: Any) -> Any:
        if said["id"] in self.objects:
            raise StripeRefused(400, "resource_already_exists")
        return self.put("product", id=said["id"], name=said["name"], active=True)

    def make_session(self, said: Any) -> Any:
        mode = said.get("mode", "payment")
        if mode == "setup":
            assert said["customer"] in self.customers and "line_items" not in said
        else:
            price = said["line_items"][0]["price_data"]
            if price["product"] not in self.objects:
                raise StripeRefused(400, "resource_missing")
            assert (mode == "subscription") == ("recurring" in price) and int(price["unit_amount"]) >= 30
        session = self.put(
            "checkout.session",
            client_reference_id=said.get("client_reference_id"),
            currency=said["line_items"][0]["price_data"]["currency"] if mode != "setup" else None,
            customer=said.get("customer"),
            expires_at=self.now + DAY,
            invoice=None,
            metadata={},
            mode=mode,
            payment_intent=None,
            payment_status="unpaid",
            status="open",
            subscription=None,
            url="",
            _said=said,
        )
        session["url"] = f"https://checkout.stripe.com/c/pay/{session['id']}"
        return session

    def list_sessions(self, said: Any) -> Any:
        return [one for one in self.all("checkout.session") if one["payment_intent"] == said["payment_intent"]]

    def get(self, said: Any, name: str) -> Any:
        if name not in self.objects:
            raise StripeRefused(404, "resource_missing")
        return self.objects[name]

    def get_event(self, said: Any, name: str) -> Any:
        event = self.get(said, name)
        if event["created"] < self.now - OLD_EVENTS:
            raise StripeRefused(404, "resource_missing")
        return event

    def list_of_charge(self, kind: str) -> Callable[[Any], Any]:
        return lambda said: [one for one in self.all(kind) if one["charge"] == said["charge"]]

    def list_refunds(self, said: Any) -> Any:
        return self.list_of_charge("refund")(said)

    def list_disputes(self, said: Any) -> Any:
        return self.list_of_charge("dispute")(said)

    def list_invoice_payments(self, said: Any) -> Any:
        wanted = (said.get("payment") or {}).get("payment_intent")
        return [
            one
            for one in self.all("invoice_payment")
            if (not wanted or one["payment"]["payment_intent"] == wanted)
            and said.get("invoice") in (None, one["invoice"])
            and said.get("status") in (None, one["status"])
        ]

    def list_events(self, said: Any) -> Any:
        recent = [one for one in self.all("event") if one["created"] >= self.now - OLD_EVENTS]
        return [one for one in recent if one["type"] in said["types"] and _within(one, said)]

    def list_balance(self, said: Any) -> Any:
        return [one for one in self.all("balance_transaction") if _within(one, said)]

    def list_subscriptions(self, said: Any) -> Any:
        return [one for one in self.all("subscription") if one["customer"] == said["customer"] and one["status"] != "canceled"]

    def list_cards(self, said: Any, customer: str) -> Any:
        return [one for one in self.all("payment_method") if one["customer"] == customer]

    def make_refund(self, said: Any) -> Any:
        charge, amount = self.get({}, said["charge"]), int(said["amount"])
        if amount + charge["amount_refunded"] > charge["amount"]:
            raise StripeRefused(400, "charge_already_refunded")
        self.tick()
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        refund = self.put(
            "refund",
            amount=amount,
            balance_transaction=None,
            charge=charge["id"],
            currency=charge["currency"],
            failure_balance_transaction=None,
            metadata=said.get("metadata", {}),
            payment_intent=charge["payment_intent"],
            status="succeeded",
        )
        refund["balance_transaction"] = self.move("refund", -amount, charge["currency"], refund, fee=0)
        self.event("refund.created", refund)
        self.event("charge.refunded", charge)
        return refund

    def change_subscription(self, said: Any, name: str) -> Any:
        subscription = self.get({}, name)
        if subscription["status"] == "canceled":
            raise StripeRefused(404, "resource_missing")
        self.tick()
        before: dict[str, Any] = {}
        if "pause_collection" in said:
            pause = said["pause_collection"] or None
            before["pause_collection"] = subscription["pause_collection"]
            until = pause.get("resumes_at") if pause else None
            subscription["pause_collection"] = (
                {"behavior": pause["behavior"], "resumes_at": int(until) if until else None} if pause else None
            )
            if before["pause_collection"] == subscription["pause_collection"]:
                del before["pause_collection"]
        if "items" in said:
            item, data = subscription["items"]["data"][0], said["items"][0]["price_data"]
            assert said["items"][0]["id"] == item["id"] and said["proration_behavior"] == "none" and data["product"] in self.objects
            before["items"] = json.loads(json.dumps(subscription["items"]))
            item["price"] = self.price(data)
        if "default_payment_method" in said:
            assert self.objects[said["default_payment_method"]]["customer"] == subscription["customer"]
            before["default_payment_method"] = subscription["default_payment_method"]
            subscription["default_payment_method"] = said["default_payment_method"]
        if before:
            self.event("customer.subscription.updated", subscription, before)
        return subscription

    def end_subscription(self, said: Any, name: str) -> Any:
        subscription = self.get({}, name)
        if subscription["status"] == "canceled":
            raise StripeRefused(404, "resource_missing")
        self.tick()
        subscription.update(status="canceled", ended_at=self.now)
        self.event("customer.subscription.deleted", subscription)
        return subscription


_NAMES = {
    "POST /v1/products": "make_product",
    "POST /v1/checkout/sessions": "make_session",
    "GET /v1/checkout/sessions": "list_sessions",
    "GET /v1/checkout/sessions/*": "get",
    "GET /v1/payment_intents/*": "get",
    "GET /v1/charges/*": "get",
    "GET /v1/refunds": "list_refunds",
    "GET /v1/refunds/*": "get",
    "POST /v1/refunds": "make_refund",
    "GET /v1/disputes": "list_disputes",
    "GET /v1/disputes/*": "get",
    "GET /v1/invoice_payments": "list_invoice_payments",
    "GET /v1/events": "list_events",
    "GET /v1/events/*": "get_event",
    "GET /v1/balance_transactions": "list_balance",
    "GET /v1/subscriptions": "list_subscriptions",
    "GET /v1/subscriptions/*": "get",
    "POST /v1/subscriptions/*": "change_subscription",
    "DELETE /v1/subscriptions/*": "end_subscription",
    "GET /v1/customers/*/payment_methods": "list_cards",
}


def _fits(route: str, asked: Asked) -> bool:
    method, _, path = route.partition(" ")
    return asked.method == method and re.fullmatch(path.replace("*", "[^/]+"), asked.path) is not None


def _within(one: Any, said: Any) -> bool:
    period = said["created"]
    return int(period["gte"]) <= one["created"] < int(period["lt"])


def _nested(fields: list[tuple[str, str]]) -> dict[str, Any]:
    """``a[b][0]=c`` as data."""
    said: dict[str, Any] = {}
    for name, value in fields:
        *path, last = re.findall(r"[^\[\]]+", name)
        place = said
        for step in path:
            place = place.setdefault(step, {})
        place[last] = value
    return _lists(said)


def _lists(said: Any) -> Any:
    if not isinstance(said, dict):
        return said
    inner = {name: _lists(value) for name, value in said.items()}
    return list(inner.values()) if inner and all(name.isdecimal() for name in inner) else inner
