"""One look into the mailbox: what came back is applied, and only then taken out.

Promises: a crash between the two applies a message again, which changes nothing (suppressing) or is counted once a day (what may
pass). What is not recognised stays in the mailbox, unread. Raises ``SourceDown`` when the mailbox cannot be read; whatever the store
raises leaves the message for the next look.
"""

import logging
from collections import Counter
from collections.abc import Callable
from time import monotonic

from tamizdat.newsletters.bounces.findings import Finding
from tamizdat.newsletters.bounces.reading import read
from tamizdat.newsletters.bounces.sources import Source
from tamizdat.newsletters.interfaces import Readers
from tamizdat.newsletters.mail.names import Token

log = logging.getLogger(__name__)

SECONDS = 30.0
"""That one look may take: the process has other things to do."""

Leave = Callable[[Token], None]
"""Takes a reader off the letter that a mailing was of: applied durably when it returns, and twice is once."""

Heard = Callable[[Finding], None]
"""Told of every finding that is settled, once it has been applied: for a mailing's own figures."""


Asks = Callable[[bytes], Finding | None]
"""Does durably what is to be done for a person's mail that asks for the letter; None for mail that asks for nothing."""


def collect(
    source: Source, readers: Readers, *, key: bytes, leave: Leave, heard: Heard | None = None, asks: Asks | None = None
) -> Counter[str]:
    """Look into *source* for at most ``SECONDS``; return kind -> number of messages. *key* is ``message-ids``."""
    tally: Counter[str] = Counter()
    blocked: Counter[str] = Counter()
    until = monotonic() + SECONDS
    with source.session() as session:
        for received in session.waiting():
            finding = read(received.data, key)
            if asks is not None and finding.kind == "unknown":
                finding = asks(received.data) or finding
            tally[finding.kind] += 1
            blocked[finding.status] += finding.kind == "blocked"
            if finding.settled:
                apply(finding, readers, leave)
                if heard is not None:
                    heard(finding)
                session.done(received.name)
            elif finding.kind != "waits":
                session.pass_over(received.name)
            if monotonic() > until:
                break
    say(tally, +blocked)
    return tally


def say(tally: Counter[str], blocked: Counter[str]) -> None:
    """Log numbers, and status codes of what is to be put right on our side; never a word of a message."""
    if tally:
        log.info("mail that came back: %s", ", ".join(f"{kind} {count}" for kind, count in sorted(tally.items())))
    if blocked:
        said = ", ".join(f"{status} {count}" for status, count in blocked.most_common(5))
        log.warning("copies refused for what we are or sent, not for their readers (%s): look at DKIM, SPF and the relay's name", said)


def apply(finding: Finding, readers: Readers, leave: Leave) -> None:
    """Do what *finding* asks for. Returns when it is durable."""
    token = finding.token
    if token is None:
        return
    if finding.kind == "gone":
        readers.suppress(token.ref, "bounce")
    elif finding.kind == "complaint":
        readers.suppress(token.ref, "complaint")
    elif finding.kind == "temporary":
        readers.temporary_failure(token.ref)
    elif finding.kind == "leave":
        leave(token)
