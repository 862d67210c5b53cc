"""PayPal's books in memory: objects, the report, and the events that are sent of all that, signed. What the simulator stands on."""

import base64
import itertools
import json
from datetime import UTC, datetime
from functools import cache
from typing import Any
from zlib import crc32

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from simulators.payment_http import ProviderSimulator
from tamizdat.contributions.interfaces import Hook

START = 1_795_300_000
DAY = 86_400
CERTIFICATE = "/v1/notifications/certs/CERT-360caa42-fca2a594-1d93a270"
LENGTHS = {"MONTH": 30 * DAY, "YEAR": 365 * DAY}


@cache
def signing_key(of: str) -> tuple[RSAPrivateKey, bytes]:
    """A key and its certificate (PEM), for *of*."""
    key = generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, of)])
    since, until = (datetime.fromtimestamp(START + days * DAY, UTC) for days in (-100, 265))
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(since).not_valid_after(until)
    return key, builder.sign(key, SHA256()).public_bytes(Encoding.PEM)


class PayPalBooks(ProviderSimulator):
    """One account at PayPal, and one application."""

    application = "AbCdEfGhIjKlMnOpQrStUvWx"
    secret = "TheSecretOfTheSimulatorsApplication"
    hook_name = "8PT597110X687430LKGECATA"

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.objects: dict[str, dict[str, Any]] = {}
        self.report: list[dict[str, Any]] = []
        self.replies: dict[str, tuple[Any, Any, int]] = {}  # key -> what was asked, answered, and when
        self.tokens: dict[str, int] = {}
        self.page_size = 100
        self.unsent: list[dict[str, Any]] = []
        self.numbers = itertools.count(1)
        self.slow = False  # payments of subscriptions are announced before they can be seen
        self.declines = ""  # why what was approved is not paid, if it is not

    def clock(self) -> datetime:
        """The time there."""
        return datetime.fromtimestamp(self.now, UTC)

    def hooks(self) -> list[Hook]:
        """What PayPal has sent since it was asked last."""
        sent, self.unsent = self.unsent, []
        return [self.hook(json.dumps(event).encode(), at=event["_at"]) for event in sent]

    def hook(self, body: bytes, *, at: int, secret: str = "messageverificationcerts.paypal.com", received: int = 0) -> Hook:
        """A webhook with *body*, signed at *at* with the key of *secret*."""
        name, time = f"t-{next(self.numbers)}", datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        message = f"{name}|{time}|{self.hook_name}|{crc32(body)}".encode()
        signature = signing_key(secret)[0].sign(message, PKCS1v15(), SHA256())
        headers = {
            "content-type": "application/json",
            "paypal-transmission-id": name,
            "paypal-transmission-time": time,
            "paypal-transmission-sig": base64.b64encode(signature).decode(),
            "paypal-cert-url": f"{self.base}{CERTIFICATE}",
            "paypal-auth-algo": "SHA256withRSA",
        }
        when = datetime.fromtimestamp(received or at + 2, UTC)
        return Hook(id=f"hook-{next(self.numbers)}", name="paypal", headers=headers, body=body, received=when)

    def tick(self) -> None:
        self.now += 7

    def new(self, prefix: str = "", length: int = 17) -> str:
        return prefix + f"{next(self.numbers):0{length}d}"

    def put(self, kind: str, ident: str, /, **said: Any) -> dict[str, Any]:
        self.objects[ident] = {"id": ident, "_kind": kind, **said}
        return self.objects[ident]

    def all(self, kind: str) -> list[dict[str, Any]]:
        return [one for one in self.objects.values() if one["_kind"] == kind]

    def link(self, rel: str, path: str) -> dict[str, str]:
        return {"href": path if path.startswith("http") else f"{self.base}{path}", "rel": rel, "method": "GET"}

    def time(self, at: int | None = None) -> str:
        return datetime.fromtimestamp(self.now if at is None else at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def event(self, kind: str, about: Any) -> None:
        """Send that something happened to *about*."""
        shown = json.loads(json.dumps({name: value for name, value in about.items() if not name.startswith("_")}))
        about = {"create_time": self.time(), "event_type": kind, "resource_type": "any", "resource": shown, "summary": "Jane gave."}
        name = self.new("WH-")
        self.put("event", name, _at=self.now, **about)
        self.unsent.append({**about, "id": name, "_at": self.now})

    def line(self, code: str, name: str, money: Any, *, fee: Any = None, **said: Any) -> None:
        """Write a line of the report."""
        time = {"transaction_initiation_date": self.time(), "transaction_updated_date": self.time(), "transaction_status": "S"}
        line = {"transaction_id": name, "transaction_event_code": code, "transaction_amount": money, **time, **said}
        self.report.append({**line, **({"fee_amount": fee} if fee else {})})


def negative(money: dict[str, str]) -> dict[str, str]:
    """As much, the other way."""
    return {**money, "value": f"-{money['value']}"}


def fee_of(money: dict[str, str]) -> dict[str, str]:
    """What PayPal keeps."""
    digits = 0 if money["currency_code"] == "JPY" else 2
    return {**money, "value": f"{float(money['value']) * 0.03:.{digits}f}"}
