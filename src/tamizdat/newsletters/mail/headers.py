"""Headers as they are written: encoded words, dates, the one recipient. RFC 5322, 2047.

Promises: what goes into a header cannot end it; dates are in UTC, so that no place of ours shows. Encodes words with ``email.header``: the
newer ``email.policy`` loses spaces between encoded words of a long subject.
"""

import re
from datetime import UTC, datetime
from email.header import Header
from email.utils import format_datetime, formataddr
from functools import lru_cache

_WRITABLE = re.compile(r"[^\x00-\x20\x7f<>()\[\]\\,;:\"@]+@[A-Za-z0-9.-]+")


class NotWritable(ValueError):
    """An address that no message can be written to. Does not say it."""


def worded(name: str, text: str) -> bytes:
    """Return *text* as the value of the header *name*: encoded words where need be, in lines of at most 76 characters."""
    plain = " ".join(text.split())
    return Header(plain, None if plain.isascii() else "utf-8", maxlinelen=76, header_name=name).encode(linesep="\r\n").encode()


def mailbox(name: str, address: str) -> bytes:
    """Return a person's or a newspaper's name with its *address*, as From has it."""
    plain = " ".join(name.split())
    if not plain.isascii():
        return worded("From", plain) + b"\r\n <%s>" % address.encode()
    return formataddr((plain, address)).encode()


@lru_cache(maxsize=16)
def date(when: int) -> bytes:
    """Return the moment *when* (seconds since 1970)."""
    return format_datetime(datetime.fromtimestamp(when, UTC)).encode()


def to(address: str) -> bytes:
    """Return *address* as the only recipient. Raises ``NotWritable``."""
    if not _WRITABLE.fullmatch(address):
        raise NotWritable("an address that no message can be written to")
    return b"<%s>" % address.encode()
