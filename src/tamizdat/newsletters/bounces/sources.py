"""Mailboxes that bounces come to: what they are, and which one a settings line names.

    maildir:/var/mail/bounces                          a Maildir on this machine
    imaps://user:password@mail.example/INBOX           IMAP over verified TLS, port 993

Promises: a message that is not taken out stays exactly as it was, unread if it was unread.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit


class SourceDown(ConnectionError):
    """A mailbox that cannot be read now. Says why, without its password."""


class BadSource(ValueError):
    """A settings line that names no mailbox."""


@dataclass(frozen=True, slots=True)
class Received:
    """One message in a mailbox: what it is called there, and its beginning."""

    name: str
    data: bytes = field(repr=False)


class Session(Protocol):
    """A mailbox while it is open."""

    def waiting(self) -> Iterator[Received]:
        """Yield the messages that were not looked at before by this process, the oldest first. Raises ``SourceDown``."""
        ...

    def done(self, name: str) -> None:
        """Take a message out for good: what it said has been applied. Raises ``SourceDown``."""
        ...

    def pass_over(self, name: str) -> None:
        """Leave a message where it is, and do not show it to this process again."""
        ...


class Source(Protocol):
    """A mailbox."""

    def session(self) -> AbstractContextManager[Session]:
        """Open it. Raises ``SourceDown``."""
        ...

    def hosts(self) -> tuple[str, ...]:
        """Return the hosts that it contacts."""
        ...


@lru_cache(maxsize=8)
def source_from_url(url: str) -> Source:
    """Return the mailbox that *url* names: one object as long as the process lives, so that it knows what it has passed over.

    Raises ``BadSource``.
    """
    from tamizdat.newsletters.bounces.imap import ImapSource
    from tamizdat.newsletters.bounces.maildir import MaildirSource

    try:
        parts = urlsplit(url.strip())
        port = parts.port or 993
    except ValueError:
        raise BadSource("not the address of a mailbox; write it as imaps://user:password@mail.example/INBOX") from None
    if parts.scheme == "maildir" and parts.path:
        return MaildirSource(Path(unquote(parts.path)))
    if parts.scheme == "imaps" and parts.hostname and parts.username and parts.password:
        folder = unquote(parts.path.lstrip("/")) or "INBOX"
        return ImapSource(parts.hostname, port, unquote(parts.username), unquote(parts.password), folder)
    raise BadSource("a mailbox for bounces is maildir:/folder or imaps://user:password@mail.example/INBOX; without TLS none is read")
