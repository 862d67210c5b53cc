"""A BTCPay server in memory, on a loopback port: as strict as the real one, and what people do with its invoices.

``send`` is what reaches the wallet, ``confirm``, ``expire``, ``mark`` what becomes of it; ``hooks`` are what BTCPay then sends, signed.
"""

import hashlib
import hmac
import itertools
import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from simulators.btcpay_schema import ENDPOINTS, OBJECTS
from simulators.payment_http import Asked, ProviderSimulator, Told
from simulators.payment_schema import wrong_answer, wrong_fields
from tamizdat.contributions.interfaces import Hook

START = 1_795_300_000
RATE = Decimal("64392.23")
MINUTE = 60


class BtcpaySimulator(ProviderSimulator):
    """A server with one store."""

    store = "9CiNzKoANXxmk5ayZngSXrHTiVvvgCrw"
    key = "a1b2c3d4e5f6a1b2c3d4e5f6a1b2"
    hook_secret = "TheSecretOfTheSimulatorsWebhook"

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.invoices: dict[str, dict[str, Any]] = {}
        self.methods: dict[str, dict[str, Any]] = {}
        self.unsent: list[dict[str, Any]] = []
        self.numbers = itertools.count(1)
        self.page_size = 100

    # What is asked

    def answer(self, asked: Asked) -> Told:
        if asked.headers.get("authorization") != f"token {self.key}":
            return Told(401, {"code": "unauthenticated", "message": "Authentication is required"})
        path = asked.path.removeprefix(f"/api/v1/stores/{self.store}")
        route = next((route for route in ENDPOINTS if re.fullmatch(route.replace("*", "[^/]+"), f"{asked.method} {path}")), "")
        if not route or path == asked.path:
            self.problem(f"BTCPay has no {asked.method} {asked.path}")
            return Told(404, {"code": "not-found"})
        wrong = wrong_fields(ENDPOINTS[route][0], asked.fields())
        if wrong:
            self.problem(f"{route}: {'; '.join(wrong)}")
            return Told(422, [{"path": "x", "message": "jane@example.org is wrong"}])
        body = self.do(route, path, json.loads(asked.body) if asked.body else dict(asked.query))
        if body is None:
            return Told(404, {"code": "invoice-not-found", "message": "jane@example.org is not found"})
        kind = ENDPOINTS[route][1]
        self.problems += wrong_answer(OBJECTS, kind if kind.startswith("[") else OBJECTS[kind], body, route)
        return Told(200, json.loads(json.dumps(body)))

    def do(self, route: str, path: str, said: Any) -> Any:
        if route == "POST /invoices":
            return self.make(said)
        if route == "GET /invoices":
            return self.found(said)
        name = path.split("/")[2]
        if route == "GET /invoices/*":
            return self.invoices.get(name)
        return [self.methods[name]] if name in self.methods else None

    def make(self, said: Any) -> Any:
        name = self.new("Inv")
        good = int(said["checkout"].get("expirationMinutes", 15)) * MINUTE
        watched = int(said["checkout"].get("monitoringMinutes", 24 * 60)) * MINUTE
        self.invoices[name] = {
            "id": name,
            "storeId": self.store,
            "amount": said["amount"],
            "currency": said["currency"],
            "type": "Standard",
            "checkoutLink": f"{self.base}/i/{name}",
            "createdTime": self.now,
            "expirationTime": self.now + good,
            "monitoringExpiration": self.now + good + watched,
            "status": "New",
            "additionalStatus": "None",
            "availableStatusesForManualMarking": ["Settled", "Invalid"],
            "archived": False,
            "metadata": said["metadata"],
            "checkout": {"speedPolicy": "MediumSpeed", **said["checkout"]},
        }
        self.methods[name] = {
            "paymentMethodId": "BTC-CHAIN",
            "currency": "BTC",
            "destination": "bc1qdestination",
            "rate": f"{RATE}",
            "paymentMethodPaid": "0",
            "totalPaid": "0",
            "due": "0",
            "amount": f"{self.coins(Decimal(said['amount']))}",
            "paymentMethodFee": "0",
            "payments": [],
            "activated": True,
            "additionalData": {"keyPath": "0/1"},
        }
        self.event("InvoiceCreated", name)
        return self.invoices[name]

    def found(self, said: Any) -> Any:
        found = sorted(self.invoices.values(), key=lambda one: -one["createdTime"])
        if "orderId" in said:
            found = [one for one in found if one["metadata"].get("orderId") == said["orderId"]]
        since, until = int(said.get("startDate", 0)), int(said.get("endDate", 10**10))
        found = [one for one in found if since <= one["createdTime"] <= until]
        skip = int(said.get("skip", 0))
        return found[skip : skip + min(int(said.get("take", 50)), self.page_size)]

    # What people do

    def checkouts(self) -> int:
        """How many checkouts there are."""
        return len(self.invoices)

    def pay(self, url: str) -> None:
        """A giver pays what is asked, and the chain confirms it."""
        name = url.rpartition("/")[2]
        self.send(name, self.invoices[name]["amount"])
        self.confirm(name)

    def send(self, name: str, worth: str, *, status: str = "Settled") -> None:
        """So much, in the invoice's currency, reaches the wallet."""
        self.now += 7
        invoice, number = self.invoices[name], next(self.numbers)
        value = f"{self.coins(Decimal(worth))}"
        paid = {"id": f"{number:064x}-0", "receivedDate": self.now, "value": value, "fee": "0", "status": status, "destination": "bc1q"}
        self.methods[name]["payments"].append(paid)
        came, asked = self.came(name), Decimal(invoice["amount"])
        late = self.now > invoice["expirationTime"]
        if came >= asked and not late and invoice["status"] == "New":
            invoice.update(status="Processing")
        if came > asked * Decimal("1.0001") and not late:
            invoice.update(additionalStatus="PaidOver")
        if late and invoice["status"] == "Expired":
            invoice.update(additionalStatus="PaidLate" if came >= asked else "PaidPartial")
        elif came < asked:
            invoice.update(additionalStatus="PaidPartial")
        self.event("InvoiceReceivedPayment", name, afterExpiration=late)

    def confirm(self, name: str) -> None:
        """The chain has confirmed what came."""
        self.now += 7
        invoice = self.invoices[name]
        if invoice["status"] == "Processing":
            more = "PaidOver" if invoice["additionalStatus"] == "PaidOver" else "None"
            invoice.update(status="Settled", additionalStatus=more)
            self.event("InvoiceSettled", name, manuallyMarked=False, overPaid=more == "PaidOver")

    def expire(self, url: str) -> None:
        """The time is over."""
        invoice = self.invoices[url.rpartition("/")[2]]
        self.now = max(self.now, invoice["expirationTime"] + 1)
        invoice.update(status="Expired")
        self.event("InvoiceExpired", invoice["id"], partiallyPaid=invoice["additionalStatus"] == "PaidPartial")

    def mark(self, name: str, status: str) -> None:
        """A person says what an invoice is."""
        self.now += 7
        self.invoices[name].update(status=status, additionalStatus="Marked")
        self.event(f"Invoice{status}", name, manuallyMarked=True)

    def bounce(self, name: str) -> None:
        """What came was never confirmed."""
        self.now += 7
        for paid in self.methods[name]["payments"]:
            paid["status"] = "Invalid"
        self.invoices[name].update(status="Invalid", additionalStatus="None")
        self.event("InvoiceInvalid", name, manuallyMarked=False)

    # Webhooks

    def hooks(self) -> list[Hook]:
        """What BTCPay has sent since it was asked last."""
        sent, self.unsent = self.unsent, []
        return [self.hook(json.dumps(event).encode(), received=event["timestamp"] + 2) for event in sent]

    def hook(self, body: bytes, *, received: int, secret: str = "") -> Hook:
        """A webhook with *body*."""
        right = hmac.new((secret or self.hook_secret).encode(), body, hashlib.sha256).hexdigest()
        headers = {"content-type": "application/json", "btcpay-sig": f"sha256={right}"}
        return Hook(
            id=f"hook-{next(self.numbers)}", name="btcpay", headers=headers, body=body, received=datetime.fromtimestamp(received, UTC)
        )

    def event(self, kind: str, name: str, **said: Any) -> None:
        delivery = self.new("Del")
        about = {"storeId": self.store, "invoiceId": name, "metadata": self.invoices[name]["metadata"], **said}
        first = {"deliveryId": delivery, "webhookId": "Hook1", "originalDeliveryId": delivery, "isRedelivery": False}
        self.unsent.append({**first, "type": kind, "timestamp": self.now, **about})

    # Within

    def new(self, prefix: str) -> str:
        return f"{prefix}{next(self.numbers):019d}"

    def coins(self, worth: Decimal) -> Decimal:
        return (worth / RATE).quantize(Decimal("0.00000001"), rounding="ROUND_UP")

    def came(self, name: str) -> Decimal:
        return sum((Decimal(paid["value"]) * RATE for paid in self.methods[name]["payments"]), Decimal(0))
