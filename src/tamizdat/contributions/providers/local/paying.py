"""Paying: a checkout is made, and somebody pays on its page with a pretend means, once or as the first of many.

Promises: a checkout is paid once, however often its button is pressed; a means that was issued in a country that the account blocks is
refused before any money moves, so that no bank hears of it.
"""

import re
from typing import Any

from tamizdat.contributions.interfaces import Method
from tamizdat.contributions.money import EXPONENTS, LARGEST
from tamizdat.contributions.providers.local.books import Books, Refused
from tamizdat.contributions.providers.local.calendar import DAY, MONTHS, due
from tamizdat.contributions.providers.local.fees import LEAST
from tamizdat.contributions.providers.local.means import MEANS, Means
from tamizdat.contributions.providers.local.store import Plain

CHECKOUT_SECONDS = 3_600
DISPUTE_DAYS = 10
BLOCKED = "blocked_country"

METHODS: frozenset[Method] = frozenset({"card", "paypal", "crypto"})
_ADDRESS = re.compile(r"https?://[^\s/;,'\"<>]+(/[^\s<>\"]*)?")
_ORDER = frozenset({"ref", "amount", "currency", "frequency", "method", "language", "thanks", "back"})


def start(books: Books, order: Plain) -> Plain:
    """Make a checkout. Raises ``Refused`` for an order with other fields than it has, or beyond what is taken."""
    if set(order) != _ORDER or not all(isinstance(order[name], str) for name in _ORDER - {"amount"}):
        raise Refused(422, "bad_order")
    if order["currency"] not in EXPONENTS or order["method"] not in METHODS or order["frequency"] not in {"once", *MONTHS}:
        raise Refused(422, "bad_order")
    if type(order["amount"]) is not int or not LEAST[order["currency"]] <= order["amount"] <= LARGEST:
        raise Refused(422, "bad_amount")
    if order["method"] == "crypto" and order["frequency"] != "once":
        raise Refused(422, "crypto_is_once")
    if not all(is_address(order[name]) for name in ("thanks", "back")):
        raise Refused(422, "bad_address")
    until = books.now + CHECKOUT_SECONDS
    checkout = books.new("checkout", "co", **order, until=until, state="open", fails=0)
    books.store.plan(checkout["id"], "expire", until)
    return checkout


def expire(books: Books, checkout: Plain) -> None:
    """End a checkout that nobody paid."""
    if checkout["state"] == "open":
        books.store.put(checkout | {"state": "expired"})
        books.record(checkout, "expired", "expired")


def pay(books: Books, checkout: Plain, means: Means) -> str:
    """Pay a checkout; return "" or why not. Raises ``Refused`` if it is not open."""
    if checkout["state"] != "open" or means.method != checkout["method"]:
        raise Refused(410, "not_open")
    if means.method == "crypto":
        return _by_chain(books, checkout, means)
    if why := refusal(books, means, 1):
        checkout = checkout | {"fails": checkout["fails"] + 1}
        books.store.put(checkout)
        books.record(checkout, f"failed:{checkout['fails']}", "failed", why=why, **_named(checkout), **issued(means, why))
        return why
    if checkout["frequency"] == "once":
        take(books, checkout, means, checkout_id=checkout["id"])
    else:
        _begin(books, checkout, means)
    _close(books, checkout, "paid")
    return ""


def refusal(books: Books, means: Means, attempt: int) -> str:
    """Return why *means* is refused at its *attempt*-th payment, "" if it is not."""
    if means.issued_in in books.store.noted("blocked", []):
        return BLOCKED
    return means.why if means.refuses(attempt) else ""


def take(books: Books, of: Plain, means: Means, **more: Any) -> Plain:
    """Take money for *of*, a checkout or a subscription; return the payment."""
    moved = books.moved(of["amount"], of["currency"], means.method)
    payment = books.new(
        "payment", "pay", ref=of["ref"], amount=of["amount"], currency=of["currency"], method=means.method, frequency=of["frequency"],
        means=means.code, returned=0, disputes=0, subscription=more.get("subscription", ""), checkout=more.get("checkout_id", ""),
    )  # fmt: skip
    named = {"transaction": payment["id"], "subscription": payment["subscription"], "frequency": of["frequency"]}
    books.record(payment, "paid", "paid", **moved, **named, **issued(means))
    books.settle(payment["id"], moved)
    if means.disputed:
        books.store.plan(payment["id"], "dispute", books.now + DISPUTE_DAYS * DAY)
    return payment


def _begin(books: Books, checkout: Plain, means: Means) -> None:
    subscription = books.new(
        "subscription", "sub", **{name: checkout[name] for name in ("ref", "amount", "currency", "frequency", "method", "language")},
        means=means.code, attempts=1, anchor=books.now, periods=1, next=due(books.now, checkout["frequency"], 1), state="active",
        tries=0, changes=0, until=None,
    )  # fmt: skip
    books.record(subscription, "started", "started", subscription=subscription["id"], **_named(checkout))
    take(books, subscription, means, subscription=subscription["id"], checkout_id=checkout["id"])
    books.store.plan(subscription["id"], "renew", subscription["next"])


def _by_chain(books: Books, checkout: Plain, means: Means) -> str:
    """What comes over a chain may be another amount than was asked, and come too late."""
    kind = {"less": "partial", "late": "late"}.get(means.brings, "paid")
    if kind == "paid":
        payment = take(books, checkout, means, checkout_id=checkout["id"])
        if means.brings == "more":  # what is beyond stays in the wallet, and is in no report
            said = {"amount": checkout["amount"] * 2, "currency": checkout["currency"], "frequency": "once", "method": "crypto"}
            books.record(payment, "over", "over", of=payment["id"], **said)
    else:
        came = checkout["amount"] // 2 or 1 if kind == "partial" else checkout["amount"]
        payment = books.new(
            "payment", "pay", ref=checkout["ref"], amount=came, currency=checkout["currency"], method="crypto", frequency="once",
            means=means.code, returned=0, disputes=0, subscription="", checkout=checkout["id"],
        )  # fmt: skip
        moved = books.moved(came, checkout["currency"], "crypto")
        books.record(payment, kind, kind, transaction=payment["id"], frequency="once", **moved)
        books.settle(payment["id"], moved)
    _close(books, checkout, kind)
    return ""


def _close(books: Books, checkout: Plain, state: str) -> None:
    books.store.put(checkout | {"state": state})
    books.store.plan(checkout["id"], "expire", None)


def _named(of: Plain) -> Plain:
    return {name: of[name] for name in ("amount", "currency", "frequency", "method")}


def issued(means: Means, why: str = "") -> Plain:
    """Return the field that says where a means was issued; nothing where the rule refused it, since no bank has heard of that."""
    return {"issued_in": "" if why == BLOCKED else means.issued_in}


def is_address(said: object) -> bool:
    """Return whether a page may lead there."""
    return isinstance(said, str) and bool(_ADDRESS.fullmatch(said))


def means_of(thing: Plain) -> Means:
    """Return what a payment or subscription is paid with."""
    return MEANS[thing["means"]]
