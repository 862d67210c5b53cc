"""What Stripe signs: HMAC-SHA256 over time and raw body (``Stripe-Signature: t=…,v1=…``). Pure.

Promises: nothing of an unsigned body is read. Source: Stripe, "Verify webhook signatures manually".
"""

import hashlib
import hmac
import json
import re

from tamizdat.contributions.interfaces import BadSignature, Hint, Hook
from tamizdat.contributions.providers.reading import moment, must_be_fresh, object_id, understanding

KINDS = {
    "checkout.session.completed": "checkout.session",
    "checkout.session.async_payment_succeeded": "checkout.session",
    "checkout.session.expired": "checkout.session",
    "charge.succeeded": "charge",
    "charge.failed": "charge",
    "charge.refunded": "charge",
    "refund.created": "refund",
    "refund.updated": "refund",
    "refund.failed": "refund",
    "charge.dispute.created": "dispute",
    "charge.dispute.updated": "dispute",
    "charge.dispute.funds_withdrawn": "dispute",
    "charge.dispute.funds_reinstated": "dispute",
    "charge.dispute.closed": "dispute",
    "customer.subscription.created": "event",
    "customer.subscription.updated": "event",
    "customer.subscription.deleted": "event",
}
"""Kind of event -> what is fetched of it. These are what the operator asks Stripe to send. Of a recurring contribution the event itself is
fetched: the object knows only its state now, and not when it was paused."""

_TIME = re.compile(r"[0-9]{9,11}")


def read_hook(hook: Hook, secret: str) -> Hint | None:
    """Return what *hook* hints at. Raises ``BadSignature``, ``ProviderFault``."""
    _must_be_signed(hook, secret)
    with understanding("Stripe", "webhook"):
        event = json.loads(hook.body)
        name, what = object_id(event["id"]), KINDS.get(event["type"])
        if what is None:
            return None
        return Hint(event=name, what=what, id=name if what == "event" else object_id(event["data"]["object"]["id"]))


def _must_be_signed(hook: Hook, secret: str) -> None:
    parts = [part.partition("=") for part in hook.headers.get("stripe-signature", "").split(",")]
    times = [value for name, _, value in parts if name.strip() == "t"]
    if len(times) != 1 or not _TIME.fullmatch(times[0]):
        raise BadSignature("a webhook in Stripe's name is not signed")
    right = hmac.new(secret.encode(), f"{times[0]}.".encode() + hook.body, hashlib.sha256).hexdigest()
    # Two while the secret is being changed
    said = [value for name, _, value in parts if name.strip() == "v1"]
    if not any(hmac.compare_digest(right.encode(), value.encode()) for value in said):
        raise BadSignature("a webhook in Stripe's name is signed by somebody else")
    must_be_fresh(moment(int(times[0])), hook)
