"""From PayPal's objects to facts. Pure.

Promises: the same thing has the same name, however it was learned. Names: ``{transaction}:paid``, ``{transaction}:failed``,
``{order}:declined``, ``{order}:listed``, ``{refund}:refunded``, ``{transaction}:disputed``, ``:won``, ``:lost``,
``{subscription}:started``, ``:cancelled``, and of a change ``{event}:paused`` and so on. Transactions have PayPal's names; what a dispute
took is ``{transaction}:disputed``, since the report names the payment and not the dispute. PayPal keeps a balance in each currency: a gift
is settled in its own.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Literal

from tamizdat.contributions.interfaces import Fact, FactKind, Frequency, Settlement, Standing
from tamizdat.contributions.providers.decimals import exact
from tamizdat.contributions.providers.faults import clean_code
from tamizdat.contributions.providers.paypal.tables import GIVEN_BACK, LOST, PAID, REFUNDED, TAKEN, WON
from tamizdat.contributions.providers.reading import day_and_time, our_ref

NAME = "paypal"
UNITS: dict[str, Frequency] = {"MONTH": "monthly", "YEAR": "annual"}


def of_capture(capture: Any, country: str) -> Iterator[Fact]:
    """Yield what a payment for once says. *country*: of the giver's account, "" if not known."""
    if capture["status"] in ("COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED"):
        kept = (capture.get("seller_receivable_breakdown") or {}).get("paypal_fee")
        yield _payment("paid", capture["id"], capture["create_time"], capture["amount"], kept, capture, "once", issued_in=country)
    elif capture["status"] in ("DECLINED", "FAILED"):
        why = clean_code((capture.get("status_details") or {}).get("reason")) or "declined"
        said = {"issued_in": country, "why": why}
        yield _payment("failed", capture["id"], capture["create_time"], capture["amount"], None, capture, "once", **said)


def country_of(payer: Any) -> str:
    """Return the country of a giver's account, "" where PayPal does not say it."""
    return ((payer or {}).get("address") or {}).get("country_code") or ""


def of_refusal(order: Any, why: str) -> Fact:
    """Return that an order was approved and could not be captured."""
    return _not_captured(order, "declined", why)


def of_listed(order: Any, country: str) -> Fact:
    """Return that an order was approved from an account in a *country* from which nothing may be taken: it is not captured."""
    return _not_captured(order, "listed", "listed_account", country)


def _not_captured(order: Any, name: str, why: str, country: str = "") -> Fact:
    unit = order["purchase_units"][0]
    amount, currency = _amount(unit["amount"])
    return Fact(
        provider=NAME,
        event=f"{order['id']}:{name}",
        kind="failed",
        at=day_and_time(order["create_time"]),
        ref=our_ref(unit.get("custom_id")),
        amount=amount,
        currency=currency,
        frequency="once",
        method="paypal",
        issued_in=country,
        why=why,
    )


def of_refund(refund: Any, capture: Any) -> Iterator[Fact]:
    """Yield what a refund says; *capture* is the payment that it is about."""
    if refund["status"] == "COMPLETED":
        given = (refund.get("seller_payable_breakdown") or {}).get("paypal_fee")
        yield _payment("refunded", refund["id"], refund["create_time"], refund["amount"], given, capture, "", of=capture["id"])


def of_dispute(dispute: Any) -> Iterator[Fact]:
    """Yield what a dispute says. While the giver only asks (``INQUIRY``), no money has been taken."""
    if dispute["dispute_life_cycle_stage"] == "INQUIRY":
        return
    about = dispute["disputed_transactions"][0]
    name, outcome = about["seller_transaction_id"], (dispute.get("dispute_outcome") or {}).get("outcome_code")
    said = {"ref": our_ref(about.get("custom")), "of": name}
    yield _disputed("disputed", dispute, dispute["create_time"], transaction=f"{name}:disputed", event=f"{name}:disputed", **said)
    if outcome in WON:
        yield _disputed("dispute_won", dispute, dispute["update_time"], transaction=f"{name}:won", event=f"{name}:won", **said)
    elif outcome in LOST:
        yield _disputed("dispute_lost", dispute, dispute["update_time"], transaction="", event=f"{name}:lost", **said)


def of_subscription(subscription: Any, payments: Iterable[Any]) -> Iterator[Fact]:
    """Yield that a recurring contribution began, what was paid for it, and that it ended."""
    if subscription["status"] in ("APPROVAL_PENDING", "APPROVED"):
        return
    yield _about("started", f"{subscription['id']}:started", subscription["start_time"], subscription)
    for payment in payments:
        if payment["status"] in ("COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED"):
            split = payment["amount_with_breakdown"]
            time, kept = payment["time"], split.get("fee_amount")
            yield _payment("paid", payment["id"], time, split["gross_amount"], kept, subscription, frequency(subscription))
    if subscription["status"] in ("CANCELLED", "EXPIRED"):
        yield _about("cancelled", f"{subscription['id']}:cancelled", subscription["status_update_time"], subscription)


def of_event(event: Any, subscription: Any) -> Iterator[Fact]:
    """Yield what an event says of *subscription* that its object does not keep."""
    kind = _EVENTS[event["event_type"]]
    failed = (event["resource"].get("billing_info") or {}).get("last_failed_payment") or {}
    why = clean_code(failed.get("reason_code")) or "unknown"
    yield _about(kind, f"{event['id']}:{kind}", event["create_time"], subscription, **({"why": why} if kind == "failed" else {}))


