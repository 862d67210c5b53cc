"""Plans: PayPal wants one for each amount, currency and rhythm before anybody can subscribe. The same one serves all who give the same.

Promises: what plans there are is looked up once a process, by their names, which say what they are; none is ever changed. Two processes
that make the same plan at once get the same one, by its key.
"""

from typing import Any

from tamizdat.contributions.interfaces import Frequency
from tamizdat.contributions.money import write_amount
from tamizdat.contributions.providers.faults import Refused
from tamizdat.contributions.providers.paypal.api import PayPalApi

PRODUCT = "CONTRIBUTION"
"""What is subscribed to, at PayPal: one product for all, made when first needed."""

FAILURES = 3
"""Payments that fail in a row, after which PayPal takes no more until somebody looks."""

DOING = "making a plan"
_UNITS = {"monthly": "MONTH", "annual": "YEAR"}


class Plans:
    """The plans of one account."""

    def __init__(self, api: PayPalApi) -> None:
        self._api = api
        self._known: dict[str, str] | None = None

    def plan(self, amount: int, currency: str, frequency: Frequency) -> str:
        """Return the id of the plan by which *amount* is given, made if there is none. Raises ``ProviderFault``."""
        name = f"{_UNITS[frequency]} {write_amount(amount, currency)} {currency}"
        if self._known is None:
            self._known = self._look()
        if name not in self._known:
            self._known[name] = self._make(name, write_amount(amount, currency), currency, _UNITS[frequency])["id"]
        return self._known[name]

    def _look(self) -> dict[str, str]:
        found: dict[str, str] = {}
        try:
            for page in self._api.pages("/v1/billing/plans", doing=DOING, size=20, product_id=PRODUCT, total_required="true"):
                found |= {plan["name"]: plan["id"] for plan in page.get("plans") or () if plan["status"] == "ACTIVE"}
        except Refused as refusal:
            if refusal.code not in _NO_PRODUCT:
                raise
        return found

    def _make(self, name: str, value: str, currency: str, unit: str) -> Any:
        cycle = {
            "frequency": {"interval_unit": unit, "interval_count": 1},
            "tenure_type": "REGULAR",
            "sequence": 1,
            "total_cycles": 0,  # without end
            "pricing_scheme": {"fixed_price": {"value": value, "currency_code": currency}},
        }
        body = {
            "product_id": PRODUCT,
            "name": name,
            "status": "ACTIVE",
            "billing_cycles": [cycle],
            "payment_preferences": {"auto_bill_outstanding": False, "payment_failure_threshold": FAILURES},
        }
        try:
            return self._api.post("/v1/billing/plans", body, key=name, doing=DOING)
        except Refused as refusal:
            if refusal.code not in _NO_PRODUCT:
                raise
        self._make_product()
        return self._api.post("/v1/billing/plans", body, key=name, step="with product", doing=DOING)

    def _make_product(self) -> None:
        body = {"id": PRODUCT, "name": "Contribution", "type": "SERVICE"}
        try:
            self._api.post("/v1/catalogs/products", body, key=PRODUCT, doing="making the product")
        except Refused as refusal:
            if refusal.code != "duplicate_resource_identifier":
                raise


_NO_PRODUCT = ("invalid_resource_id", "resource_not_found")
