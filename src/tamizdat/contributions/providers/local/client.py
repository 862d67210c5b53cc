"""The newsroom's side of the pretend provider: ``interfaces.Provider`` over HTTP, as with a real one.

Promises: what is sent is an order's fields, our idempotency key, and what is asked of a contribution; nothing else leaves.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from tamizdat.contributions.interfaces import (
    BadSignature,
    Can,
    Checkout,
    Fact,
    Frequency,
    Hint,
    Hook,
    Method,
    Order,
    ProviderFault,
    Settlement,
    Standing,
)
from tamizdat.contributions.money import EXPONENTS
from tamizdat.contributions.providers.faults import Table, clean_code, refused
from tamizdat.contributions.providers.local.signing import HEADER, is_signed
from tamizdat.contributions.providers.reading import moment, object_id, understanding
from tamizdat.contributions.providers.wire import Wire

NAME = "local"
SECONDS = 10.0

ERRORS: Table = (
    ("401", "*", "retry"),  # a key that was changed may be set right
    ("403", "*", "retry"),
    ("404", "not_found", "ignore"),
    ("409", "has_ended", "ignore"),
    ("429", "*", "retry"),
    ("5xx", "*", "retry"),
    ("4xx", "*", "damaged"),
)
"""What an answer that is no yes means for what was asked."""

_OBJECTS = {"checkout": "checkouts", "payment": "payments", "subscription": "subscriptions"}


class Local:
    """The pretend provider at *url*. *key* opens the account, *secret* signs its webhooks; *way*: another than the network, for tests."""

    name = NAME
    methods: frozenset[Method] = frozenset({"card", "paypal", "crypto"})
    frequencies: frozenset[Frequency] = frozenset({"once", "monthly", "annual"})
    can: frozenset[Can] = frozenset({"pause", "amount", "card", "cancel", "refund"})

    def __init__(self, *, url: str, key: str, secret: bytes, way: httpx.BaseTransport | None = None, seconds: float = SECONDS) -> None:
        self._url, self._key, self._secret = url.rstrip("/"), key, secret
        self._wire = Wire(NAME, self._url, way=way, seconds=seconds)

    def close(self) -> None:
        """Close the line."""
        self._wire.close()

    def hosts(self) -> tuple[str, ...]:
        """Return its host."""
        return (urlsplit(self._url).hostname or "",)

    def origins(self) -> tuple[str, ...]:
        """Return its origin."""
        return (self._url,)

    def least(self, currency: str) -> int | None:
        """Return one whole unit of a currency."""
        return 10 ** EXPONENTS[currency] if currency in EXPONENTS else None

    def start(self, order: Order, *, key: str) -> Checkout:
        """Make the page on which *order* is paid."""
        least = self.least(order.currency)
        if least is None or order.amount < least:
            raise ProviderFault("damaged", f"{NAME} does not take so little, or not in this currency")
        told = {name: getattr(order, name) for name in ("ref", "amount", "currency", "frequency", "method", "language", "thanks", "back")}
        said = self._post("/v1/checkouts", told, key=key, doing="making a checkout")
        with understanding(NAME, "checkout"):
            return Checkout(url=said["url"], id=said["id"], until=moment(said["until"]))

    def read_hook(self, hook: Hook) -> Hint | None:
        """Return what *hook* hints at."""
        if not is_signed(self._secret, hook.body, hook.headers.get(HEADER, ""), came=hook.received.timestamp()):
            raise BadSignature("not signed by the pretend provider, or too long ago")
        with understanding(NAME, "webhook"):
            said = json.loads(hook.body)
            if said["object"] not in _OBJECTS:
                return None
            return Hint(event=object_id(said["id"]), what=said["object"], id=object_id(said["target"]))

    def hint_of(self, checkout: str, frequency: Frequency) -> Hint:
        """Return the checkout, with all that came of it."""
        return Hint(event="", what="checkout", id=checkout)

    def fetch(self, hint: Hint) -> tuple[Fact, ...]:
        """Fetch the object and return all that happened to it."""
        if hint.what not in _OBJECTS:
            raise ProviderFault("damaged", f"{NAME} has no such kind of object")
        said = self._get(f"/v1/{_OBJECTS[hint.what]}/{object_id(hint.id)}", doing=f"fetching a {hint.what}")
        with understanding(NAME, hint.what):
            return tuple(_fact(line) for line in said["history"])

    def listing(self, since: datetime, until: datetime) -> Iterator[Fact]:
        """Yield everything that happened in a period."""
        for line in self._lines("journal", since, until):
            with understanding(NAME, "journal"):
                found = _fact(line)
            yield found

    def settlements(self, since: datetime, until: datetime) -> Iterator[Settlement]:
        """Yield the settlement report of a period."""
        for line in self._lines("settlements", since, until):
            with understanding(NAME, "settlement"):
                fields = {name: line[name] for name in ("transaction", "amount", "currency", "settled", "settled_currency", "fee")}
                found = Settlement(at=moment(line["at"]), **fields)
            yield found

    def standing(self, subscription: str) -> Standing:
        """Return a recurring contribution as it is now."""
        said = self._get(f"/v1/subscriptions/{object_id(subscription)}", doing="looking at a subscription")
        with understanding(NAME, "subscription"):
            fields = {name: said[name] for name in ("ref", "state", "amount", "currency", "frequency")}
            following = moment(said["next"]) if said["next"] and said["state"] in ("active", "past_due") else None
            return Standing(subscription=said["id"], next_payment=following, **fields)

    def pause(self, subscription: str, *, until: datetime | None, key: str) -> None:
        """Take no payments until a moment, or until resumed."""
        self._change(subscription, "pause", {"until": int(until.timestamp()) if until else None}, key)

    def resume(self, subscription: str, *, key: str) -> None:
        """Take payments again."""
        self._change(subscription, "resume", {}, key)

    def change_amount(self, subscription: str, amount: int, *, key: str) -> None:
        """Take another amount from the next payment on."""
        self._change(subscription, "amount", {"amount": amount}, key)

    def card_page(self, subscription: str, *, back: str, key: str) -> str:
        """Return the address of the page on which a new card is entered."""
        url: str = self._change(subscription, "card-page", {"back": back}, key)["url"]
        return url

    def cancel(self, subscription: str, *, key: str) -> None:
        """End a recurring contribution now."""
        self._change(subscription, "cancel", {}, key)

    def refund(self, transaction: str, amount: int, *, key: str) -> None:
        """Give money back."""
        self._post(f"/v1/payments/{object_id(transaction)}/refund", {"amount": amount}, key=key, doing="refunding a payment")

    def control(self, switch: str, **said: Any) -> Any:
        """Turn a switch of the pretend provider (``clock``, ``faults``, ``blocked``): for tests and the demo, in no real provider."""
        return self._post(f"/control/{switch}", said, key="", doing="turning a switch")

    def _change(self, subscription: str, what: str, fields: dict[str, Any], key: str) -> Any:
        return self._post(f"/v1/subscriptions/{object_id(subscription)}/{what}", fields, key=key, doing="changing a subscription")

    def _lines(self, of: str, since: datetime, until: datetime) -> Iterator[Any]:
        after = 0
        period = f"since={int(since.timestamp())}&until={int(until.timestamp())}"
        while after is not None:
            said = self._get(f"/v1/{of}", query=f"{period}&after={after}", doing=f"reading the {of}")
            yield from said["lines"]
            after = said["after"]

    def _get(self, path: str, *, doing: str, query: str = "") -> Any:
        return self._asked("GET", path, {}, doing, query=query)

    def _post(self, path: str, fields: dict[str, Any], *, key: str, doing: str) -> Any:
        headers = {"content-type": "application/json", "idempotency-key": key}
        return self._asked("POST", path, headers, doing, content=json.dumps(fields).encode())

    def _asked(self, method: str, path: str, headers: dict[str, str], doing: str, query: str = "", content: bytes | None = None) -> Any:
        headers = headers | {"authorization": f"Bearer {self._key}"}
        reply = self._wire.send(method, path, doing=doing, headers=headers, query=query, content=content)
        said = reply.json()
        if reply.status != 200:
            raise refused(ERRORS, NAME, doing, reply.status, clean_code(said.get("error") if isinstance(said, dict) else None))
        if not isinstance(said, dict):
            raise ProviderFault("retry", f"{NAME} answered something else than JSON while {doing}")
        return said


def _fact(line: dict[str, Any]) -> Fact:
    return Fact(provider=NAME, **{**line, "at": moment(line["at"])})
