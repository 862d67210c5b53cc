"""A mailbox read by IMAP (RFC 3501, 4315) over verified TLS.

Promises: looks without marking as read (BODY.PEEK); deletes only single messages by their UID, and never expunges what another program
has marked.
"""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from tamizdat.newsletters.bounces.reading import READ_BYTES
from tamizdat.newsletters.bounces.sources import Received, SourceDown

SECONDS = 60.0
"""For any one answer."""

_ERRORS = (imaplib.IMAP4.error, OSError, ssl.SSLError)


@dataclass(slots=True)
class ImapSource:
    """Host, log-in and folder."""

    host: str
    port: int
    user: str = field(repr=False)
    password: str = field(repr=False)
    folder: str = "INBOX"
    ca: str = ""  # a file of certificates to trust in the place of the system's
    _seen: set[str] = field(default_factory=set)

    @contextmanager
    def session(self) -> Iterator["ImapSession"]:
        """Log in and open the folder. Raises ``SourceDown``."""
        try:
            box = imaplib.IMAP4_SSL(self.host, self.port, ssl_context=ssl.create_default_context(cafile=self.ca or None), timeout=SECONDS)
        except _ERRORS as error:
            raise SourceDown(f"{self.host}: {getattr(error, 'verify_message', '') or type(error).__name__}") from None
        try:
            yield self._opened(box)
        finally:
            with suppress(*_ERRORS):
                box.logout()
            with suppress(*_ERRORS):
                box.shutdown()

    def hosts(self) -> tuple[str, ...]:
        """Return the mail server."""
        return (self.host,)

    def _opened(self, box: imaplib.IMAP4_SSL) -> "ImapSession":
        try:
            box.login(self.user, self.password)
        except _ERRORS:
            raise SourceDown(f"{self.host}: refuses the log-in") from None
        session = ImapSession(self.host, box, self._seen)
        session.select(self.folder)
        return session


class ImapSession:
    """The folder while it is open."""

    def __init__(self, host: str, box: imaplib.IMAP4_SSL, seen: set[str]) -> None:
        self._host, self._box, self._seen = host, box, seen
        self._era = ""

    def select(self, folder: str) -> None:
        """Open *folder*. Raises ``SourceDown``."""
        quoted = '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
        self._ask(self._box.select, quoted)
        self._era = str(self._box.response("UIDVALIDITY")[1])

    def waiting(self) -> Iterator[Received]:
        """Yield the messages that were not looked at before."""
        found = self._ask(self._box.uid, "SEARCH", "UNDELETED")
        for uid in (found[0] or b"").split():
            name = uid.decode()
            if self._era + name in self._seen:
                continue
            parts = self._ask(self._box.uid, "FETCH", name, f"(BODY.PEEK[]<0.{READ_BYTES}>)")
            data = next((part[1] for part in parts if isinstance(part, tuple)), None)
            if data is not None:  # else another program has deleted it meanwhile
                yield Received(name, data)

    def done(self, name: str) -> None:
        """Delete one message; where the server cannot expunge a single one, it stays marked as deleted."""
        self._ask(self._box.uid, "STORE", name, "+FLAGS.SILENT", r"(\Deleted)")
        if "UIDPLUS" in self._box.capabilities:
            self._ask(self._box.uid, "EXPUNGE", name)

    def pass_over(self, name: str) -> None:
        """Remember it."""
        self._seen.add(self._era + name)

    def _ask(self, command: Any, *words: str) -> list[Any]:
        try:
            status, answer = command(*words)
        except _ERRORS as error:
            raise SourceDown(f"{self._host}: {type(error).__name__} at {words[0]}") from None
        if status != "OK":
            raise SourceDown(f"{self._host}: refuses {re.sub(r'[^A-Z]', '', words[0]) or 'the folder'}")
        return list(answer)
