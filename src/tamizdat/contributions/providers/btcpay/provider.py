"""BTCPay as a provider. It is told amount, currency, our reference (``metadata.orderId``), its page's language and one return address.

BTCPay has no idempotency keys: before an invoice is made, one with our reference that can still be paid is looked for, and that is the
key. It has nothing to
pause, change or cancel, and money goes back by a person's hand, who must ask the giver where to.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NoReturn
from urllib.parse import urlsplit

import httpx

from tamizdat.contributions.interfaces import Can, Checkout, Fact, Frequency, Hint, Hook, Method, Order, ProviderFault, Settlement, Standing
from tamizdat.contributions.money import EXPONENTS, write_amount
from tamizdat.contributions.providers.btcpay import facts
from tamizdat.contributions.providers.btcpay.api import BtcpayApi
from tamizdat.contributions.providers.btcpay.hooks import read_hook
from tamizdat.contributions.providers.reading import moment, object_id, understanding

READING = "reading what happened"
LISTING = "listing what happened"

WATCHED = timedelta(days=8)
"""So long after it was made something may still happen to an invoice: a listing looks at those that were made so much before its period."""

OVER = ("Expired", "Invalid")
"""Nobody can pay such an invoice: who asks for a page again gets another."""

DAY = 24 * 60
"""Minutes."""

LEAST = 100
"""Minor units. What is less would be dust on the chain; a server may want more, and says so."""


class Btcpay:
    """A store on the newspaper's own server."""

    name = "btcpay"
    methods: frozenset[Method] = frozenset({"crypto"})
    frequencies: frozenset[Frequency] = frozenset({"once"})
    can: frozenset[Can] = frozenset()

    def __init__(
        self, *, url: str, store: str, key: str, hook_secret: str, proxy: str = "", way: httpx.BaseTransport | None = None
    ) -> None:
        self._url, self._hook_secret = urlsplit(url), hook_secret
        self._api = BtcpayApi(url.rstrip("/"), store, key, proxy=proxy, way=way)

    def close(self) -> None:
        """Close its connections."""
        self._api.close()

    def hosts(self) -> tuple[str, ...]:
        """Return the host that it contacts, and to which it leads a giver."""
        return (self._url.hostname or "",)

    def origins(self) -> tuple[str, ...]:
        """Return the origin to which it leads a giver."""
        return (f"{self._url.scheme}://{self._url.netloc}",)

    def least(self, currency: str) -> int | None:
        """Return the smallest amount in *currency*."""
        return LEAST * 10 ** max(EXPONENTS[currency] - 2, 0) if currency in EXPONENTS else None

    def start(self, order: Order, *, key: str) -> Checkout:
        """Make an invoice, unless there is one with our reference. Raises ``ProviderFault``."""
        least = self.least(order.currency)
        if order.method != "crypto" or order.frequency != "once" or least is None or order.amount < least:
            raise ProviderFault("damaged", "a checkout was asked for that BTCPay does not take")
        with understanding("BTCPay", "invoice"):
            made = self._made(order) or self._api.post("/invoices", invoice_form(order), doing="making a checkout")
            return Checkout(url=self._page(made), id=made["id"], until=moment(made["expirationTime"]))

    def read_hook(self, hook: Hook) -> Hint | None:
        """Return what *hook* hints at. Raises ``BadSignature``, ``ProviderFault``."""
        return read_hook(hook, self._hook_secret)

    def hint_of(self, checkout: str, frequency: Frequency) -> Hint:
        """Return the invoice."""
        return Hint(event="", what="invoice", id=checkout)

    def fetch(self, hint: Hint) -> tuple[Fact, ...]:
        """Return all that happened to an invoice. Raises ``ProviderFault``."""
        with understanding("BTCPay", hint.what):
            if hint.what != "invoice":
                raise ValueError(hint.what)
            return tuple(self._facts(self._api.get(f"/invoices/{object_id(hint.id)}", doing=READING), READING))

    def listing(self, since: datetime, until: datetime) -> Iterator[Fact]:
        """Yield everything of a period. Raises ``ProviderFault``."""
        period = {"startDate": int((since - WATCHED).timestamp()), "endDate": int(until.timestamp())}
        with understanding("BTCPay", "list"):
            for invoice in self._api.each("/invoices", doing=LISTING, **period):
                yield from (fact for fact in self._facts(invoice, LISTING) if since <= fact.at < until)

    def settlements(self, since: datetime, until: datetime) -> Iterator[Settlement]:
        """Yield what came in a period. Raises ``ProviderFault``."""
        return facts.settlements(self.listing(since, until))

    def standing(self, subscription: str) -> Standing:
        """Refuse: nothing recurs."""
        _cannot()

    def pause(self, subscription: str, *, until: datetime | None, key: str) -> None:
        """Refuse: nothing recurs."""
        _cannot()

    def resume(self, subscription: str, *, key: str) -> None:
        """Refuse: nothing recurs."""
        _cannot()

    def change_amount(self, subscription: str, amount: int, *, key: str) -> None:
        """Refuse: nothing recurs."""
        _cannot()

    def card_page(self, subscription: str, *, back: str, key: str) -> str:
        """Refuse: there are no cards."""
        _cannot()

    def cancel(self, subscription: str, *, key: str) -> None:
        """Refuse: nothing recurs."""
        _cannot()

    def refund(self, transaction: str, amount: int, *, key: str) -> None:
        """Refuse: it takes an address of the giver's, whom nobody knows."""
        _cannot()

    def _made(self, order: Order) -> Any:
        found = self._api.get("/invoices", doing="looking for a checkout", orderId=order.ref)
        ours = (one for one in found if (one.get("metadata") or {}).get("orderId") == order.ref)
        return next((one for one in ours if one["status"] not in OVER), None)

    def _page(self, invoice: Any) -> str:
        if not invoice["checkoutLink"].startswith(f"{self.origins()[0]}/"):
            raise ProviderFault("retry", "BTCPay leads givers to another host than TAMIZDAT_BTCPAY_URL names")
        return str(invoice["checkoutLink"])

    def _facts(self, invoice: Any, doing: str) -> Iterator[Fact]:
        if invoice["status"] in ("New", "Processing"):
            return
        methods = self._api.get(f"/invoices/{object_id(invoice['id'])}/payment-methods", doing=doing)
        yield from facts.of_invoice(invoice, facts.what_came(methods))


def invoice_form(order: Order) -> dict[str, Any]:
    """Return what BTCPay is told of *order*. What comes after its time is watched for as long again."""
    said = {"expirationMinutes": order.days * DAY, "monitoringMinutes": order.days * DAY} if order.days else {}
    return {
        "amount": write_amount(order.amount, order.currency),
        "currency": order.currency,
        "metadata": {"orderId": order.ref},
        "checkout": {"redirectURL": order.thanks, "defaultLanguage": order.language, **said},
    }


def _cannot() -> NoReturn:
    raise ProviderFault("damaged", "BTCPay can neither charge again nor give back by itself")
