"""What PayPal signs: RSA with SHA-256 over ``id|time|webhook|crc32(body)``, with a key whose certificate lies at PayPal's.

Promises: nothing of an unsigned body is read. A certificate is fetched from PayPal's own host, over TLS, under the one path where they
lie, and asked for once; it is not asked who else signed it. CRC-32 is no cryptographic digest: who has one signed message could make
another body with the same sum within its 300 s, which is why a webhook is a hint and nothing more. Source: PayPal, "Integrate webhooks".
"""

import json
import re
from base64 import b64decode
from datetime import datetime
from typing import Any
from zlib import crc32

import httpx
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import load_pem_x509_certificate

from tamizdat.contributions.interfaces import BadSignature, Hint, Hook, ProviderFault
from tamizdat.contributions.providers.faults import judge
from tamizdat.contributions.providers.paypal.api import FAULTS
from tamizdat.contributions.providers.reading import day_and_time, must_be_fresh, object_id, understanding
from tamizdat.contributions.providers.wire import Wire

KINDS = {
    "CHECKOUT.ORDER.APPROVED": "order",
    "CHECKOUT.ORDER.COMPLETED": "order",
    "PAYMENT.CAPTURE.COMPLETED": "capture",
    "PAYMENT.CAPTURE.DENIED": "capture",
    "PAYMENT.CAPTURE.REFUNDED": "refund",
    "PAYMENT.SALE.COMPLETED": "sale",
    "PAYMENT.SALE.REFUNDED": "refund",
    "BILLING.SUBSCRIPTION.ACTIVATED": "subscription",
    "BILLING.SUBSCRIPTION.CANCELLED": "subscription",
    "BILLING.SUBSCRIPTION.EXPIRED": "subscription",
    "BILLING.SUBSCRIPTION.SUSPENDED": "event",
    "BILLING.SUBSCRIPTION.RE-ACTIVATED": "event",
    "BILLING.SUBSCRIPTION.PAYMENT.FAILED": "event",
    "CUSTOMER.DISPUTE.CREATED": "dispute",
    "CUSTOMER.DISPUTE.UPDATED": "dispute",
    "CUSTOMER.DISPUTE.RESOLVED": "dispute",
}
"""Kind of event -> what is fetched of it. These are what the operator asks PayPal to send. Where the object knows only its state now, the
event itself is fetched."""

HOSTS = {
    "https://api-m.paypal.com": ("https://api.paypal.com", "https://api-m.paypal.com"),
    "https://api-m.sandbox.paypal.com": ("https://api.sandbox.paypal.com", "https://api-m.sandbox.paypal.com"),
}
"""API -> where its certificates lie."""

MOST_CERTIFICATES = 16
_PATH = re.compile(r"/v1/notifications/certs/CERT-[A-Za-z0-9-]{8,80}")
_SAID = ("transmission-id", "transmission-time", "transmission-sig", "cert-url")
_PRINTABLE = re.compile(r"[!-~]{1,500}")


class Hooks:
    """The webhook *name* of one application, whose certificates lie at *hosts*."""

    def __init__(self, name: str, hosts: tuple[str, ...], *, proxy: str = "", way: httpx.BaseTransport | None = None) -> None:
        self._name = name
        self._wires = {host: Wire("PayPal", host, proxy=proxy, way=way) for host in hosts}
        self._keys: dict[str, tuple[RSAPublicKey, datetime, datetime]] = {}

    def close(self) -> None:
        """Close its connections."""
        for wire in self._wires.values():
            wire.close()

    def read(self, hook: Hook) -> Hint | None:
        """Return what *hook* hints at. Raises ``BadSignature``, ``ProviderFault``."""
        self._must_be_signed(hook)
        with understanding("PayPal", "webhook"):
            event = json.loads(hook.body)
            name, what = object_id(event["id"]), KINDS.get(event["event_type"])
            return None if what is None else _hint(name, what, event["resource"])

    def _must_be_signed(self, hook: Hook) -> None:
        said = {name: hook.headers.get(f"paypal-{name}", "") for name in _SAID}
        if not all(_PRINTABLE.fullmatch(value) for value in said.values()) or hook.headers.get("paypal-auth-algo") != "SHA256withRSA":
            raise BadSignature("a webhook in PayPal's name is not signed")
        try:
            when, signature = day_and_time(said["transmission-time"]), b64decode(said["transmission-sig"], validate=True)
        except ValueError:
            raise BadSignature("a webhook in PayPal's name is not signed") from None
        must_be_fresh(when, hook)
        message = f"{said['transmission-id']}|{said['transmission-time']}|{self._name}|{crc32(hook.body)}"
        try:
            self._key(said["cert-url"], hook.received).verify(signature, message.encode(), PKCS1v15(), SHA256())
        except InvalidSignature:
            raise BadSignature("a webhook in PayPal's name is signed by somebody else") from None

    def _key(self, url: str, now: datetime) -> RSAPublicKey:
        if url not in self._keys:
            while len(self._keys) >= MOST_CERTIFICATES:
                del self._keys[next(iter(self._keys))]
            self._keys[url] = self._certified(url)
        key, since, until = self._keys[url]
        if not since <= now <= until:
            raise BadSignature("a webhook in PayPal's name is signed with a key whose time is over")
        return key

    def _certified(self, url: str) -> tuple[RSAPublicKey, datetime, datetime]:
        host = next((host for host in self._wires if url.startswith(f"{host}/")), "")
        path = url.removeprefix(host)
        if not host or not _PATH.fullmatch(path):
            raise BadSignature("a webhook in PayPal's name names a certificate that does not lie at PayPal's")
        reply = self._wires[host].send("GET", path, doing="fetching a certificate", headers={"Accept": "*/*"})
        if reply.status != 200 and judge(FAULTS, reply.status, "") == "retry":
            raise ProviderFault("retry", f"PayPal answered {reply.status} while fetching a certificate")
        try:
            certificate = load_pem_x509_certificate(reply.body)
        except ValueError:
            raise BadSignature("a webhook in PayPal's name names a certificate that is none") from None
        key = certificate.public_key()
        if not isinstance(key, RSAPublicKey) or key.key_size < 2048:
            raise BadSignature("a webhook in PayPal's name is signed with a key that is none of PayPal's")
        return key, certificate.not_valid_before_utc, certificate.not_valid_after_utc


def _hint(event: str, what: str, resource: Any) -> Hint:
    if what == "event":
        return Hint(event=event, what=what, id=event)
    if what == "sale":  # of a subscription it is the subscription that can be asked what was paid
        parent, sale = resource.get("billing_agreement_id"), object_id(resource["id"])
        return Hint(event=event, what="sale" if parent else "capture", id=f"{object_id(parent)}_{sale}" if parent else sale)
    return Hint(event=event, what=what, id=object_id(resource["dispute_id" if what == "dispute" else "id"]))
