"""Names of files: a digest proves the bytes, a source id is the part of a name that all sizes of one picture share.

The spelling is the edition's (docs/spec/edition.md, section 1); it is written out here because this room imports no other.
"""

import hashlib
from base64 import urlsafe_b64encode


def digest(data: bytes) -> str:
    """Return the SHA-256 of *data* in base64url without padding: 43 characters."""
    return _base64url(hashlib.sha256(data).digest())


def source_id(*parts: bytes) -> str:
    """Return 22 characters that stand for these *parts* in this order: the first 128 bits of a SHA-256 over their digests."""
    hashes = b"".join(hashlib.sha256(part).digest() for part in parts)
    return _base64url(hashlib.sha256(hashes).digest()[:16])


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
