"""Records: what is sealed at the gate, or in the page before it, for the newsroom; all of one size. docs/spec/gate.md, section 2.

Promises: canonical JSON, 2,048 bytes padded, to one queue key; a box that a page sealed is let through only if it has the one size and
names a key that the newsroom still has. Pure. Leaves what the fields mean to those who handle a kind.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from tamizdat.sealed.boxes import CannotOpen, box_bytes, key_id, open_box, seal
from tamizdat.sealed.keys import P256, PrivateKey, PublicKey, b64

RECORD_BYTES = 2048
PURPOSE = "tamizdat gate record 1"
BOX_BYTES = box_bytes(P256, RECORD_BYTES)

LONGEST_ADDRESS = 320
"""What is typed longer is no address, and must not break the record."""


def sealed(key: PublicKey, kind: str, **fields: Any) -> bytes:
    """Return a record of *kind* as a box. Raises ``ValueError`` if it is too long."""
    plain = json.dumps({"kind": kind} | fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return seal(key, plain.encode(errors="replace"), purpose=PURPOSE, size=RECORD_BYTES)


def opened(keys: Mapping[bytes, PrivateKey], box: bytes) -> dict[str, Any]:
    """Return the fields of the record in *box*, ``kind`` among them. Raises ``CannotOpen``, also for what is no JSON object with a kind."""
    inside = open_box(keys, box, purpose=PURPOSE, padded=True)
    try:
        fields = json.loads(inside)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict) or not isinstance(fields.get("kind"), str):
        raise CannotOpen("the box holds no record")
    return fields


def is_box(box: bytes) -> bool:
    """Return whether *box* looks like a record: to look inside is beyond the gate."""
    return len(box) == BOX_BYTES and box[0] == P256


def can_be_opened(box: bytes, keys: Sequence[PublicKey]) -> bool:
    """Return whether the newsroom still has the key that opens *box*."""
    try:
        return key_id(box) in {key.id for key in keys}
    except CannotOpen:
        return False


def record_id(box: bytes) -> str:
    """Return the name of a record: 22 characters."""
    return b64(sha256(box).digest()[:16])
