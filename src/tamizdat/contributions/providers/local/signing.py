"""The signature of a webhook: HMAC-SHA256 over time and raw body, in the header ``tamizdat-signature: t=…,v1=…``. Pure.

Promises: good only for these very bytes, and only when the webhook came within 300 s of its signing.
"""

import hmac
import re

HEADER = "tamizdat-signature"
TOLERANCE = 300
"""Seconds between signing and coming."""

_FORM = re.compile(r"t=([0-9]{1,12}),v1=([0-9a-f]{64})")


def signature(secret: bytes, body: bytes, *, now: int) -> str:
    """Return the header's value for *body* signed at *now* (seconds since 1970)."""
    return f"t={now},v1={_mac(secret, now, body)}"


def is_signed(secret: bytes, body: bytes, said: str, *, came: float) -> bool:
    """Return whether *said* is the signature of *body*, made within ``TOLERANCE`` of *came* (seconds since 1970)."""
    found = _FORM.fullmatch(said)
    if found is None or abs(int(found[1]) - came) > TOLERANCE:
        return False
    return hmac.compare_digest(found[2], _mac(secret, int(found[1]), body))


def _mac(secret: bytes, now: int, body: bytes) -> str:
    return hmac.digest(secret, f"{now}.".encode() + body, "sha256").hex()
