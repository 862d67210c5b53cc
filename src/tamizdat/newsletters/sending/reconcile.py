"""Settling doubts by evidence: what a relay's own log says of the copies that were being handed over when something crashed.

Promises: a copy whose Message-ID stands in the log as taken had gone. One that does not is sent again only if whoever asks says that the
log is whole: that it covers the time and every relay. Reads Postfix's mail log, and any text with the Message-IDs of what was taken
(an outbox folder's messages, a list). Keeps nothing of a log.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tamizdat.newsletters.models import Mailing
from tamizdat.newsletters.sending import desk

_MESSAGE_ID = re.compile(r"<([^<>@\s]{1,200})@[^<>@\s]{1,255}>")
_CLEANUP = re.compile(r"postfix\S*/cleanup\[\d+\]: (\w+): message-id=<([^<>@\s]+)@")
_QUEUED = re.compile(r"postfix\S*/qmgr\[\d+\]: (\w+): from=")


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How many copies in doubt had gone, are sent again, and stay in doubt."""

    found: int
    again: int
    left: int


def reconcile(mailing: Mailing, log: Iterable[str], person: str, *, whole: bool, now: datetime | None = None) -> Reconciled:
    """Settle the copies of *mailing* that are in doubt by the lines of *log*. *whole*: what does not stand there was not taken."""
    open_copies = {copy.message_id: copy.pk for copy in desk.doubts(mailing)}
    taken = taken_in(log) & open_copies.keys()
    found = desk.settle(mailing, [open_copies[name] for name in taken], person, arrived=True, now=now) if taken else 0
    absent = [copy for name, copy in open_copies.items() if name not in taken] if whole else []
    again = desk.settle(mailing, absent, person, arrived=False, now=now) if absent else 0
    return Reconciled(found, again, len(open_copies) - found - again)


def taken_in(log: Iterable[str]) -> set[str]:
    """Return what stands before the @ of the Message-IDs that *log* says were taken.

    Postfix writes a Message-ID as soon as it has read the header, and a line of its queue manager only once it has the whole message: a
    connection that broke in between was not taken.
    """
    names: dict[str, str] = {}
    queued, taken = set(), set()
    for line in log:
        if cleanup := _CLEANUP.search(line):
            names[cleanup[1]] = cleanup[2]
        elif manager := _QUEUED.search(line):
            queued.add(manager[1])
        elif "postfix" not in line:
            taken |= {found[1] for found in _MESSAGE_ID.finditer(line)}
    return taken | {name for queue_id, name in names.items() if queue_id in queued}
