"""Taking the list out: one person asks, another approves within a day, the first takes the file once, sealed to a key of their own.

Promises: nobody does it alone, not even a superuser; every step is in the audit log; no list in plain ever touches a disk of ours. Needs
the list key unlocked. Leaves who may ask and approve to the permissions.
"""

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

import pyrage
from django.db import transaction

from tamizdat.newsletters.interfaces import Opener
from tamizdat.newsletters.models import ExportRequest, Subscription
from tamizdat.newsletters.readers import audit
from tamizdat.newsletters.readers.doors import DATABASE
from tamizdat.newsletters.readers.table import COLUMNS, tame

APPROVE_WITHIN = TAKE_WITHIN = timedelta(hours=24)
LEAST_PASSPHRASE = 16
OPENED_AT_ONCE = 1_000


class NotAllowed(Exception):
    """An export that may not be made, approved or taken; the sentence says why."""


def ask(person: str, reason: str, now: datetime, *, letter: str = "", language: str = "") -> ExportRequest:
    """Ask for the readers of *letter* in *language* ("": all). Raises ``NotAllowed`` without a reason."""
    if not reason.strip():
        raise NotAllowed("Say what the list is needed for: who approves reads it, and so does whoever checks later.")
    with transaction.atomic(using=DATABASE):
        made = ExportRequest.objects.create(letter=letter, language=language, reason=reason.strip(), asked_by=person, asked_at=now)
        audit.note(person, "export asked", {"request": made.pk, "letter": letter, "language": language, "reason": reason.strip()}, now)
    return made


def decide(request_id: int, person: str, now: datetime, *, approve: bool) -> ExportRequest:
    """Approve or refuse a request. Raises ``NotAllowed``."""
    with transaction.atomic(using=DATABASE):
        asked = _locked(request_id)
        if asked.state != ExportRequest.ASKED:
            raise NotAllowed("This request has been decided already.")
        if approve and asked.asked_by == person:
            raise NotAllowed("Somebody else must approve what you asked for: the list of readers leaves this house by two persons' will.")
        if approve and now - asked.asked_at > APPROVE_WITHIN:
            raise NotAllowed("This request is older than a day: ask again, so that nobody approves what nobody needs any more.")
        asked.state = ExportRequest.APPROVED if approve else ExportRequest.REFUSED
        asked.decided_by, asked.decided_at = person, now
        asked.save()
        audit.note(person, "export approved" if approve else "export refused", {"request": asked.pk}, now)
    return asked


def take(request_id: int, person: str, seal_to: str, opener: Opener, now: datetime) -> bytes:
    """Return the approved list as a CSV file in the age format, sealed to *seal_to*: an age key (``age1…``) or a passphrase.

    Once for each approval, by who asked. Raises ``NotAllowed``, ``interfaces.Locked``.
    """
    close = _closer(seal_to)
    with transaction.atomic(using=DATABASE):
        asked = _locked(request_id)
        _may_take(asked, person, now)
        data, rows, unreadable = _csv(asked, opener)
        asked.state, asked.made_at, asked.rows = ExportRequest.MADE, now, rows
        asked.save()
        audit.note(person, "export taken", {"request": asked.pk, "rows": rows, "unreadable": unreadable}, now)
    return close(data)


def _may_take(asked: ExportRequest, person: str, now: datetime) -> None:
    if asked.state != ExportRequest.APPROVED or asked.decided_at is None:
        raise NotAllowed("This request is not approved, or its file was taken already: ask again.")
    if asked.asked_by != person:
        raise NotAllowed("Only who asked for the list may take it.")
    if now - asked.decided_at > TAKE_WITHIN:
        raise NotAllowed("The approval is older than a day: ask again.")


def _locked(request_id: int) -> ExportRequest:
    asked = ExportRequest.objects.select_for_update().filter(pk=request_id).first()
    if asked is None:
        raise NotAllowed("There is no such request.")
    return asked


def _closer(seal_to: str):  # type: ignore[no-untyped-def]
    text = seal_to.strip()
    if text.startswith("age1"):
        try:
            key = pyrage.x25519.Recipient.from_str(text)
        except pyrage.RecipientError:
            raise NotAllowed("That is no age key: it has 62 characters and begins with age1. `age-keygen` makes one.") from None
        return lambda data: pyrage.encrypt(data, [key])
    if len(text) < LEAST_PASSPHRASE:
        raise NotAllowed(f"A passphrase needs at least {LEAST_PASSPHRASE} characters: whoever finds the file may try for ever.")
    return lambda data: pyrage.passphrase.encrypt(data, text)


def _csv(asked: ExportRequest, opener: Opener) -> tuple[bytes, int, int]:
    """Return the file, how many rows it has, and how many addresses could not be opened."""
    wanted = {name: value for name, value in (("letter", asked.letter), ("language", asked.language)) if value}
    rows = Subscription.objects.filter(**wanted).select_related("reader", "consent").order_by("reader_id", "letter").iterator()
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(COLUMNS)
    written = unreadable = 0
    while batch := list(islice(rows, OPENED_AT_ONCE)):
        for line in _lines(batch, opener):
            table.writerow(line) if line else None
            written, unreadable = written + bool(line), unreadable + (not line)
    return out.getvalue().encode(), written, unreadable


def _lines(batch: list[Subscription], opener: Opener) -> Iterator[list[str]]:
    addresses = opener.open([bytes(row.reader.box) for row in batch])
    for row, address in zip(batch, addresses, strict=True):
        cells = [address or "", row.letter, row.language, "1" if row.reader.discreet else "", row.consented.isoformat(), row.source]
        yield [tame(cell) for cell in [*cells, row.consent.version]] if address else []
