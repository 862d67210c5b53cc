"""Stripe in memory, on a loopback port: as strict as the real one, and what givers and banks do there.

``pay``, ``decline``, ``expire``, ``renew``, ``dispute``, ``decide``, ``enter_card`` and so on are what people do; ``hooks`` are what Stripe
then sends, signed (``stripe_books``); what is asked is answered in ``stripe_answers``.
"""

import json
from typing import Any

from simulators.stripe_answers import StripeAnswers
from simulators.stripe_books import DAY

LENGTH = {"month": 30 * DAY, "year": 365 * DAY}


class StripeSimulator(StripeAnswers):
    """One account at Stripe, and its givers."""

    def checkouts(self) -> int:
        """How many checkouts there are."""
        return len(self.all("checkout.session"))

    def pay(self, url: str, *, country: str = "DE") -> dict[str, Any]:
        """A giver pays on the page at *url*; return the charge."""
        session = self.at(url)
        self.tick()
        price = session["_said"]["line_items"][0]["price_data"]
        if session["mode"] == "payment":
            charge = self.charge(int(price["unit_amount"]), price["currency"], country)
            session["payment_intent"] = charge["payment_intent"]
        else:
            charge = self.begin(session, price, country)
        session.update(status="complete", payment_status="paid", url=None)
        self.event("charge.succeeded", charge)
        self.event("checkout.session.completed", session)
        return charge

    def begin(self, session: Any, price: Any, country: str) -> dict[str, Any]:
        card = self.put("payment_method", card={"country": country, "last4": "4242"}, customer=self.new("cus"), type="card")
        self.customers[card["customer"]] = {}
        subscription = self.put(
            "subscription",
            currency=price["currency"],
            customer=card["customer"],
            default_payment_method=card["id"],  # Checkout gives a subscription a card of its own
            ended_at=None,
            items={"object": "list", "has_more": False, "data": []},
            latest_invoice=None,
            metadata=session["_said"]["subscription_data"]["metadata"],
            pause_collection=None,
            start_date=self.now,
            status="active",
        )
        item = {"id": self.new("si"), "object": "subscription_item", "price": self.price(price), "quantity": 1}
        period = {"current_period_start": self.now, "current_period_end": self.now + LENGTH[price["recurring"]["interval"]]}
        subscription["items"]["data"].append({**item, **period})
        self.event("customer.subscription.created", subscription)
        charge = self.bill(subscription)
        session.update(subscription=subscription["id"], customer=card["customer"], invoice=subscription["latest_invoice"])
        return charge

    def decline(self, url: str, code: str = "card_declined") -> dict[str, Any]:
        """A giver's card is declined on the page at *url*; the page stays."""
        session = self.at(url)
        self.tick()
        price = session["_said"]["line_items"][0]["price_data"]
        charge = self.charge(int(price["unit_amount"]), price["currency"], "DE", failure=code, intent=session["payment_intent"])
        session["payment_intent"] = charge["payment_intent"]
        self.event("charge.failed", charge)
        return charge

    def expire(self, url: str) -> None:
        """Nobody pays on the page at *url*."""
        session = self.at(url)
        self.now = session["expires_at"]
        session.update(status="expired", url=None)
        self.event("checkout.session.expired", session)

    def renew(self, name: str, *, failure: str = "") -> dict[str, Any] | None:
        """The next payment of a recurring contribution falls due; return the charge, None while it is paused."""
        subscription = self.objects[name]
        item = subscription["items"]["data"][0]
        self.now = item["current_period_end"]
        length = LENGTH[item["price"]["recurring"]["interval"]]
        item.update(current_period_start=self.now, current_period_end=self.now + length)
        if subscription["pause_collection"]:
            return None
        charge = self.bill(subscription, failure=failure)
        subscription["status"] = "past_due" if failure else "active"
        self.event("charge.failed" if failure else "charge.succeeded", charge)
        self.event("customer.subscription.updated", subscription, {"items": json.loads(json.dumps(subscription["items"]))})
        return charge

    def enter_card(self, url: str, country: str = "FR") -> str:
        """A giver enters a new card on the page at *url*; return its id."""
        session = self.at(url)
        assert session["mode"] == "setup"
        self.tick()
        card = self.put("payment_method", card={"country": country, "last4": "1111"}, customer=session["customer"], type="card")
        session.update(status="complete", payment_status="no_payment_required", url=None)
        self.event("checkout.session.completed", session)
        return str(card["id"])

    def dispute(self, name: str) -> dict[str, Any]:
        """A giver's bank takes the money of a charge back."""
        charge = self.objects[name]
        self.tick()
        charge["disputed"] = True
        dispute = self.put(
            "dispute",
            amount=charge["amount"],
            balance_transactions=[],
            charge=name,
            currency=charge["currency"],
            payment_intent=charge["payment_intent"],
            reason="fraudulent",
            status="needs_response",
        )
        self.event("charge.dispute.created", dispute)
        moved = self.move("adjustment", -charge["amount"], charge["currency"], dispute, fee=1500)
        dispute["balance_transactions"].append(self.objects[moved])
        self.event("charge.dispute.funds_withdrawn", dispute)
        return dispute

    def decide(self, name: str, *, won: bool) -> None:
        """The dispute of the charge *name* is decided."""
        dispute = next(one for one in self.all("dispute") if one["charge"] == name)
        self.tick()
        dispute["status"] = "won" if won else "lost"
        if won:
            moved = self.move("adjustment", dispute["amount"], dispute["currency"], dispute, fee=-1500)
            dispute["balance_transactions"].append(self.objects[moved])
            self.event("charge.dispute.funds_reinstated", dispute)
        self.event("charge.dispute.closed", dispute)

    def bounce(self, name: str) -> None:
        """The refund *name* cannot be paid out: the money comes back."""
        refund = self.objects[name]
        self.tick()
        refund["status"] = "failed"
        refund["failure_balance_transaction"] = self.move("refund_failure", refund["amount"], refund["currency"], refund, fee=0)
        self.event("refund.failed", refund)

    def pay_out(self) -> None:
        """What is in the balance goes to the newspaper's bank; and a fee that has nothing to do with givers."""
        self.tick()
        for kind in ("payout", "stripe_fee"):
            self.put("balance_transaction", amount=-5_00, currency="eur", exchange_rate=None, fee=0, net=-5_00, source=None, type=kind)

    def at(self, url: str) -> dict[str, Any]:
        session = self.objects[url.rpartition("/")[2]]
        assert session["status"] == "open", "the page is closed"
        return session
