"""Readers of letters for tests: keys that lie in a folder, records as the gate hands them over, readers as the store keeps them."""

from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings

from simulators import newspaper
from simulators.gates import door_of
from tamizdat.newsletters.interfaces import GateRecord
from tamizdat.newsletters.models import ConsentText, Pending, Reader, Subscription
from tamizdat.newsletters.readers.addresses import for_list, known, new_ref
from tamizdat.newsletters.readers.consents import keep_published
from tamizdat.sealed.keyring import Keyring
from tamizdat.sealed.keyring_locks import LEAST_COST

PASSPHRASE = "tern lantern gravel oath"
FRIDAY = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)

_numbers = count(1)


def keys() -> Keyring:
    """Return the keys of the tests' home, made when first asked for."""
    ring = Keyring(Path(settings.TAMIZDAT.home) / "keys")
    if not (ring.folder / "list.public").exists():
        ring.make_missing(PASSPHRASE, cost=LEAST_COST)
    return ring


def record(kind: str, *, record_id: str | None = None, came: datetime = FRIDAY, **fields: Any) -> GateRecord:
    """Return a record of the gate, with an id of its own unless one is given."""
    return GateRecord(id=record_id or f"record-{next(_numbers)}", came=came, door=door_of(kind), kind=kind, fields={"kind": kind, **fields})


def sign_up(address: str = "ada@example.org", **changes: Any) -> GateRecord:
    """Return a sign-up for the weekly letter in English."""
    fields = {"language": "en", "address": address, "letters": ["weekly"], "consent": newspaper.VERSION, "discreet": False}
    outer = {name: changes.pop(name) for name in ("record_id", "came") if name in changes}
    return record("sign_up", **outer, **fields | changes)


def reader(address: str | None = None, *, letters: tuple[str, ...] = ("weekly",), language: str = "en", **changes: Any) -> Reader:
    """Return a confirmed reader."""
    who = known(keys(), address or f"reader{next(_numbers)}@example.org")
    keep_published()
    values = {"ref": new_ref(), "box": for_list(keys(), who), "language": language, "since": FRIDAY.date()}
    made = Reader.objects.create(address_hash=who.hash, **values | changes)
    for letter in letters:
        words = ConsentText.objects.filter(language=language, letter=letter).latest("pk")
        Subscription.objects.create(reader=made, letter=letter, language=language, consent=words, consented=FRIDAY.date(), source="form")
    return made


def hash_of(address: str) -> bytes:
    """Return the keyed hash of an address under the tests' key."""
    return known(keys(), address).hash


def pending(address: str) -> Pending:
    """Return the wish of an address that waits for its confirmation."""
    return Pending.objects.get(address_hash=hash_of(address))
