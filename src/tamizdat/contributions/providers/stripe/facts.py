"""From Stripe's objects to facts. Pure.

Promises: the same thing has the same name (*event*, *transaction*), from whatever object and by whatever way it was learned. Names:
``ch_…:paid``, ``ch_…:failed``, ``re_…:refunded``, ``re_…:failed``, ``du_…:disputed``, ``du_…:won``, ``du_…:lost``, ``sub_…:started``,
``sub_…:cancelled``, ``cs_…:expired``, ``pm_…:refused``, and of a change ``evt_…:paused`` and so on. Transactions: ``ch_…``, ``re_…``,
``du_…``, and ``du_…:won`` for money that came back.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from tamizdat.contributions.interfaces import Fact, FactKind, Frequency, Ref, Settlement, Standing
from tamizdat.contributions.providers.faults import clean_code
from tamizdat.contributions.providers.reading import moment, our_ref

INTERVALS: dict[str, Frequency] = {"month": "monthly", "year": "annual"}
NAME = "stripe"

MOVING = ("charge", "payment", "refund", "payment_refund", "adjustment", "refund_failure", "payment_failure_refund")
"""Types of balance transactions that are a giver's money. Others are Stripe's fees and what it pays out to the newspaper's bank."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose a payment is: our reference, and the recurring contribution that it belongs to."""

    ref: Ref = ""
    subscription: str = ""
    frequency: Frequency | Literal[""] = ""


def owner_of_session(session: Any) -> Owner:
    """Return whose the payment of a Checkout session is, that was for once."""
    return Owner(ref=our_ref(session["client_reference_id"]), frequency="once")


def owner_of_subscription(subscription: Any) -> Owner:
    """Return whose the payments of *subscription* are."""
    interval = _item(subscription)["price"]["recurring"]["interval"]
    return Owner(ref=our_ref(subscription["metadata"].get("ref")), subscription=subscription["id"], frequency=INTERVALS[interval])


def of_charge(charge: Any, moved: Any, owner: Owner) -> Iterator[Fact]:
    """Yield what a charge says: paid or failed. *moved*: its balance transaction, None if there is none yet."""
    card = (charge.get("payment_method_details") or {}).get("card") or {}
    if charge["status"] == "succeeded":
        yield _moving(
            "paid",
            owner,
            moved,
            event=f"{charge['id']}:paid",
            at=moment(charge["created"]),
            transaction=charge["id"],
            amount=charge["amount_captured"],
            currency=charge["currency"],
            issued_in=card.get("country") or "",
        )
    elif charge["status"] == "failed":
        yield Fact(
            provider=NAME,
            event=f"{charge['id']}:failed",
            kind="failed",
            at=moment(charge["created"]),
            ref=owner.ref,
            subscription=owner.subscription,
            amount=charge["amount"],
            currency=charge["currency"].upper(),
            frequency=owner.frequency,
            method="card",
            issued_in=card.get("country") or "",
            why=clean_code(charge.get("failure_code")) or "unknown",
        )


def of_refund(refund: Any, moved: Any, owner: Owner) -> Iterator[Fact]:
    """Yield what a refund says, once the money has left the balance; it stays said when it bounces (``of_bounce``)."""
    if moved is not None:
        yield _of_refund("refunded", refund, moved, owner, name=refund["id"], event=f"{refund['id']}:refunded", at=refund["created"])


def of_bounce(refund: Any, moved: Any, owner: Owner) -> Iterator[Fact]:
    """Yield that what was given back could not be delivered, once the money is in the balance again."""
    if moved is not None:
        name = f"{refund['id']}:failed"
        yield _of_refund("bounced", refund, moved, owner, name=name, event=name, at=moved["created"])


def of_dispute(dispute: Any, owner: Owner) -> Iterator[Fact]:
    """Yield what a dispute says: money taken, given again, kept. An inquiry that took none says nothing."""
    said = {"of": dispute["charge"], "amount": dispute["amount"], "currency": dispute["currency"]}
    last = None
    for moved in sorted(dispute["balance_transactions"], key=lambda one: int(one["created"])):
        last = moment(moved["created"])
        taken = moved["amount"] < 0
        name = dispute["id"] if taken else f"{dispute['id']}:won"
        kind: FactKind = "disputed" if taken else "dispute_won"
        event = f"{dispute['id']}:{'disputed' if taken else 'won'}"
        yield _moving(kind, owner, moved, event=event, at=last, transaction=name, **said)
    if dispute["status"] == "lost" and last is not None:
        # Stripe does not say when it was decided: after the money was taken
        yield _moving("dispute_lost", owner, None, event=f"{dispute['id']}:lost", at=last + timedelta(seconds=1), transaction="", **said)


def of_session(session: Any) -> Iterator[Fact]:
    """Yield what a Checkout session says by itself: that nobody paid in time."""
    if session["status"] == "expired":
        yield Fact(
            provider=NAME,
            event=f"{session['id']}:expired",
            kind="expired",
            at=moment(session["expires_at"]),
            ref=our_ref(session["client_reference_id"]),
            method="card",
        )


