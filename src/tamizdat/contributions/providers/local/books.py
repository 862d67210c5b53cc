"""The books: one change of what the pretend provider keeps, at one moment of its clock, with the journal and the webhooks that follow.

Promises: whatever happens to an object is one line of the journal with a name of its own, and one webhook that hints at it; both are
written with the change, or not at all.
"""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tamizdat.contributions.providers.local.fees import fee, settled
from tamizdat.contributions.providers.local.store import Plain, Store


class Refused(Exception):
    """What was asked cannot be done: an HTTP status, and a code for the program that asked."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


@dataclass(frozen=True, slots=True)
class Books:
    """The store at a moment. *now*: of the provider's clock; *real*: of the world's, for what is posted."""

    store: Store
    now: int
    real: float
    account: str  # currency in which everything is settled

    def new(self, kind: str, prefix: str, **fields: Any) -> Plain:
        """Make an object and keep it."""
        thing = {"id": f"{prefix}_{secrets.token_hex(10)}", "object": kind, "made": self.now} | fields
        self.store.put(thing)
        return thing

    def need(self, kind: str, thing: str) -> Plain:
        """Return an object. Raises ``Refused``."""
        found = self.store.get(thing)
        if found is None or found["object"] != kind:
            raise Refused(404, "not_found")
        return found

    def record(self, thing: Plain, state: str, kind: str, **fact: Any) -> None:
        """Write down what happened to an object, and have a webhook say so. The same *state* of an object is written once."""
        said = {"kind": kind, "at": self.now, "ref": thing["ref"]} | fact
        name = f"{thing['id']}:{state}"
        if self.store.rows("SELECT 1 FROM journal WHERE name = ?", name):
            return
        self.store.rows(
            "INSERT INTO journal (name, at, kind, id, fact) VALUES (?, ?, ?, ?, ?)",
            name, self.now, thing["object"], thing["id"], json.dumps(said),
        )  # fmt: skip
        self.post(kind, thing)

    def post(self, kind: str, thing: Plain) -> None:
        """Have a webhook say that something happened to an object."""
        hook = {"id": f"evt_{secrets.token_hex(10)}", "type": f"{thing['object']}.{kind}", "created": self.now}
        body = json.dumps(hook | {"object": thing["object"], "target": thing["id"]})
        self.store.rows("INSERT INTO parcel (body, made, due, tries, copies) VALUES (?, ?, ?, 0, 1)", body, self.real, self.real)

    def come_of(self, checkout: Plain) -> list[str]:
        """Return the ids of what a checkout led to: a payment, and the subscription that it is the first of. Of other objects: none."""
        query = "SELECT data FROM thing WHERE kind = 'payment' AND json_extract(data, '$.checkout') = ?"
        made = [json.loads(data) for (data,) in self.store.rows(query, checkout["id"])]
        return [name for payment in made for name in (payment["subscription"], payment["id"]) if name]

    def history(self, *things: str) -> list[Plain]:
        """Return all that happened to some objects, oldest first."""
        named = ", ".join("?" * len(things))
        found = self.store.rows(f"SELECT name, fact FROM journal WHERE id IN ({named}) ORDER BY seq", *things)  # noqa: S608 - marks alone
        return [{"event": name} | json.loads(fact) for name, fact in found]

    def moved(self, amount: int, currency: str, method: str, *, keeps: bool = True) -> Plain:
        """Return the fields that say what a movement of money came to in the account; *keeps*: whether a fee is kept of it."""
        arrived = settled(amount, currency, self.account)
        kept = fee(arrived, method, self.account) if keeps else 0
        return {"amount": amount, "currency": currency, "settled": arrived, "settled_currency": self.account, "fee": kept, "method": method}

    def settle(self, transaction: str, moved: Plain, *, sign: int = 1) -> None:
        """Put a movement of money into the settlement report."""
        said = {name: moved[name] for name in ("currency", "settled_currency", "fee")}
        said |= {"amount": sign * moved["amount"], "settled": sign * moved["settled"], "at": self.now}
        self.store.put({"id": f"line_{transaction}", "object": "settlement", "transaction": transaction} | said)


@contextmanager
def opened(store: Store, *, now: int, real: float, account: str) -> Iterator[Books]:
    """Open the books for one change."""
    with store.change():
        yield Books(store, now, real, account)