def frequency(subscription: Any) -> Frequency:
    """Return how often is paid."""
    return UNITS[_cycle(subscription)["frequency"]["interval_unit"]]


def standing(subscription: Any) -> Standing:
    """Return a recurring contribution as it is now."""
    amount, currency = _amount(_cycle(subscription)["pricing_scheme"]["fixed_price"])
    state = _STATES[subscription["status"]]
    billing = subscription.get("billing_info") or {}
    behind = state == "active" and int(billing.get("failed_payments_count") or 0) > 0
    following = billing.get("next_billing_time") if state == "active" else None
    return Standing(
        subscription=subscription["id"],
        ref=our_ref(subscription.get("custom_id")),
        state="past_due" if behind else state,
        amount=amount,
        currency=currency,
        frequency=frequency(subscription),
        next_payment=day_and_time(following) if following else None,
    )


def settlements(lines: Iterable[Any]) -> Iterator[Settlement]:
    """Yield the lines of a report that are givers' money, by the transactions of our facts.

    A dispute may hold money, release it and then take it: what was held and released cancels out.
    """
    taken: dict[str, list[Settlement]] = {}
    given: dict[str, list[Settlement]] = {}
    for line in lines:
        code, name = line["transaction_event_code"], line["transaction_id"]
        if line["transaction_status"] != "S":
            continue
        if code in PAID or code == REFUNDED:
            yield _settled(line, name)
        elif code in TAKEN:
            taken.setdefault(line["paypal_reference_id"], []).append(_settled(line, f"{line['paypal_reference_id']}:disputed"))
        elif code in GIVEN_BACK:
            given.setdefault(line["paypal_reference_id"], []).append(_settled(line, f"{line['paypal_reference_id']}:won"))
    for name, lost in taken.items():
        back = given.pop(name, [])
        released = min(len(lost) - 1, len(back))
        yield from (*lost[released:], *back[released:])
    for back in given.values():
        yield from back


def _settled(line: Any, transaction: str) -> Settlement:
    amount, currency = _amount(line["transaction_amount"])
    fee = _amount(line["fee_amount"])[0] if line.get("fee_amount") else 0
    return Settlement(
        transaction=transaction,
        at=day_and_time(line["transaction_initiation_date"]),
        amount=amount,
        currency=currency,
        settled=amount,
        settled_currency=currency,
        fee=-fee,
    )


def _payment(
    kind: FactKind,
    transaction: str,
    time: str,
    money: Any,
    kept: Any,
    holder: Any,
    often: Frequency | Literal[""],
    **said: Any,
) -> Fact:
    """*holder* has the reference; *kept* is PayPal's fee, given back with a refund."""
    amount, currency = _amount(money)
    fee = _amount(kept)[0] if kept else 0
    moved: dict[str, Any] = {} if kind == "failed" else {"settled": amount, "settled_currency": currency, "transaction": transaction}
    return Fact(
        provider=NAME,
        event=f"{transaction}:{kind}",
        kind=kind,
        at=day_and_time(time),
        ref=our_ref(holder.get("custom_id")),
        subscription=holder["id"] if "plan_id" in holder else "",
        amount=amount,
        currency=currency,
        fee=-fee if kind == "refunded" else fee,
        frequency=often,
        method="paypal",
        **moved,
        **said,
    )


def _disputed(kind: FactKind, dispute: Any, time: str, *, transaction: str, **said: Any) -> Fact:
    amount, currency = _amount(dispute["dispute_amount"])
    said |= {"settled": amount, "settled_currency": currency} if transaction else {}
    at = day_and_time(time)
    return Fact(provider=NAME, kind=kind, at=at, transaction=transaction, amount=amount, currency=currency, method="paypal", **said)


def _about(kind: FactKind, event: str, time: str, subscription: Any, *, why: str = "") -> Fact:
    amount, currency = _amount(_cycle(subscription)["pricing_scheme"]["fixed_price"])
    return Fact(
        provider=NAME,
        event=event,
        kind=kind,
        at=day_and_time(time),
        ref=our_ref(subscription.get("custom_id")),
        subscription=subscription["id"],
        amount=amount,
        currency=currency,
        frequency=frequency(subscription),
        method="paypal",
        why=why,
    )


def _cycle(subscription: Any) -> Any:
    return subscription["plan"]["billing_cycles"][0]


def _amount(money: Any) -> tuple[int, str]:
    return exact(money["value"], money["currency_code"]), money["currency_code"]


_EVENTS: dict[str, FactKind] = {
    "BILLING.SUBSCRIPTION.SUSPENDED": "paused",
    "BILLING.SUBSCRIPTION.RE-ACTIVATED": "resumed",
    "BILLING.SUBSCRIPTION.PAYMENT.FAILED": "failed",
}
_STATES: dict[str, Any] = {
    "APPROVAL_PENDING": "past_due",
    "APPROVED": "past_due",
    "ACTIVE": "active",
    "SUSPENDED": "paused",
    "CANCELLED": "ended",
    "EXPIRED": "ended",
}