def of_refused_card(card: Any, subscription: Any) -> Fact:
    """Return that another *card* was entered that may not pay: nothing is paid by it, and no state changes."""
    owner = owner_of_subscription(subscription)
    return Fact(
        provider=NAME,
        event=f"{card['id']}:refused",
        kind="expired",
        at=moment(card["created"]),
        ref=owner.ref,
        subscription=owner.subscription,
        frequency=owner.frequency,
        method="card",
        issued_in=card["card"].get("country") or "",
        why="listed_card",
    )


def of_subscription(subscription: Any) -> Iterator[Fact]:
    """Yield that a recurring contribution began, and that it ended."""
    owner = owner_of_subscription(subscription)
    if subscription["status"] in ("incomplete", "incomplete_expired"):
        return
    yield _about(subscription, "started", event=f"{subscription['id']}:started", at=subscription["start_date"], owner=owner)
    if subscription["ended_at"] is not None:
        yield _about(subscription, "cancelled", event=f"{subscription['id']}:cancelled", at=subscription["ended_at"], owner=owner)


def of_event(event: Any) -> Iterator[Fact]:
    """Yield what an event of a recurring contribution says has changed. Its object is as it was then."""
    subscription, before = event["data"]["object"], event["data"].get("previous_attributes") or {}
    owner = owner_of_subscription(subscription)
    kinds: list[FactKind] = []
    if "pause_collection" in before:
        kinds.append("paused" if subscription["pause_collection"] else "resumed")
    if "items" in before and _item(before)["price"]["unit_amount"] != _item(subscription)["price"]["unit_amount"]:
        kinds.append("changed")
    for kind in kinds:
        yield _about(subscription, kind, event=f"{event['id']}:{kind}", at=event["created"], owner=owner)


def standing(subscription: Any) -> Standing:
    """Return a recurring contribution as it is now."""
    owner, item = owner_of_subscription(subscription), _item(subscription)
    state = _STATES[subscription["status"]]
    paused = state == "active" and subscription["pause_collection"] is not None
    return Standing(
        subscription=subscription["id"],
        ref=owner.ref,
        state="paused" if paused else state,
        amount=item["price"]["unit_amount"],
        currency=item["price"]["currency"].upper(),
        frequency=INTERVALS[item["price"]["recurring"]["interval"]],
        next_payment=None if paused or state == "ended" else moment(item["current_period_end"]),
    )


def settlement(moved: Any) -> Settlement | None:
    """Return a balance transaction, its source expanded, as a line of the settlement report; None for what is no giver's money."""
    source = moved.get("source")
    if moved["type"] not in MOVING or not isinstance(source, dict):
        return None
    sign = -1 if moved["amount"] < 0 else 1
    return Settlement(
        transaction=_transaction(moved, source),
        at=moment(moved["created"]),
        amount=sign * source["amount"],
        currency=source["currency"].upper(),
        settled=moved["amount"],
        settled_currency=moved["currency"].upper(),
        fee=moved["fee"],
    )


def _transaction(moved: Any, source: Any) -> str:
    name: str = source["id"]
    if source["object"] == "dispute" and moved["amount"] > 0:
        return f"{name}:won"
    return f"{name}:failed" if source["object"] == "refund" and moved["amount"] > 0 else name


def _moving(kind: FactKind, owner: Owner, moved: Any, *, currency: str, **said: Any) -> Fact:
    settled = {"settled": abs(moved["amount"]), "settled_currency": moved["currency"].upper(), "fee": moved["fee"]} if moved else {}
    return Fact(
        provider=NAME,
        kind=kind,
        ref=owner.ref,
        subscription=owner.subscription,
        frequency=owner.frequency,
        method="card",
        currency=currency.upper(),
        **said,
        **settled,
    )


def _of_refund(kind: FactKind, refund: Any, moved: Any, owner: Owner, *, name: str, event: str, at: int) -> Fact:
    said = {"of": refund["charge"], "amount": refund["amount"], "currency": refund["currency"]}
    return _moving(kind, owner, moved, event=event, at=moment(at), transaction=name, **said)


def _about(subscription: Any, kind: FactKind, *, event: str, at: int, owner: Owner) -> Fact:
    price = _item(subscription)["price"]
    return Fact(
        provider=NAME,
        event=event,
        kind=kind,
        at=moment(at),
        ref=owner.ref,
        subscription=owner.subscription,
        amount=price["unit_amount"],
        currency=price["currency"].upper(),
        frequency=owner.frequency,
        method="card",
    )


def _item(subscription: Any) -> Any:
    return subscription["items"]["data"][0]


_STATES: dict[str, Any] = {
    "active": "active",
    "trialing": "active",
    "past_due": "past_due",
    "unpaid": "past_due",
    "incomplete": "past_due",
    "paused": "paused",
    "canceled": "ended",
    "incomplete_expired": "ended",
}
