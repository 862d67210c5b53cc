"""Boxes: bytes closed to a public key, for one purpose, and all of one size where sizes would tell.

Promises: who has the public key can close and not open; a box opened under another purpose, key or with a changed bit is refused. A box
is ``suite (1 byte) | key id (8) | encapsulated key | ciphertext``; HPKE's ``info`` is the purpose, its ``aad`` empty (RFC 9180, base
mode, one message a context). Leaves the meaning of what is inside to the rooms.
"""

from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM
from cryptography.hazmat.primitives.hpke import Suite as Hpke

from tamizdat.sealed.keys import ID_BYTES, KEY_BYTES, P256, X25519, PrivateKey, PublicKey

_HPKE = {
    P256: Hpke(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM),
    X25519: Hpke(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM),
}
_TAG_BYTES = 16
_END = b"\x80"


class CannotOpen(ValueError):
    """A box that this key does not open: another key's, another purpose's, damaged, or no box at all."""


def seal(key: PublicKey, data: bytes, *, purpose: str, size: int | None = None) -> bytes:
    """Return *data* closed to *key*; padded to *size* bytes before closing, if given. Raises ``ValueError`` if it is longer."""
    inside = data if size is None else pad(data, size)
    return bytes([key.suite]) + key.id + _HPKE[key.suite].encrypt(inside, key.handle(), purpose.encode())


def open_box(keys: Mapping[bytes, PrivateKey], box: bytes, *, purpose: str, padded: bool = False) -> bytes:
    """Return what is inside *box*, opened by the one of *keys* (key id -> key) that it names. Raises ``CannotOpen``."""
    key = keys.get(key_id(box))
    if key is None or key.suite != box[0]:
        raise CannotOpen("no key here opens this box")
    try:
        inside = _HPKE[key.suite].decrypt(box[1 + ID_BYTES :], key.handle, purpose.encode())
    except (InvalidTag, ValueError):
        raise CannotOpen("the box is damaged, or was closed for another purpose") from None
    return unpad(inside) if padded else inside


def key_id(box: bytes) -> bytes:
    """Return the id of the key that opens *box*. Raises ``CannotOpen`` for what is no box."""
    if len(box) < 1 + ID_BYTES or box[0] not in KEY_BYTES or len(box) < 1 + ID_BYTES + KEY_BYTES[box[0]] + _TAG_BYTES:
        raise CannotOpen("not a box")
    return box[1 : 1 + ID_BYTES]


def box_bytes(suite: int, inside: int) -> int:
    """Return the size of a box around *inside* bytes."""
    return 1 + ID_BYTES + KEY_BYTES[suite] + inside + _TAG_BYTES  # type: ignore[index]


def pad(data: bytes, size: int) -> bytes:
    """Return *data* with one byte 0x80 and zeros up to *size* (ISO/IEC 7816-4). Raises ``ValueError`` if it does not fit."""
    if len(data) >= size:
        raise ValueError(f"{len(data)} bytes do not fit into a box of {size}")
    return (data + _END).ljust(size, b"\0")


def unpad(data: bytes) -> bytes:
    """Return what ``pad`` was given. Raises ``CannotOpen``."""
    inside, end, rest = data.rpartition(_END)
    if not end or rest.strip(b"\0"):
        raise CannotOpen("the padding is damaged")
    return inside
