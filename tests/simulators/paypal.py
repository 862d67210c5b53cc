"""PayPal in memory, on a loopback port: as strict as the real one, and what givers and banks do there.

``pay``, ``renew``, ``dispute``, ``decide`` and so on are what people do; ``hooks`` are what PayPal then sends, signed (``paypal_books``);
what is asked is answered in ``paypal_answers``.
"""

from typing import Any

from simulators.paypal_answers import PayPalAnswers
from simulators.paypal_books import LENGTHS, fee_of, negative

JANE = {"payer_id": "JANE1", "email_address": "jane@example.org", "address": {"country_code": "DE"}}


class PayPalSimulator(PayPalAnswers):
    """One account at PayPal, and its givers."""

    def checkouts(self) -> int:
        """How many checkouts there are."""
        return len(self.all("order")) + len(self.all("subscription"))

    def pay(self, url: str, *, country: str = "DE") -> None:
        """A giver approves on the page at *url*."""
        one = self.objects[url.rpartition("=")[2]]
        self.tick()
        if one["_kind"] == "order":
            assert one["status"] == "PAYER_ACTION_REQUIRED"
            one.update(status="APPROVED", payer={**JANE, "address": {"country_code": country}})
            self.event("CHECKOUT.ORDER.APPROVED", one)
            return
        one.update(
            status="ACTIVE", status_update_time=self.time(), start_time=self.time(), subscriber={"email_address": "jane@example.org"}
        )
        one["billing_info"] = {"outstanding_balance": {"currency_code": "EUR", "value": "0.00"}, "failed_payments_count": 0}
        self.event("BILLING.SUBSCRIPTION.ACTIVATED", one)
        self.bill(one)

    def bill(self, subscription: Any) -> None:
        """A payment of a subscription."""
        cycle = self.objects[subscription["plan_id"]]["billing_cycles"][0]
        money, name = cycle["pricing_scheme"]["fixed_price"], self.new()
        fee = fee_of(money)
        split = {"gross_amount": money, "fee_amount": fee, "net_amount": money}
        who = {"payer_name": {"given_name": "Jane"}, "payer_email": "jane@example.org"}
        subscription["_paid"].append({"id": name, "status": "COMPLETED", "time": self.time(), "amount_with_breakdown": split, **who})
        said = {"gross_amount": money, "paypal_fee": fee, "net_amount": money}
        custom = subscription["custom_id"]
        self.put(
            "capture", name, status="COMPLETED", amount=money, custom_id=custom, seller_receivable_breakdown=said, create_time=self.time()
        )
        about = {"paypal_reference_id": subscription["id"], "paypal_reference_id_type": "SUB"}
        self.line("T0002", name, money, fee=negative(fee), custom_field=custom, **about)
        following = self.now + LENGTHS[cycle["frequency"]["interval_unit"]]
        subscription["billing_info"].update(failed_payments_count=0, next_billing_time=self.time(following))
        subscription["_next"] = following
        self.event(
            "PAYMENT.SALE.COMPLETED", {"id": name, "billing_agreement_id": subscription["id"], "custom": custom, "state": "completed"}
        )

    def renew(self, name: str, *, failure: str = "") -> None:
        """The next payment of a subscription falls due."""
        subscription = self.objects[name]
        self.now = subscription["_next"]
        if not failure:
            self.bill(subscription)
            return
        money = self.objects[subscription["plan_id"]]["billing_cycles"][0]["pricing_scheme"]["fixed_price"]
        failed = {"amount": money, "time": self.time(), "reason_code": failure}
        subscription["billing_info"].update(failed_payments_count=1, last_failed_payment=failed)
        self.event("BILLING.SUBSCRIPTION.PAYMENT.FAILED", subscription)

    def dispute(self, name: str, *, stage: str = "CHARGEBACK") -> dict[str, Any]:
        """A giver's bank takes the money of a payment back, or its giver asks (``INQUIRY``)."""
        capture = self.objects[name]
        self.tick()
        about = {"seller_transaction_id": name, "custom": capture["custom_id"], "buyer": {"name": "Jane"}}
        times = {"create_time": self.time(), "update_time": self.time()}
        said = {"status": "OPEN", "dispute_life_cycle_stage": stage, "dispute_amount": capture["amount"], "disputed_transactions": [about]}
        dispute = self.put("dispute", self.new("PP-D-"), **times, **said)
        dispute["dispute_id"] = dispute["id"]
        if stage != "INQUIRY":
            self.line("T1201", self.new(), negative(capture["amount"]), paypal_reference_id=name, paypal_reference_id_type="TXN")
        self.event("CUSTOMER.DISPUTE.CREATED", dispute)
        return dispute

    def decide(self, name: str, *, won: bool) -> None:
        """The dispute of the payment *name* is decided."""
        dispute = next(one for one in self.all("dispute") if one["disputed_transactions"][0]["seller_transaction_id"] == name)
        self.tick()
        outcome = {"outcome_code": "RESOLVED_SELLER_FAVOUR" if won else "RESOLVED_BUYER_FAVOUR"}
        dispute.update(status="RESOLVED", update_time=self.time(), dispute_outcome=outcome)
        if won:
            self.line("T1202", self.new(), dispute["dispute_amount"], paypal_reference_id=name, paypal_reference_id_type="TXN")
        self.event("CUSTOMER.DISPUTE.RESOLVED", dispute)

    def pay_out(self) -> None:
        """What is in the balance goes to the newspaper's bank; and some is exchanged."""
        self.tick()
        money = {"currency_code": "EUR", "value": "-5.00"}
        for code in ("T0400", "T0200"):
            self.line(code, self.new(), money)
