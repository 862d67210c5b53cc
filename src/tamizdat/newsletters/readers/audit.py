"""The log of what is done with the list as a whole: exports, imports, requests by law. Append only, each entry chained to the one before.

Promises: an entry that was changed, left out or put in between is named by ``check``. Holds accounts' names and numbers, never an address.
What it cannot show alone is that the newest entries were cut off: whoever asks for an export sees the last digest, and may note it.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from tamizdat.newsletters.models import AuditEntry
from tamizdat.newsletters.readers.doors import DATABASE


def note(person: str, act: str, detail: Mapping[str, Any], now: datetime) -> AuditEntry:
    """Add an entry. Two who add at once: one of them fails on the number, and its transaction with it."""
    with transaction.atomic(using=DATABASE):
        last = AuditEntry.objects.order_by("-number").first()
        entry = AuditEntry(
            number=last.number + 1 if last else 1,
            at=now.replace(microsecond=0),
            person=person,
            act=act,
            detail=dict(detail),
            before=last.digest if last else "",
        )
        entry.digest = digest_of(entry)
        entry.save(force_insert=True)
    return entry


def check() -> int | None:
    """Return the number of the first entry that is not what it was, None if all are."""
    before, expected = "", 1
    for entry in AuditEntry.objects.order_by("number").iterator():
        if entry.number != expected or entry.before != before or entry.digest != digest_of(entry):
            return expected
        before, expected = entry.digest, expected + 1
    return None


def head() -> str:
    """Return the digest of the newest entry in short, "" before the first."""
    last = AuditEntry.objects.order_by("-number").first()
    return str(last.digest)[:16] if last else ""


def digest_of(entry: AuditEntry) -> str:
    """Return what an entry's digest must be."""
    said = [entry.number, entry.at.isoformat(), entry.person, entry.act, entry.detail, entry.before]
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
