"""An address as it is kept: a keyed hash to be found by and a box that only the list key opens; a second box while a mail waits.

Promises: all boxes have one size, whatever the address. Refuses what is no address. Leaves opening the list's boxes to the key agent.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from tamizdat.newsletters.interfaces import Ref
from tamizdat.sealed.agent import READER_BYTES, seal_address
from tamizdat.sealed.boxes import CannotOpen, open_box, seal
from tamizdat.sealed.keyring import Keyring
from tamizdat.sealed.keys import b64
from tamizdat.sealed.lookup import keyed_hash, normal

NOTICE_PURPOSE = "tamizdat notice 1"


@dataclass(frozen=True, slots=True)
class Known:
    """An address of which this process knows for a moment: what finds it, and itself."""

    hash: bytes
    address: str

    def __repr__(self) -> str:
        return "<an address>"


def known(keys: Keyring, address: str) -> Known:
    """Return *address* with its hash, as it is mailed to. Raises ``BadAddress``."""
    return Known(keyed_hash(keys.lookup(), address), normal(address))


def is_at(address: str, providers: Iterable[str]) -> bool:
    """Return whether the mailbox of an address lies at one of *providers* (domains), or below one."""
    domain = address.rpartition("@")[2].lower().rstrip(".")
    return any(domain == provider or domain.endswith(f".{provider}") for provider in providers)


def for_list(keys: Keyring, who: Known) -> bytes:
    """Return the address sealed to the list key."""
    return seal_address(keys.list_public(), who.address)


def for_notice(keys: Keyring, who: Known) -> bytes:
    """Return the address sealed to the queue key, for the worker that mails without the list key."""
    return seal(keys.queue_public(), who.address.encode(), purpose=NOTICE_PURPOSE, size=READER_BYTES)


def of_notice(keys: Keyring, box: bytes) -> str | None:
    """Return the address in a notice's box, None if its key is gone."""
    try:
        return open_box(keys.queue_keys(), box, purpose=NOTICE_PURPOSE, padded=True).decode()
    except CannotOpen:
        return None


def new_ref() -> Ref:
    """Return a random reference: 22 characters."""
    return b64(secrets.token_bytes(16))
