"""The head: the one small file that names an edition, its two trees, and where to find mirrors and gates.

At most 1,024 bytes of canonical JSON, so that it passes the narrowest connection. Strictly growing edition number, time and expiry
(seven days). ``key`` and ``signature`` are empty until editions are signed. docs/spec/edition.md, section 6.
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tamizdat.edition.canonical import canonical

HEAD_BYTES = 1024
EXPIRES_AFTER = timedelta(days=7)
SCHEMA = 1

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


class BadHead(ValueError):
    """Bytes that are no head; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """One edition: number, time and expiry (UTC), root names of the trees of pages and of other files, digest of the floor."""

    edition: int
    time: str
    expires: str
    pages: str
    objects: str
    floor: str
    mirrors: tuple[str, ...]
    gates: tuple[str, ...]
    queue: str = ""
    roots: int = 0
    key: str = ""
    signature: str = ""


def utc(moment: datetime) -> str:
    """Return *moment* as records and heads write it: ``2026-11-22T18:35:00Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def expiry(as_of: datetime) -> str:
    """Return when an edition made at *as_of* expires."""
    return utc(as_of + EXPIRES_AFTER)


def encode_head(head: Head) -> bytes:
    """Return the bytes of ``head.json``. Mirrors that do not fit are left out, the last ones first; gates never are.

    Raises ``BadHead`` if it passes 1,024 bytes even so.
    """
    mirrors = list(head.mirrors)
    while True:
        plain: dict[str, Any] = {name: getattr(head, name) for name in head.__dataclass_fields__}
        data = canonical(plain | {"schema": SCHEMA, "mirrors": mirrors, "gates": list(head.gates)})
        if len(data) <= HEAD_BYTES:
            return data
        if not mirrors:
            raise BadHead(f"the head has {len(data)} bytes and may have {HEAD_BYTES}: list fewer gates")
        mirrors.pop()


def decode_head(data: bytes) -> Head:
    """Return the head in *data*. Raises ``BadHead``."""
    if len(data) > HEAD_BYTES:
        raise BadHead(f"the head has {len(data)} bytes and may have {HEAD_BYTES}")
    try:
        plain = json.loads(data)
        is_canonical = canonical(plain) == data
    except (ValueError, TypeError, RecursionError):
        raise BadHead("the head is not JSON") from None
    if not is_canonical:
        raise BadHead("the head is not written as canonical JSON")
    if not isinstance(plain, dict) or plain.pop("schema", None) != SCHEMA or set(plain) != set(Head.__dataclass_fields__):
        raise BadHead("the head does not have the fields of a head of schema 1")
    for name, kind in {"edition": int, "roots": int, "mirrors": list, "gates": list}.items():
        if type(plain[name]) is not kind:
            raise BadHead(f"the head's {name} is not of type {kind.__name__}")
    head = Head(**plain | {"mirrors": tuple(plain["mirrors"]), "gates": tuple(plain["gates"])})
    texts = (getattr(head, name) for name in ("time", "expires", "pages", "objects", "floor", "queue", "key", "signature"))
    if not all(isinstance(text, str) for text in (*texts, *head.mirrors, *head.gates)):
        raise BadHead("a text field of the head is not a text")
    if not (_TIME.fullmatch(head.time) and _TIME.fullmatch(head.expires)):
        raise BadHead("a time of the head is not written like 2026-11-22T18:35:00Z")
    return head
