"""PayPal as it answers: what is asked is held against ``paypal_schema``; tokens, keys and pages are as PayPal has them."""

import json
import re
from base64 import b64encode
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from simulators.payment_http import Asked, Told
from simulators.payment_schema import wrong_answer, wrong_fields
from simulators.paypal_books import CERTIFICATE, DAY, PayPalBooks, fee_of, negative, signing_key
from simulators.paypal_schema import ENDPOINTS, OBJECTS

OLD_EVENTS = 30 * DAY
KEYS_KEPT = {"order": DAY // 4, "refund": 45 * DAY}
"""What is answered -> how long PayPal repeats it to the same key; anything else for three days."""


class PayPalRefused(Exception):
    """An answer that is a no."""

    def __init__(self, status: int, issue: str) -> None:
        super().__init__(issue)
        detail = {"issue": issue, "description": "jane@example.org cannot do that"}
        self.told = Told(status, {"name": "UNPROCESSABLE_ENTITY", "details": [detail], "message": "jane@example.org", "debug_id": "d1"})


class PayPalAnswers(PayPalBooks):
    """The account's API."""

    def answer(self, asked: Asked) -> Told:
        if asked.path == CERTIFICATE:
            return Told(200, signing_key("messageverificationcerts.paypal.com")[1], {"Content-Type": "text/plain"})
        if asked.path.startswith("/v1/notifications/certs/"):
            return Told(404, b"")
        route = next((route for route in ENDPOINTS if _fits(route, asked)), "")
        if not route:
            self.problem(f"PayPal has no {asked.method} {asked.path}")
            return Told(404, {"name": "RESOURCE_NOT_FOUND"})
        if route.endswith("/token"):
            return self.give_token(asked)
        if self.tokens.get(asked.headers.get("authorization", "").removeprefix("Bearer "), 0) <= self.now:
            return Told(401, {"error": "invalid_token"})
        fields = list(asked.fields())
        wrong = wrong_fields(ENDPOINTS[route][0], fields)
        if wrong:
            self.problem(f"{route}: {'; '.join(wrong)}")
            return Told(400, {"name": "INVALID_REQUEST"})
        return self.once(asked, fields, route) if ENDPOINTS[route][2] else self.do(asked, route)

    def give_token(self, asked: Asked) -> Told:
        right = b64encode(f"{self.application}:{self.secret}".encode()).decode()
        if asked.headers.get("authorization") != f"Basic {right}":
            return Told(401, {"error": "invalid_client"})
        if list(asked.fields()) != [("grant_type", "client_credentials")]:
            self.problem("a token was asked for in another way")
        token = self.new("A21AA")
        self.tokens[token] = self.now + 32_400
        return Told(200, {"scope": "all", "access_token": token, "token_type": "Bearer", "expires_in": 32_400})

    def once(self, asked: Asked, fields: Any, route: str) -> Told:
        key = asked.headers.get("paypal-request-id", "")
        if not 1 <= len(key) <= 38:
            self.problem(f"{route}: a write without a PayPal-Request-Id that PayPal takes")
        said = (asked.path, fields)
        kept = KEYS_KEPT.get(ENDPOINTS[route][1], 3 * DAY)
        if key not in self.replies or self.replies[key][2] <= self.now - kept:
            told = self.do(asked, route)
            if told.status >= 300:
                return told
            self.replies[key] = (said, told, self.now)
        elif self.replies[key][0] != said:
            self.problem(f"{route}: a key of another write")
        return self.replies[key][1]

    def do(self, asked: Asked, route: str) -> Told:
        ids = [part for part, form in zip(asked.path.split("/"), route.split(" ")[1].split("/"), strict=True) if form == "*"]
        said = json.loads(asked.body) if asked.body else dict(asked.query)
        try:
            body = getattr(self, _NAMES[route])(said, *ids)
        except PayPalRefused as refusal:
            return refusal.told
        kind = ENDPOINTS[route][1]
        if not kind:
            return Told(204)
        shown = json.loads(json.dumps(_open(body)))
        self.problems += wrong_answer(OBJECTS, OBJECTS[kind], shown, route)
        return Told(201 if asked.method == "POST" else 200, shown)

    def page(self, found: list[Any], said: Any) -> tuple[list[Any], dict[str, int]]:
        size, number = min(int(said["page_size"]), self.page_size), int(said["page"])
        return found[(number - 1) * size : number * size], {"total_items": len(found), "total_pages": -(-len(found) // size)}

    def linked(self, found: list[Any], said: Any, path: str) -> tuple[list[Any], list[Any]]:
        at, size = int(said.get("next_page_token", 0)), min(int(said["page_size"]), self.page_size)
        more = [self.link("next", f"{path}?{urlencode({**said, 'next_page_token': at + size})}")] if at + size < len(found) else []
        return found[at : at + size], more

    def make_product(self, said: Any) -> Any:
        if said["id"] in self.objects:
            raise PayPalRefused(422, "DUPLICATE_RESOURCE_IDENTIFIER")
        self.put("product", said["id"], name=said["name"], type=said["type"], create_time=self.time(), update_time=self.time())
        return self.objects[said["id"]]

    def list_plans(self, said: Any) -> Any:
        if said["product_id"] not in self.objects:
            raise PayPalRefused(404, "INVALID_RESOURCE_ID")
        plans, counts = self.page([plan for plan in self.all("plan") if plan["product_id"] == said["product_id"]], said)
        short = [{name: plan[name] for name in ("id", "product_id", "name", "status")} for plan in plans]
        return {"plans": short, "links": [], **counts}

    def make_plan(self, said: Any) -> Any:
        if said["product_id"] not in self.objects:
            raise PayPalRefused(404, "INVALID_RESOURCE_ID")
        return self.put("plan", self.new("P-"), create_time=self.time(), **said)

    def make_subscription(self, said: Any) -> Any:
        name = self.new("I-", 12)
        return self.put(
            "subscription",
            name,
            plan_id=said["plan_id"],
            custom_id=said["custom_id"],
            status="APPROVAL_PENDING",
            status_update_time=self.time(),
            create_time=self.time(),
            start_time=self.time(),
            links=[self.link("approve", f"https://www.paypal.com/webapps/billing/subscriptions?ba_token={name}")],
            _paid=[],
        )

    def get(self, said: Any, name: str) -> Any:
        if name not in self.objects:
            raise PayPalRefused(404, "RESOURCE_NOT_FOUND")
        return self.objects[name]

    def get_subscription(self, said: Any, name: str) -> Any:
        subscription = self.get(said, name)
        plan = self.objects[subscription["plan_id"]]
        return {**subscription, "plan": {"name": plan["name"], "billing_cycles": plan["billing_cycles"]}}

    def list_paid(self, said: Any, name: str) -> Any:
        paid = [one for one in self.get({}, name)["_paid"] if not self.slow and _between(said["start_time"], one["time"], said["end_time"])]
        return {"transactions": paid, "links": []} if paid else {"links": []}

    def change(self, name: str, fits: tuple[str, ...], status: str, kind: str) -> Any:
        subscription = self.get({}, name)
        if subscription["status"] not in fits:
            raise PayPalRefused(422, "SUBSCRIPTION_STATUS_INVALID")
        self.tick()
        subscription.update(status=status, status_update_time=self.time())
        self.event(f"BILLING.SUBSCRIPTION.{kind}", subscription)

    def suspend(self, said: Any, name: str) -> None:
        self.change(name, ("ACTIVE",), "SUSPENDED", "SUSPENDED")

    def activate(self, said: Any, name: str) -> None:
        self.change(name, ("SUSPENDED",), "ACTIVE", "RE-ACTIVATED")

    def cancel(self, said: Any, name: str) -> None:
        self.change(name, ("ACTIVE", "SUSPENDED"), "CANCELLED", "CANCELLED")

    def make_order(self, said: Any) -> Any:
        name, unit = self.new(), said["purchase_units"][0]
        url = f"https://www.paypal.com/checkoutnow?token={name}"
        return self.put(
            "order",
            name,
            intent="CAPTURE",
            status="PAYER_ACTION_REQUIRED",
            create_time=self.time(),
            purchase_units=[{"reference_id": "default", **unit}],
            links=[self.link("payer-action", url)],
        )

    def capture(self, said: Any, name: str) -> Any:
        order = self.get({}, name)
        if order["status"] != "APPROVED":
            raise PayPalRefused(422, "ORDER_ALREADY_CAPTURED" if order["status"] == "COMPLETED" else "ORDER_NOT_APPROVED")
        if self.declines:
            raise PayPalRefused(422, self.declines)
        self.tick()
        unit = order["purchase_units"][0]
        fee = fee_of(unit["amount"])
        split = {"gross_amount": unit["amount"], "paypal_fee": fee, "net_amount": unit["amount"]}
        said = {"status": "COMPLETED", "amount": unit["amount"], "custom_id": unit["custom_id"], "create_time": self.time()}
        one = self.put("capture", self.new(), seller_receivable_breakdown=split, **said)
        unit["payments"] = {"captures": [dict(one)]}
        one["supplementary_data"] = {"related_ids": {"order_id": name}}
        order["status"] = "COMPLETED"
        self.line("T0006", one["id"], unit["amount"], fee=negative(fee), custom_field=unit["custom_id"])
        self.event("PAYMENT.CAPTURE.COMPLETED", one)
        return order

    def make_refund(self, said: Any, name: str) -> Any:
        capture = self.get({}, name)
        self.tick()
        money, fee = said["amount"], {**said["amount"], "value": "0.00"}
        split = {"gross_amount": money, "paypal_fee": fee, "net_amount": money}
        above = self.link("up", f"/v2/payments/captures/{capture['id']}")
        refund = self.put(
            "refund", self.new(), status="COMPLETED", amount=money, seller_payable_breakdown=split, create_time=self.time(), links=[above]
        )
        self.line("T1107", refund["id"], negative(money), paypal_reference_id=name, paypal_reference_id_type="TXN")
        sale = "order_id" not in json.dumps(capture)
        self.event("PAYMENT.SALE.REFUNDED" if sale else "PAYMENT.CAPTURE.REFUNDED", refund)
        return refund

    def list_disputes(self, said: Any) -> Any:
        found = [one for one in self.all("dispute") if _between(said["update_time_after"], one["update_time"], said["update_time_before"])]
        items, links = self.linked(found, said, "/v1/customer/disputes")
        names = ("dispute_id", "create_time", "update_time", "status", "dispute_amount")
        return {"items": [{name: one[name] for name in names} for one in items], "links": links}

    def get_dispute(self, said: Any, name: str) -> Any:
        return {key: value for key, value in self.get(said, name).items() if key != "id"}

    def list_events(self, said: Any) -> Any:
        recent = [one for one in self.all("event") if one["_at"] >= self.now - OLD_EVENTS and one["event_type"] == said["event_type"]]
        found = [one for one in recent if _between(said["start_time"], one["create_time"], said["end_time"])]
        events, links = self.linked(found, said, "/v1/notifications/webhooks-events")
        return {"events": events, "count": len(events), "links": links} if events else {"count": 0, "links": []}

    def list_report(self, said: Any) -> Any:
        found = [one for one in self.report if _between(said["start_date"], one["transaction_initiation_date"], said["end_date"])]
        lines, counts = self.page(found, said)
        details = [{"transaction_info": line} for line in lines]
        return {"transaction_details": details, "page": int(said["page"]), "last_refreshed_datetime": self.time(), **counts}


_NAMES = {
    "POST /v1/catalogs/products": "make_product",
    "GET /v1/billing/plans": "list_plans",
    "POST /v1/billing/plans": "make_plan",
    "POST /v1/billing/subscriptions": "make_subscription",
    "GET /v1/billing/subscriptions/*": "get_subscription",
    "POST /v1/billing/subscriptions/*/suspend": "suspend",
    "POST /v1/billing/subscriptions/*/activate": "activate",
    "POST /v1/billing/subscriptions/*/cancel": "cancel",
    "GET /v1/billing/subscriptions/*/transactions": "list_paid",
    "POST /v2/checkout/orders": "make_order",
    "GET /v2/checkout/orders/*": "get",
    "POST /v2/checkout/orders/*/capture": "capture",
    "GET /v2/payments/captures/*": "get",
    "POST /v2/payments/captures/*/refund": "make_refund",
    "GET /v2/payments/refunds/*": "get",
    "GET /v1/customer/disputes": "list_disputes",
    "GET /v1/customer/disputes/*": "get_dispute",
    "GET /v1/notifications/webhooks-events": "list_events",
    "GET /v1/notifications/webhooks-events/*": "get",
    "GET /v1/reporting/transactions": "list_report",
}


def _fits(route: str, asked: Asked) -> bool:
    method, _, path = route.partition(" ")
    return asked.method == method and re.fullmatch(path.replace("*", "[^/]+"), asked.path) is not None


def _between(*times: str) -> bool:
    since, time, until = map(datetime.fromisoformat, times)
    return since <= time <= until


def _open(said: Any) -> Any:
    """What is sent of an object: all but what is the simulator's own."""
    if isinstance(said, dict):
        return {name: _open(value) for name, value in said.items() if not name.startswith("_")}
    return [_open(one) for one in said] if isinstance(said, list) else said
