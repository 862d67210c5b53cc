"""A receiver of mail that checks DKIM with ``dkimpy``: an implementation that is not ours, and DNS records as they would be published.

For Ed25519 it asks for PyNaCl and takes three names of it; they are given here, by ``cryptography``, so that all else is dkimpy's own.
"""

from base64 import b64decode
from types import SimpleNamespace
from unittest.mock import patch

import dkim
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class BadSignatureError(Exception):
    """As PyNaCl raises it."""


class VerifyKey:
    """As PyNaCl has it."""

    def __init__(self, key, encoder):
        self._key = Ed25519PublicKey.from_public_bytes(b64decode(key))

    def verify(self, digest, signature):
        try:
            self._key.verify(signature, digest)
        except InvalidSignature:
            raise BadSignatureError from None


NACL = SimpleNamespace(
    signing=SimpleNamespace(VerifyKey=VerifyKey),
    encoding=SimpleNamespace(Base64Encoder=None),
    exceptions=SimpleNamespace(BadSignatureError=BadSignatureError, ValueError=ValueError),
)


def good_signatures(message: bytes, signers) -> list[bool]:
    """Return for each DKIM-Signature of *message*, from the top, whether it holds by the records of *signers*."""
    records = {f"{signer.dns_record().name}.": signer.dns_record().text.encode() for signer in signers}
    count = message.partition(b"\r\n\r\n")[0].lower().count(b"dkim-signature:")
    with patch.object(dkim, "nacl", NACL, create=True):
        return [_holds(message, place, records) for place in range(count)]


def _holds(message: bytes, place: int, records: dict[str, bytes]) -> bool:
    def dns(name, timeout=5):
        return records.get(name.decode() if isinstance(name, bytes) else name)

    try:
        return bool(dkim.DKIM(message).verify(idx=place, dnsfunc=dns))
    except dkim.DKIMException:
        return False
