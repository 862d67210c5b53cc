"""Heads: the chain's newest digest, noted outside the database, so that cutting off the newest entries shows.

Promises: a head that was noted once must lie on the chain for good. Noted at each reconciliation and export in ``ledger/heads`` under the
home, a line a head, and in each export itself. Whoever can write there too can lie: keep a line elsewhere, on paper if need be.
"""

import os
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from tamizdat.contributions.models import ChainHead


class Head(NamedTuple):
    """How many entries there were, and the digest of the last; 0 and "" before the first."""

    number: int
    digest: str

    def __str__(self) -> str:
        return f"{self.number}:{self.digest}"


class BadHead(ValueError):
    """A text that is no head."""


def head() -> Head:
    """Return the chain's head now."""
    row = ChainHead.objects.get(pk=1)
    return Head(row.number, row.digest)


def read_head(text: str) -> Head:
    """Return the head in *text*, as ``str`` writes it. Raises ``BadHead``."""
    number, _, digest = text.strip().partition(":")
    if not number.isdecimal() or len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        raise BadHead("a head is a number, a colon and 64 hexadecimal digits, as an export shows it")
    return Head(int(number), digest)


def note(now: datetime) -> Head:
    """Write the head down; return it."""
    current = head()
    if current.number:
        path = _path()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as file:
            file.write(f"{current} {now:%Y-%m-%dT%H:%M:%SZ}\n")
            file.flush()
            os.fsync(file.fileno())
    return current


def noted() -> list[Head]:
    """Return the heads that were written down here, oldest first. A line that a crash cut short is left out."""
    try:
        lines = _path().read_text().splitlines()
    except FileNotFoundError:
        return []
    found = []
    for line in lines:
        try:
            found.append(read_head(line.partition(" ")[0]))
        except BadHead:
            continue
    return found


def _path() -> Path:
    return Path(settings.TAMIZDAT.home) / "ledger" / "heads"
