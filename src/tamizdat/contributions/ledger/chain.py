"""The chain: each entry's digest covers the digest before and all that the entry says. Pure.

Promises: who changes, removes or slips in an entry changes every digest after it. What a chain alone cannot show is that its newest
entries were cut off: heads are noted elsewhere (``heads``).
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

SAID = (
    "provider", "event", "kind", "at", "ref", "subscription", "transaction", "of", "amount", "currency", "fee", "settled",
    "settled_currency", "frequency", "method", "issued_in", "why",
)  # fmt: skip
"""Fields of a fact, as an entry has them."""

COVERED = ("number", "learned", "source", *SAID)
"""What an entry's digest covers, beside the digest before."""


def canonical(said: Mapping[str, Any]) -> bytes:
    """Return *said* as canonical JSON: keys sorted, no spaces, UTF-8; times as RFC 3339 in UTC, with microseconds."""
    plain = {name: _time(value) if isinstance(value, datetime) else value for name, value in said.items()}
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(before: str, said: Mapping[str, Any]) -> str:
    """Return the digest (SHA-256, hexadecimal) of what *said* after the entry with digest *before* ("" before the first)."""
    return hashlib.sha256(bytes.fromhex(before) + canonical(said)).hexdigest()


def of_row(row: Any, covered: tuple[str, ...] = COVERED) -> str:
    """Return what the digest of a row of ``Entry`` (or of ``Deed``, with its fields *covered*) must be."""
    return digest(row.before, {name: getattr(row, name) for name in covered})


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
