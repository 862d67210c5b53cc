"""Hooks: what other machines post, for the newsroom to believe or not. docs/spec/gate.md, section 12.

Promises: sealed and on the disk, whole, before it is called taken; what does not fit now is asked for again later, as providers do; of the
headers only those that signatures need. Refuses to know any provider's secret: whoever seizes the gate can forge nothing with it.
"""

import os
import time
from typing import TYPE_CHECKING

from tamizdat.gate.http import Answer, Request, plain
from tamizdat.gate.lines import FULL, HOOK, KEPT
from tamizdat.sealed.hooks import Posted, cut
from tamizdat.sealed.keys import b64

if TYPE_CHECKING:
    from tamizdat.gate.routes import Gate

PLACE = "/hooks/"
HEADERS = frozenset(
    {
        b"content-type",
        b"tamizdat-signature",
        b"stripe-signature",
        b"btcpay-sig",
        b"paypal-auth-algo",
        b"paypal-auth-version",
        b"paypal-cert-url",
        b"paypal-transmission-id",
        b"paypal-transmission-sig",
        b"paypal-transmission-time",
    }
)
"""What the newsroom may need to check a signature; of all others the gate keeps nothing."""

AGAIN_WHEN_FULL, AGAIN_WHEN_FAILED = 600, 60
"""Seconds after which who posted should try again."""


async def take(gate: "Gate", request: Request, address: str) -> Answer:
    """Take a hook."""
    name, now = gate.hooks[address], time.time()
    if not request.body:
        return plain(400, "A hook has a body.")
    if gate.floods.is_hook_over(name, now=now):
        return _later(3600 - int(now) % 3600)
    if not gate.shared.has_room_for_hooks(gate.limits.rows):
        gate.shared.add("full")
        return _later(AGAIN_WHEN_FULL)
    boxes = cut(gate.queue_key, Posted(name=name, headers=_headers(request), body=request.body, came=int(now)), hook=b64(os.urandom(16)))
    said = await gate.keeper.ask(HOOK, len(boxes).to_bytes(2) + b"".join(boxes))
    if said == KEPT:
        gate.shared.add("hooks")
        return plain(200, "Taken.")
    gate.shared.add("full" if said == FULL else "errors")
    return _later(AGAIN_WHEN_FULL if said == FULL else AGAIN_WHEN_FAILED)


def _headers(request: Request) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in request.headers:
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def _later(seconds: int) -> Answer:
    return plain(503, "Not taken. Please try again later.", again=seconds)
