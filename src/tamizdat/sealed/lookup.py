"""Looking a mail address up without reading it: a keyed hash stands in the database, the address itself lies sealed beside it.

Promises: one person's spellings of one address give one hash; without the key nobody can try addresses against it. The key
(``keys/lookup``, 32 bytes) is one for the life of the installation: with another, nobody would be found again.
"""

import hmac
import re

HASH_BYTES = 16
"""Half a SHA-256: two of a million readers share one by chance less than once in 10^26."""

ADDRESS_BYTES = 254
"""RFC 5321, 4.5.3.1.3: a path of 256 with its brackets."""

_NAME = r"[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f]"
_LABEL = r"[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f.]+"
_ADDRESS = re.compile(rf"{_NAME}{{1,64}}@(?=[^@]{{4,253}}$){_LABEL}(\.{_LABEL})+")


class BadAddress(ValueError):
    """A text that is no mail address."""


def normal(address: str) -> str:
    """Return *address* as it is mailed to and compared: trimmed, the domain in lower case and in its ASCII form.

    The part before the @ keeps its case for mailing. Raises ``BadAddress``.
    """
    text = address.strip()
    if not _ADDRESS.fullmatch(text):
        raise BadAddress("not a mail address: it needs a name, one @ and a domain with a dot")
    local, _, domain = text.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode().lower()
    except UnicodeError:
        raise BadAddress("not a mail address: its domain cannot be written") from None
    if len(f"{local}@{ascii_domain}".encode()) > ADDRESS_BYTES:
        raise BadAddress("not a mail address: longer than 254 bytes")
    return f"{local}@{ascii_domain}"


def keyed_hash(key: bytes, address: str) -> bytes:
    """Return the 16 bytes under which *address* is found. Case does not count: no provider tells two people apart by it.

    Raises ``BadAddress``.
    """
    return hmac.digest(key, normal(address).lower().encode(), "sha256")[:HASH_BYTES]
