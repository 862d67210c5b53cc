"""Carried: what a plain form said of a gift, from one page to the next, in an address. The gate remembers nothing in between.

Promises: only this gate can read it (AES-GCM under a key of its own, another text each time), and only as long as its token is good; it
never holds the address for the receipt, which is typed on the last page alone. docs/spec/giving.md, section 5.
"""

import hmac
import json
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tamizdat.sealed.keys import b64, unb64

_PURPOSE = b"tamizdat carried gift 1"
_NONCE = 12
LONGEST = 900
KEPT = ("frequency", "amount", "currency", "method", "bank", "residence", "cover", "language", "appeal", "variant", "token")
"""What is carried; an address is not among it."""


def carry(form_token: bytes, said: Mapping[str, object]) -> str:
    """Return *said* as a text for an address."""
    plain = json.dumps({name: said[name] for name in KEPT if name in said}, separators=(",", ":")).encode()
    nonce = os.urandom(_NONCE)
    return b64(nonce + _cipher(form_token).encrypt(nonce, plain, _PURPOSE))


def carried(form_token: bytes, text: str) -> dict[str, object] | None:
    """Return what *text* carries, None if this gate did not write it."""
    if len(text) > LONGEST:
        return None
    try:
        raw = unb64(text)
        plain = json.loads(_cipher(form_token).decrypt(raw[:_NONCE], raw[_NONCE:], _PURPOSE))
    except (ValueError, InvalidTag):
        return None
    return dict(plain)


def _cipher(form_token: bytes) -> AESGCM:
    return AESGCM(hmac.digest(form_token, _PURPOSE, "sha256"))
