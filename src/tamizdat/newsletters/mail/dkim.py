"""DKIM signatures, made with ``cryptography`` (RFC 6376 relaxed/relaxed, RFC 8463), and the DNS records that go with them.

Promises: From is signed once more than it occurs, and Reply-To although there is none, so that nobody can add another; both
List-Unsubscribe headers are signed (RFC 8058, 4). RSA because receivers demand it, Ed25519 beside it. Leaves keeping keys to the keyring.
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat, load_pem_private_key

RSA_BITS = 2048
"""What a DNS record can carry and every receiver takes."""

SIGNED = (
    *("from", "to", "subject", "date", "message-id", "reply-to", "list-id", "list-unsubscribe", "list-unsubscribe-post"),
    *("precedence", "auto-submitted", "mime-version", "content-type"),
)
"""The headers that are signed where they occur; ``from`` and ``reply-to`` once more than that."""

_OVER = ("from", "reply-to")
_SPACES = re.compile(rb"[ \t]+")
_BEFORE_END = re.compile(rb"[ \t]+(?=\r\n)")

DkimKey = RSAPrivateKey | Ed25519PrivateKey
Field = tuple[str, bytes]
"""A header for signing: its name in lower case, and its value in relaxed form."""


class BadDkimKey(ValueError):
    """A file that holds no key for DKIM. Says what it should hold."""


@dataclass(frozen=True, slots=True)
class DnsRecord:
    """A TXT record to publish."""

    name: str
    text: str

    def zone_line(self) -> str:
        """Return it as a zone file has it: in strings of at most 255 characters."""
        strings = " ".join(f'"{self.text[start : start + 255]}"' for start in range(0, len(self.text), 255))
        return f"{self.name}. IN TXT ( {strings} )"


@dataclass(frozen=True, slots=True)
class Signer:
    """One key under one name: ``selector._domainkey.domain``."""

    domain: str
    selector: str
    key: DkimKey = field(repr=False)

    @property
    def algorithm(self) -> str:
        """As ``a=`` has it."""
        return "rsa-sha256" if isinstance(self.key, RSAPrivateKey) else "ed25519-sha256"

    def header(self, fields: Sequence[Field], body_hash: bytes, when: int) -> bytes:
        """Return the DKIM-Signature header with its line end. *body_hash*: SHA-256 of the relaxed body; *when*: seconds since 1970."""
        names = _folded([name for name, _ in fields] + list(_OVER))
        begin = f"v=1; a={self.algorithm}; c=relaxed/relaxed; d={self.domain};\r\n s={self.selector}; t={when};\r\n h={names};\r\n"
        begin += f" bh={b64encode(body_hash).decode()};\r\n b="
        plain = b"".join(b"%s:%s\r\n" % (name.encode(), value) for name, value in fields)
        signature = self._sign(plain + b"dkim-signature:" + relaxed_value(begin.encode()))
        lines = "\r\n ".join(signature[start : start + 72] for start in range(0, len(signature), 72))
        return f"DKIM-Signature: {begin}{lines}\r\n".encode()

    def dns_record(self) -> DnsRecord:
        """Return the record that receivers need to check the signatures."""
        return dns_record(self.domain, self.selector, self.key)

    def _sign(self, data: bytes) -> str:
        if isinstance(self.key, RSAPrivateKey):
            return b64encode(self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())).decode()
        return b64encode(self.key.sign(hashlib.sha256(data).digest())).decode()


def _folded(names: list[str]) -> str:
    """Return *names* as ``h=`` has them, in lines of six."""
    return ":\r\n  ".join(":".join(names[start : start + 6]) for start in range(0, len(names), 6))


def signed(message: bytes, signers: Iterable[Signer], when: int) -> bytes:
    """Return *message* (CRLF throughout) with a signature of every signer before it."""
    head, _, body = message.partition(b"\r\n\r\n")
    fields = fields_of(head + b"\r\n")
    body_hash = hashlib.sha256(relaxed_body(body)).digest()
    return b"".join(signer.header(fields, body_hash, when) for signer in signers) + message


def fields_of(head: bytes) -> list[Field]:
    """Return those headers of *head* that are signed. Of several with one name, DKIM takes the last first."""
    lines = re.findall(rb"^([^:\r\n \t]+):((?:[^\r\n]|\r\n[ \t])*)\r\n", head, re.MULTILINE)
    return [(name.decode().lower(), relaxed_value(value)) for name, value in reversed(lines) if name.decode().lower() in SIGNED]


def relaxed_value(value: bytes) -> bytes:
    """Return a header's value in relaxed form (RFC 6376, 3.4.2)."""
    return _SPACES.sub(b" ", value.replace(b"\r\n", b"")).strip()


def relaxed_body(body: bytes) -> bytes:
    """Return a body in relaxed form (RFC 6376, 3.4.4)."""
    lines = relaxed_lines(body)
    if not lines.endswith(b"\r\n") and lines:
        lines += b"\r\n"
    bare = lines.rstrip(b"\r\n")
    return bare + b"\r\n" if bare else b""


def relaxed_lines(lines: bytes) -> bytes:
    """Return whole lines from the middle of a body in relaxed form."""
    return _SPACES.sub(b" ", _BEFORE_END.sub(b"", lines))


def generate(kind: str) -> DkimKey:
    """Return a new key: *kind* is "rsa" or "ed25519"."""
    return generate_private_key(65537, RSA_BITS) if kind == "rsa" else Ed25519PrivateKey.generate()


def to_pem(key: DkimKey) -> bytes:
    """Return *key* for a file."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def from_pem(data: bytes) -> DkimKey:
    """Return the key in a file. Raises ``BadDkimKey``."""
    key = None
    with suppress(ValueError, TypeError, UnsupportedAlgorithm):
        key = load_pem_private_key(data, None)
    if isinstance(key, Ed25519PrivateKey) or (isinstance(key, RSAPrivateKey) and key.key_size >= RSA_BITS):
        return key
    raise BadDkimKey(f"not a key for DKIM: an unencrypted PEM with an Ed25519 or an RSA key of {RSA_BITS} bits or more is wanted")


def dns_record(domain: str, selector: str, key: DkimKey) -> DnsRecord:
    """Return the TXT record of *key* (RFC 6376, 3.6.1; RFC 8463, 4.2)."""
    if isinstance(key, RSAPrivateKey):
        kind, public = "rsa", key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    else:
        kind, public = "ed25519", key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return DnsRecord(f"{selector}._domainkey.{domain}", f"v=DKIM1; k={kind}; p={b64encode(public).decode()}")
