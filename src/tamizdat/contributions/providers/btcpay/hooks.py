"""What BTCPay signs: HMAC-SHA256 over the raw body (``BTCPay-Sig: sha256=…``), in which stands when it happened. Pure.

Promises: nothing of an unsigned body is read. A delivery that failed is sent again with the time of the first one, for about an hour: what
says so of itself may be so much older. Who has one may send it again for as long, and only has an object fetched that was fetched before.
Source: BTCPay's Greenfield specification, "Webhooks".
"""

import hashlib
import hmac
import json
from datetime import timedelta

from tamizdat.contributions.interfaces import BadSignature, Hint, Hook
from tamizdat.contributions.providers.reading import moment, must_be_fresh, object_id, understanding

KINDS = ("InvoiceReceivedPayment", "InvoicePaymentSettled", "InvoiceSettled", "InvoiceExpired", "InvoiceInvalid")
"""Kinds of events of which the invoice is fetched. These are what the operator asks BTCPay to send."""

SENT_AGAIN = timedelta(hours=2)
"""So old a delivery that is sent again may be."""


def read_hook(hook: Hook, secret: str) -> Hint | None:
    """Return what *hook* hints at. Raises ``BadSignature``, ``ProviderFault``."""
    right = "sha256=" + hmac.new(secret.encode(), hook.body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(right.encode(), hook.headers.get("btcpay-sig", "").encode()):
        raise BadSignature("a webhook in BTCPay's name is not signed, or by somebody else")
    with understanding("BTCPay", "webhook"):
        event = json.loads(hook.body)
        signed, again = moment(event["timestamp"]), event["isRedelivery"] is True
        if not again or hook.received - signed > SENT_AGAIN:
            must_be_fresh(signed, hook)
        if event["type"] not in KINDS:
            return None
        first = event.get("originalDeliveryId") or event["deliveryId"]
        return Hint(event=object_id(first), what="invoice", id=object_id(event["invoiceId"]))
