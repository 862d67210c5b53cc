"""Bounces and complaints that a relay's operator hands in as signed JSON. docs/spec/bounces.md.

Promises: nothing of an unsigned, altered or old request is believed; one event that makes no sense does not keep the others from being
read. Leaves the way in to the gate and applying to ``tick.apply``.
"""

import hmac
import json
from typing import Any

from tamizdat.newsletters.bounces.findings import Finding, of_failure
from tamizdat.newsletters.mail.names import tokens_in

HEADER = "Tamizdat-Signature"
"""``t=<seconds since 1970>,v1=<hex of HMAC-SHA256(secret, "<t>." + body)>``."""

TOLERANCE = 300
"""Seconds that the signed time may lie beside the time at which the request came."""

BODY_BYTES, EVENTS = 256 * 1024, 1_000
"""More than this in one request is refused whole."""


class BadWebhook(ValueError):
    """A request that is not believed. Says what is wrong with it, and nothing of what it holds."""


def read_webhook(body: bytes, signature: str, *, secret: bytes, key: bytes, came: float) -> list[Finding]:
    """Return what a request says; *signature* is its header, *came* when it came (seconds since 1970). Raises ``BadWebhook``."""
    _check(body, signature, secret, came)
    try:
        events = json.loads(body)["events"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BadWebhook('not the JSON object {"events": […]}') from None
    if not isinstance(events, list) or len(events) > EVENTS:
        raise BadWebhook(f"events must be a list of at most {EVENTS}")
    return [_finding(event, key) for event in events]


def sign(body: bytes, *, secret: bytes, when: int) -> str:
    """Return the header for *body* sent at *when* (seconds since 1970)."""
    return f"t={when},v1={hmac.new(secret, b'%d.' % when + body, 'sha256').hexdigest()}"


def _check(body: bytes, signature: str, secret: bytes, came: float) -> None:
    if len(body) > BODY_BYTES:
        raise BadWebhook(f"longer than {BODY_BYTES} bytes")
    parts = dict(part.strip().partition("=")[::2] for part in signature.split(","))
    when = parts.get("t", "")
    if not (when.isascii() and when.isdigit() and len(when) < 12) or abs(int(when) - came) > TOLERANCE:
        raise BadWebhook(f"its signed time is missing or more than {TOLERANCE} seconds off")
    if not hmac.compare_digest(sign(body, secret=secret, when=int(when)), f"t={when},v1={parts.get('v1', '')}"):
        raise BadWebhook("its signature does not fit")


def _finding(event: Any, key: bytes) -> Finding:
    if not isinstance(event, dict):
        return Finding("unknown")
    token = next(iter(tokens_in(key, str(event.get("return_path", "")))), None)
    meant = _meant(str(event.get("kind", "")), str(event.get("status", "")), str(event.get("words", "")))
    return Finding(meant.kind, token, meant.status, meant.words) if token or not meant.settled else Finding("stranger")


def _meant(kind: str, status: str, words: str) -> Finding:
    if kind == "bounce":
        return of_failure(status, words)
    if kind == "complaint":
        return Finding("complaint")
    return Finding("unknown")
