"""An outbox folder in the place of a relay: every message becomes a file that a person can open. For the demo and for trying things out.

Promises: what ``deliver`` calls sent is on disk; the same message twice is one file. Folder and files are readable by their owner alone:
they hold addresses in the clear.
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from tamizdat.newsletters.interfaces import Envelope, Outcome
from tamizdat.newsletters.providers.interfaces import BeforeData, Limits, RelayDown


@dataclass(frozen=True, slots=True)
class Outbox:
    """The folder."""

    folder: Path
    limits: Limits = field(default_factory=Limits)

    @property
    def name(self) -> str:
        """What people call it."""
        return f"outbox:{self.folder}"

    async def open(self) -> "OutboxConnection":
        """Return a connection; makes the folder. Raises ``RelayDown`` if it cannot."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise RelayDown(f"the outbox folder {self.folder} cannot be made: {error.strerror}") from None
        return OutboxConnection(self.folder)

    def send(self, envelope: Envelope) -> Outcome:
        """Write one message."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            return keep(self.folder, envelope)
        except OSError as error:
            return Outcome(state="later", code=0, words=f"the outbox cannot be written: {error.strerror}")

    def hosts(self) -> tuple[str, ...]:
        """None."""
        return ()


class OutboxConnection:
    """A way into the folder."""

    def __init__(self, folder: Path) -> None:
        self.usable, self.fault = True, ""
        self._folder = folder

    async def deliver(self, envelope: Envelope, *, before_data: BeforeData | None = None) -> Outcome:
        """Write one message."""
        self.fault = ""
        if not self.usable:
            return Outcome(state="later", code=0, words="the connection is closed")
        if before_data is not None:
            await before_data()
        try:
            return keep(self._folder, envelope)
        except OSError as error:
            self.fault = f"the outbox cannot be written: {error.strerror}"
            return Outcome(state="later", code=0, words=self.fault)

    async def close(self) -> None:
        """Nothing is open."""
        self.usable = False


def keep(folder: Path, envelope: Envelope) -> Outcome:
    """Write *envelope* under the name that its Message-ID gives it, durably. Raises ``OSError``."""
    path = folder / f"{hashlib.sha256(envelope.message_id.encode()).hexdigest()[:32]}.eml"
    if path.exists():
        return Outcome(state="sent", code=250, words="it was there already")
    half = path.with_suffix(f".{os.getpid()}.half")
    with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(envelope.data)
        file.flush()
        os.fsync(file.fileno())
    half.rename(path)
    within = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(within)
    finally:
        os.close(within)
    return Outcome(state="sent", code=250, words="written")


@dataclass(frozen=True, slots=True)
class Written:
    """One message in the folder, for the newsroom's page."""

    name: str  # the file's
    subject: str
    recipient: str = field(repr=False)
    date: str


def listing(folder: Path, limit: int = 100) -> list[Written]:
    """Return the newest *limit* messages in *folder*, the newest first; none if there is no such folder."""
    return [_written(path) for path in _newest(folder, limit)]


def message(folder: Path, name: str) -> EmailMessage:
    """Return the message in the file *name*. Raises ``LookupError`` for a name that ``listing`` does not give."""
    path = folder / name
    if path.name != name or path.suffix != ".eml" or not path.is_file():
        raise LookupError("no such message in the outbox")
    return message_from_bytes(path.read_bytes(), policy=default)


def _newest(folder: Path, limit: int) -> Iterator[Path]:
    if not folder.is_dir():
        return iter(())
    found = ((entry.stat().st_mtime_ns, entry.name) for entry in os.scandir(folder) if entry.name.endswith(".eml"))
    return (folder / name for _, name in sorted(found, reverse=True)[:limit])


def _written(path: Path) -> Written:
    with path.open("rb") as file:
        head = message_from_bytes(file.read(16_384).partition(b"\r\n\r\n")[0] + b"\r\n\r\n", policy=default)
    return Written(path.name, str(head["subject"] or ""), str(head["to"] or "").strip("<>"), str(head["date"] or ""))
