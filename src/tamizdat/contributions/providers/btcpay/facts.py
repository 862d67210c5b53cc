"""From BTCPay's invoices to facts. Pure.

Promises: amounts are in the currency of the invoice, at the rate that the giver was shown, less what is smaller than a minor unit. What
came is paid if the invoice is settled; else each payment stands by itself, as *partial* if it came in time and *late* if not, and a person
decides. Names: ``{invoice}:paid``, ``:over``, ``:expired``, ``:failed``, ``{payment}:partial``, ``{payment}:late``.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from tamizdat.contributions.interfaces import Fact, FactKind, Settlement
from tamizdat.contributions.providers.decimals import at_most, exact
from tamizdat.contributions.providers.reading import moment, our_ref

NAME = "btcpay"


@dataclass(frozen=True, slots=True)
class Came:
    """A payment to an invoice, worth *worth* in its currency."""

    id: str
    at: datetime
    worth: Decimal


def what_came(methods: Iterable[Any]) -> list[Came]:
    """Return the payments in an invoice's payment methods, oldest first, but for those that were never confirmed."""
    came = [
        Came(f"{payment['id']}", moment(payment["receivedDate"]), Decimal(payment["value"]) * Decimal(method["rate"]))
        for method in methods
        for payment in method["payments"]
        if payment["status"] != "Invalid"
    ]
    return sorted(came, key=lambda one: (one.at, one.id))


def of_invoice(invoice: Any, came: Sequence[Came]) -> Iterator[Fact]:
    """Yield what an invoice says. While it is open, or waits for confirmations, that is nothing."""
    status, more = invoice["status"], invoice["additionalStatus"]
    if status == "Settled":
        total = at_most(sum((one.worth for one in came), Decimal(0)), invoice["currency"])
        asked = exact(invoice["amount"], invoice["currency"])
        # A person may settle an invoice of which less came, or nothing here
        paid = total if more == "Marked" and total else asked
        yield _moved(invoice, "paid", f"{invoice['id']}:paid", _when(invoice, came), paid, transaction=invoice["id"])
        if more == "PaidOver":
            yield _moved(invoice, "over", f"{invoice['id']}:over", came[-1].at, total, transaction=invoice["id"])
    elif status == "Expired" and came:
        end = moment(invoice["expirationTime"])
        for one in came:
            kind: FactKind = "late" if one.at > end else "partial"
            worth = at_most(one.worth, invoice["currency"])
            yield _moved(invoice, kind, f"{one.id}:{kind}", one.at, worth, transaction=one.id, of=invoice["id"])
    elif status == "Expired":
        yield _quiet(invoice, "expired", moment(invoice["expirationTime"]))
    elif status == "Invalid":
        yield _quiet(invoice, "failed", _when(invoice, came), why="marked" if more == "Marked" else "not_confirmed")


def settlements(facts: Iterable[Fact]) -> Iterator[Settlement]:
    """Yield what *facts* moved: the wallet is the newspaper's own, and nobody keeps anything."""
    lines = {fact.transaction: fact for fact in facts if fact.transaction}  # "over" after "paid": what came in all
    for name, fact in lines.items():
        said = {"amount": fact.amount, "currency": fact.currency, "settled": fact.amount, "settled_currency": fact.currency}
        yield Settlement(transaction=name, at=fact.at, fee=0, **said)  # type: ignore[arg-type]


def _when(invoice: Any, came: Sequence[Came]) -> datetime:
    """Return when enough had come; when the last of it came, if it never was; when the time was over, if nothing came."""
    asked, sum_of = Decimal(invoice["amount"]), Decimal(0)
    for one in came:
        sum_of += one.worth
        if sum_of >= asked:
            return one.at
    return came[-1].at if came else moment(invoice["expirationTime"])


def _moved(invoice: Any, kind: FactKind, event: str, at: datetime, amount: int, *, transaction: str, of: str = "") -> Fact:
    return Fact(
        provider=NAME,
        event=event,
        kind=kind,
        at=at,
        ref=_ref(invoice),
        transaction=transaction,
        of=of,
        amount=amount,
        currency=invoice["currency"],
        settled=amount,
        settled_currency=invoice["currency"],
        frequency="once",
        method="crypto",
    )


def _quiet(invoice: Any, kind: FactKind, at: datetime, *, why: str = "") -> Fact:
    name = f"{invoice['id']}:{kind}"
    return Fact(provider=NAME, event=name, kind=kind, at=at, ref=_ref(invoice), frequency="once", method="crypto", why=why)


def _ref(invoice: Any) -> str:
    return our_ref((invoice.get("metadata") or {}).get("orderId"))
