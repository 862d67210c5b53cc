"""A person as they are kept: address and language under a key of their own, which is sealed to the list key.

Promises: without the list key nobody opens it, and without the key's row nobody ever does; all boxes have one size. A second box, sealed to
the queue key, is for a mail that is on its way.
"""

import json
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tamizdat.sealed.agent import seal_address
from tamizdat.sealed.boxes import CannotOpen, open_box, pad, seal, unpad
from tamizdat.sealed.keyring import Keyring
from tamizdat.sealed.keys import PublicKey, b64, unb64

MAIL_PURPOSE = "tamizdat gift mail 1"
_GIVER_PURPOSE = b"tamizdat giver 1"

BOX_BYTES = 344
"""An address of 254 bytes and a language of 20, as JSON."""

_NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of whom this process knows for a moment."""

    address: str
    language: str

    def __repr__(self) -> str:
        return "<a person>"


def for_keeping(list_key: PublicKey, person: Person) -> tuple[bytes, bytes]:
    """Return a fresh key of the person's, sealed to the list key, and the box under it."""
    key, nonce = secrets.token_bytes(32), secrets.token_bytes(_NONCE_BYTES)
    box = nonce + AESGCM(key).encrypt(nonce, pad(_written(person), BOX_BYTES), _GIVER_PURPOSE)
    return seal_address(list_key, b64(key)), box


def kept(key: str | None, box: bytes) -> Person | None:
    """Return the person in *box*; *key* as the key agent opens it. None if either is damaged."""
    try:
        return _read(unpad(AESGCM(unb64(key or "")).decrypt(box[:_NONCE_BYTES], box[_NONCE_BYTES:], _GIVER_PURPOSE)))
    except (ValueError, InvalidTag):
        return None


def for_mail(keys: Keyring, person: Person) -> bytes:
    """Return the person sealed to the queue key, for the process that mails without the list key."""
    return seal(keys.queue_public(), _written(person), purpose=MAIL_PURPOSE, size=BOX_BYTES)


def of_mail(keys: Keyring, box: bytes) -> Person | None:
    """Return the person in a mail's box, None if its key is gone."""
    try:
        return _read(open_box(keys.queue_keys(), box, purpose=MAIL_PURPOSE, padded=True))
    except CannotOpen:
        return None


def _written(person: Person) -> bytes:
    return json.dumps([person.address, person.language], ensure_ascii=False).encode()


def _read(raw: bytes) -> Person:
    address, language = json.loads(raw)
    return Person(str(address), str(language))
