"""Keys to seal to and to open with: P-256 where a browser must be able to seal (WebCrypto has it), X25519 elsewhere.

Promises: a key is named by the first 8 bytes of the SHA-256 of its public half, so that a box says which key opens it. Refuses bytes that
are no key. Leaves keeping private keys to ``keyring`` and the key agent.
"""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Literal

from cryptography.hazmat.primitives.asymmetric import ec, x25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

Suite = Literal[1, 2]
P256: Suite = 1
"""HPKE with DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM: the queue key, to which browsers and the gate seal."""

X25519: Suite = 2
"""HPKE with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM: the list key and the archive key; opened twice as fast."""

KEY_BYTES = {P256: 65, X25519: 32}
"""Suite -> length of the public half: an uncompressed point, or 32 bytes."""

ID_BYTES = 8


class BadKey(ValueError):
    """Bytes or text that are no key of ours."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The half that seals and opens nothing."""

    suite: Suite
    raw: bytes

    @property
    def id(self) -> bytes:
        """The key's name: 8 bytes."""
        return hashlib.sha256(self.raw).digest()[:ID_BYTES]

    @property
    def text(self) -> str:
        """The key as URL-safe base64 without padding: 87 characters for P-256, 43 for X25519."""
        return b64(self.raw)

    @classmethod
    def from_text(cls, text: str) -> "PublicKey":
        """Return the key that ``text`` was. Raises ``BadKey``."""
        try:
            return cls.from_raw(unb64(text))
        except ValueError:
            raise BadKey("not a public key: 43 or 87 characters of URL-safe base64") from None

    @classmethod
    def from_raw(cls, raw: bytes) -> "PublicKey":
        """Return the key in *raw*; its length tells the suite. Raises ``BadKey``."""
        suite = next((suite for suite, size in KEY_BYTES.items() if size == len(raw)), None)
        if suite is None:
            raise BadKey(f"a public key has 32 or 65 bytes, not {len(raw)}")
        key = cls(suite, raw)
        key.handle()
        return key

    def handle(self) -> ec.EllipticCurvePublicKey | x25519.X25519PublicKey:
        """Return the key as ``cryptography`` wants it. Raises ``BadKey`` for a point that is not on the curve."""
        try:
            if self.suite == P256:
                return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), self.raw)
            return x25519.X25519PublicKey.from_public_bytes(self.raw)
        except ValueError:
            raise BadKey("these bytes are no public key") from None


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """The half that opens. Never printed: its representation shows the public name alone."""

    suite: Suite
    handle: ec.EllipticCurvePrivateKey | x25519.X25519PrivateKey

    @classmethod
    def generate(cls, suite: Suite) -> "PrivateKey":
        """Return a new key."""
        return cls(suite, ec.generate_private_key(ec.SECP256R1()) if suite == P256 else x25519.X25519PrivateKey.generate())

    @property
    def public(self) -> PublicKey:
        """The other half."""
        form = PublicFormat.UncompressedPoint if self.suite == P256 else PublicFormat.Raw
        encoding = Encoding.X962 if self.suite == P256 else Encoding.Raw
        return PublicKey(self.suite, self.handle.public_key().public_bytes(encoding, form))

    def to_bytes(self) -> bytes:
        """Return the key for a file: a byte for the suite and 32 of secret."""
        if isinstance(self.handle, ec.EllipticCurvePrivateKey):
            secret = self.handle.private_numbers().private_value.to_bytes(32, "big")
        else:
            secret = self.handle.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        return bytes([self.suite]) + secret

    @classmethod
    def from_bytes(cls, data: bytes) -> "PrivateKey":
        """Return the key that ``to_bytes`` wrote. Raises ``BadKey``."""
        if len(data) != 33 or data[0] not in KEY_BYTES:
            raise BadKey("not a private key: 33 bytes, the first of them 1 or 2")
        try:
            if data[0] == P256:
                return cls(P256, ec.derive_private_key(int.from_bytes(data[1:], "big"), ec.SECP256R1()))
            return cls(X25519, x25519.X25519PrivateKey.from_private_bytes(data[1:]))
        except ValueError:
            raise BadKey("these bytes are no private key") from None

    def __repr__(self) -> str:
        return f"<private key {self.public.id.hex()}>"


def b64(data: bytes) -> str:
    """Return *data* as URL-safe base64 without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    """Return what ``b64`` wrote. Raises ``ValueError`` for anything else, other spellings of the same bytes included."""
    data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if b64(data) != text:
        raise ValueError("not URL-safe base64 without padding")
    return data
