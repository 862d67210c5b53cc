"""Canonical JSON, digests and short identifiers: one way to turn plain data into bytes and bytes into a name.

Promises: the same value gives the same bytes on any machine, in Python and in JavaScript. Refuses floats, because
two languages print them differently. The rules are written down in docs/spec/edition.md, section 1.
"""

import hashlib
import json
from base64 import urlsafe_b64encode
from typing import Any

Plain = None | bool | int | str | list["Plain"] | dict[str, "Plain"]


def canonical(value: Any) -> bytes:
    """Return *value* as canonical JSON: UTF-8, keys sorted by code point, no spaces, no floats.

    Raises ``TypeError`` for a float or anything else that JSON has no exact form for.
    """
    _refuse_floats(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def digest(data: bytes) -> str:
    """Return the SHA-256 of *data* in base64url without padding: 43 characters."""
    return base64url(hashlib.sha256(data).digest())


def short_id(data: bytes) -> str:
    """Return the first 128 bits of the SHA-256 of *data* in base64url: the 22-character id of a photo's source."""
    return base64url(hashlib.sha256(data).digest()[:16])


def base64url(data: bytes) -> str:
    """Return *data* in base64url (RFC 4648, section 5) without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("canonical JSON holds no floats: write an integer in a smaller unit, or a string")
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(f"canonical JSON keys are strings, not {type(key).__name__}")
            _refuse_floats(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _refuse_floats(item)
