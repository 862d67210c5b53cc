"""The demo's outbox as a store of personal data: mails as files, each with its recipient in the clear.

Promises: one person's mails are found by the keyed hash of what their To says, shown by subject and date, and deleted; all go in 30 days.
Where a relay is set up there is no such folder, and nothing to do.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from tamizdat.newsletters.providers.outbox import Outbox
from tamizdat.newsletters.readers.doors import keyring
from tamizdat.sealed.lookup import BadAddress, keyed_hash
from tamizdat.sealed.shredders import Subject

KEPT = timedelta(days=30)
HEAD_BYTES = 16_384


def export(subject: Subject) -> list[dict[str, Any]]:
    """Return what of *subject* lies in the outbox."""
    return [{"mail": str(mail["Subject"]), "date": str(mail["Date"])} for _, mail in _mails(subject)]


def erase(subject: Subject) -> int:
    """Delete the mails to *subject*; return how many."""
    found = [path for path, _ in _mails(subject)]
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def expire(now: datetime) -> int:
    """Delete what was written more than ``KEPT`` before *now*; return how many."""
    old = [path for path in _files() if path.stat().st_mtime < (now - KEPT).timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _files() -> list[Path]:
    from tamizdat.newsletters.sending import means  # it knows this room's readers, and so it is asked late

    folders = [relay.folder for relay in means.relays() if isinstance(relay, Outbox)]
    return [path for folder in folders for path in sorted(folder.glob("*.eml"))]


def _mails(subject: Subject) -> Iterator[tuple[Path, EmailMessage]]:
    key = keyring().lookup()
    for path in _files():
        with path.open("rb") as file:
            mail = message_from_bytes(file.read(HEAD_BYTES), policy=default)
        if _is_to(mail, key, subject):
            yield path, mail


def _is_to(mail: EmailMessage, key: bytes, subject: Subject) -> bool:
    try:
        return keyed_hash(key, str(mail["To"]).strip(" <>")) == subject
    except BadAddress:
        return False
