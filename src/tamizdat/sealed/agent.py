"""The key agent's door: what other processes ask of the one that holds the opened list key.

Promises: an address is opened only while somebody has unlocked the key with its passphrase; whoever asks gets addresses, never the key.
Speaks through a Unix socket that answers its own user alone; ``agent_process`` stands behind it. A message is ``length (4 bytes,
big-endian) | body``; the first byte of a body says what is asked or answered, lists are such messages one after another.
"""

import socket
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tamizdat.sealed.boxes import seal
from tamizdat.sealed.keyring_locks import WrongPassphrase
from tamizdat.sealed.keys import PublicKey

READER_PURPOSE = "tamizdat reader 1"
READER_BYTES = 256
"""Addresses are padded to this before sealing, so that a box does not tell their length."""

BATCH = 1_000
MESSAGE_BYTES = 1 << 20
"""A thousand boxes have 317,000 bytes; more than this is no message of ours."""

ANSWER_SECONDS = 30.0

UNLOCK, OPEN, LOCK, STATUS = b"U", b"O", b"L", b"S"
DONE, IS_LOCKED, REFUSED = b"+", b"!", b"-"


class Locked(RuntimeError):
    """The list key is locked: somebody must unlock it with its passphrase before a letter can go out."""


@dataclass(frozen=True, slots=True)
class AgentStatus:
    """How the agent is: whether it holds the key, for how many seconds yet, and whether its memory is kept off the disk."""

    unlocked: bool
    seconds: int
    memory_locked: bool


def seal_address(key: PublicKey, address: str) -> bytes:
    """Return *address* closed to the list key as the agent opens it: 313 bytes. Raises ``ValueError`` for one over 255 bytes."""
    return seal(key, address.encode(), purpose=READER_PURPOSE, size=READER_BYTES)


class AgentClient:
    """Asks the agent that listens at *path*. One connection a question: an agent that was started again is simply met anew."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def open(self, boxes: Sequence[bytes]) -> list[str | None]:
        """Return the addresses in *boxes*, None for one that cannot be opened. Raises ``Locked``."""
        found: list[str | None] = []
        for start in range(0, len(boxes), BATCH):
            answer = self._ask(OPEN + b"".join(framed(box) for box in boxes[start : start + BATCH]))
            found += [address.decode() if address else None for address in unframed(answer)]
        return found

    def needs_passphrase(self) -> bool:
        """Return whether the agent is locked, or none runs."""
        status = self.status()
        return status is None or not status.unlocked

    def unlock(self, passphrase: str) -> None:
        """Hand the agent the passphrase: it opens addresses for two hours. Raises ``WrongPassphrase``, ``Locked`` if no agent runs."""
        self._ask(UNLOCK + passphrase.encode())

    def lock(self) -> None:
        """Have the agent forget the key now; nothing happens if none runs."""
        try:
            self._ask(LOCK)
        except Locked:
            return

    def status(self) -> AgentStatus | None:
        """Return how the agent is, None if none runs."""
        try:
            unlocked, memory_locked, seconds = struct.unpack(">??I", self._ask(STATUS))
        except Locked:
            return None
        return AgentStatus(unlocked, seconds, memory_locked)

    def _ask(self, question: bytes) -> bytes:
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(ANSWER_SECONDS)
                line.connect(str(self._path))
                line.sendall(framed(question))
                answer = read_message(line)
        except OSError as error:
            raise Locked(f"the key agent does not answer ({type(error).__name__}): start it with the newspaper, then unlock it") from None
        if answer[:1] == IS_LOCKED:
            raise Locked("the list key is locked: unlock it with its passphrase (at the sending desk, or by `tamizdat keys unlock`)")
        if answer[:1] == REFUSED:
            raise WrongPassphrase(answer[1:].decode())
        return answer[1:]


def framed(body: bytes) -> bytes:
    """Return *body* as a message."""
    return struct.pack(">I", len(body)) + body


def unframed(data: bytes) -> Iterator[bytes]:
    """Yield the messages in *data*. Raises ``ValueError`` if the last one is cut."""
    place = 0
    while place < len(data):
        end = place + 4 + int.from_bytes(data[place : place + 4], "big")
        if end > len(data):
            raise ValueError("a message is cut short")
        yield data[place + 4 : end]
        place = end


def read_message(line: socket.socket) -> bytes:
    """Return the next message's body from *line*. Raises ``OSError`` for a cut one, or one too long to be ours."""
    size = int.from_bytes(_read(line, 4), "big")
    if size > MESSAGE_BYTES:
        raise OSError("a message too long to be ours")
    return _read(line, size)


def _read(line: socket.socket, size: int) -> bytes:
    found = bytearray()
    while len(found) < size:
        part = line.recv(min(65_536, size - len(found)))
        if not part:
            raise OSError("the line was closed")
        found += part
    return bytes(found)
