"""Stripe's books in memory: objects, charges, the balance, and the events that are sent of all that. What the simulator stands on."""

import hashlib
import hmac
import itertools
import json
from datetime import UTC, datetime
from typing import Any

from simulators.payment_http import ProviderSimulator, Told
from tamizdat.contributions.interfaces import Hook

START = 1_795_300_000
DAY = 86_400


class StripeBooks(ProviderSimulator):
    """One account at Stripe, that is paid in euros."""

    key = "rk_test_51TheKeyOfTheSimulator"
    hook_secret = "whsec_TheSecretOfTheSimulator"

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.objects: dict[str, dict[str, Any]] = {}
        self.customers: dict[str, dict[str, str]] = {}  # id -> default card
        self.replies: dict[str, tuple[Any, Told, int]] = {}  # key -> what was asked, answered, and when
        self.page_size = 100
        self.broken = ""  # writes that match fail with 500, and Stripe remembers that
        self.unsent: list[dict[str, Any]] = []
        self.numbers = itertools.count(1)

    def hooks(self) -> list[Hook]:
        """What Stripe has sent since it was asked last, each with its own signature."""
        sent, self.unsent = self.unsent, []
        return [self.hook(json.dumps(event).encode(), at=event["created"]) for event in sent]

    def hook(self, body: bytes, *, at: int, secret: str = "", received: int = 0) -> Hook:
        """A webhook with *body*, signed at *at*."""
        right = hmac.new((secret or self.hook_secret).encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
        headers = {"content-type": "application/json", "stripe-signature": f"t={at},v1={right},v0={'0' * 64}"}
        when = datetime.fromtimestamp(received or at + 2, UTC)
        return Hook(id=f"hook-{next(self.numbers)}", name="stripe", headers=headers, body=body, received=when)

    def tick(self) -> None:
        self.now += 7

    def new(self, prefix: str) -> str:
        return f"{prefix}_{next(self.numbers):024d}"

    def put(self, kind: str, **said: Any) -> dict[str, Any]:
        one = {"id": said.pop("id", "") or self.new(_PREFIXES[kind]), "object": kind, **said}
        if kind not in ("product", "price"):
            one["created"] = self.now
        self.objects[one["id"]] = one
        return one

    def all(self, kind: str) -> list[dict[str, Any]]:
        return [one for one in self.objects.values() if one["object"] == kind]

    def price(self, data: Any) -> dict[str, Any]:
        recurring = {"interval": data["recurring"]["interval"], "interval_count": 1}
        amount = int(data["unit_amount"])
        return self.put("price", currency=data["currency"], product=data["product"], recurring=recurring, unit_amount=amount)

    def bill(self, subscription: Any, *, failure: str = "") -> dict[str, Any]:
        price = subscription["items"]["data"][0]["price"]
        card = self.objects[subscription["default_payment_method"]]
        charge = self.charge(price["unit_amount"], price["currency"], card["card"]["country"], failure=failure)
        about = {"metadata": subscription["metadata"], "subscription": subscription["id"]}
        invoice = self.put(
            "invoice",
            currency=price["currency"],
            parent={"type": "subscription_details", "subscription_details": about},
            status="open" if failure else "paid",
            total=price["unit_amount"],
        )
        subscription["latest_invoice"] = invoice["id"]
        self.put(
            "invoice_payment",
            amount_paid=None if failure else price["unit_amount"],
            currency=price["currency"],
            invoice=invoice["id"],
            payment={"type": "payment_intent", "payment_intent": charge["payment_intent"]},
            status="open" if failure else "paid",
        )
        return charge

    def charge(self, amount: int, currency: str, country: str, *, failure: str = "", intent: str | None = None) -> dict[str, Any]:
        payment = (
            self.objects[intent] if intent else self.put("payment_intent", amount=amount, currency=currency, latest_charge=None, status="")
        )
        payment["status"] = "requires_payment_method" if failure else "succeeded"
        charge = self.put(
            "charge",
            amount=amount,
            amount_captured=0 if failure else amount,
            amount_refunded=0,
            balance_transaction=None,
            billing_details={"name": "Jane Doe", "email": "jane@example.org"},
            currency=currency,
            disputed=False,
            failure_code=failure or None,
            failure_message="Jane's card was declined." if failure else None,
            payment_intent=payment["id"],
            payment_method_details={"type": "card", "card": {"brand": "visa", "country": country, "last4": "4242"}},
            refunded=False,
            status="failed" if failure else "succeeded",
        )
        payment["latest_charge"] = charge["id"]
        if not failure:
            fee = _in_euros(amount, currency) * 29 // 1000 + 30
            charge["balance_transaction"] = self.move("charge", amount, currency, charge, fee=fee)
        return charge

    def move(self, kind: str, amount: int, currency: str, source: Any, *, fee: int) -> str:
        settled = _in_euros(amount, currency)
        rate = None if currency == "eur" else 0.9
        said = {"amount": settled, "currency": "eur", "exchange_rate": rate, "fee": fee, "net": settled - fee, "source": source["id"]}
        return str(self.put("balance_transaction", type=kind, **said)["id"])

    def event(self, kind: str, about: Any, before: Any = None) -> None:
        data = {"object": self.shown(about, []), **({"previous_attributes": before} if before is not None else {})}
        said = {"api_version": "2020-08-27", "data": data, "livemode": False, "pending_webhooks": 1, "type": kind}
        self.unsent.append(self.put("event", **said))

    def shown(self, one: Any, expand: list[list[str]]) -> Any:
        """An object as it is sent: what it refers to as ids, but for what is asked to be expanded."""
        said = json.loads(json.dumps({name: value for name, value in one.items() if not name.startswith("_")}))
        for names in expand:
            if names and isinstance(said.get(names[0]), str):
                said[names[0]] = self.shown(self.objects[said[names[0]]], [names[1:]])
        return said


_PREFIXES = {
    "balance_transaction": "txn",
    "charge": "ch",
    "checkout.session": "cs_test",
    "dispute": "du",
    "event": "evt",
    "invoice": "in",
    "invoice_payment": "inpay",
    "payment_intent": "pi",
    "payment_method": "pm",
    "price": "price",
    "refund": "re",
    "subscription": "sub",
}


def _in_euros(amount: int, currency: str) -> int:
    return amount if currency == "eur" else amount * 9 // 10
