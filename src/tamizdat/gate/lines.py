"""Lines within the gate: sockets by which its own processes talk, and how a door uses them without waiting.

Promises: a line is made by the parent and outlives both ends; only processes of the same user are listened to; who waits on a line that
breaks is told so at once, and the line is made anew for the next.
"""

import asyncio
import os
import socket
import struct
from collections import deque
from collections.abc import Mapping
from typing import cast

from tamizdat.sealed import doors

BEAT = b"B"
"""To the keeper: nothing but the wish to wait as long as for a box. All other uses of its line are doors."""

SIGN_UP, REMIND, LINK, HOOK = (door.encode() for door in (doors.SIGN_UP, doors.REMIND, doors.LINK, doors.HOOK))
"""To the keeper: a box, and by which door it came; for a hook, boxes, with their number in two bytes before them."""

GIVE: Mapping[str, bytes] = {method: door.encode() for method, door in doors.GIVE.items()}
STRANGERS = frozenset({SIGN_UP, REMIND, *GIVE.values()})
"""Doors that anybody may post at."""

KEPT, FULL, FAILED = b"+", b"f", b"!"
"""From the keeper."""

POLL, ASK, REPLY = b"P", b"A", b"R"
"""To the hatch: the newsroom's request, the wish for a one-use reply by who has just posted the record, or by who comes later for it."""

_PEER = struct.Struct("3i")


def listening_line() -> socket.socket:
    """Return a socket that listens under a name which the system chose; no file is made."""
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.bind("")
    line.listen(1024)
    return line


def is_ours(sock: socket.socket) -> bool:
    """Return whether a process of this user is at the other end."""
    _, user, _ = _PEER.unpack(sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size))
    return bool(user == os.geteuid())


class KeeperLine(asyncio.Protocol):
    """A door's line to the keeper: what is sent is answered in order."""

    def __init__(self, address: bytes) -> None:
        self._address = address
        self._transport: asyncio.WriteTransport | None = None
        self._waiting: deque[asyncio.Future[bytes]] = deque()
        self._connecting: asyncio.Task[None] | None = None
        self._unsent = bytearray()

    def ask(self, use: bytes, box: bytes = b"") -> asyncio.Future[bytes]:
        """Send *use* and *box*; return what will be the keeper's byte."""
        answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._waiting.append(answer)
        if self._transport is not None:
            self._transport.write(use + box)
        else:
            self._unsent += use + box
            self._connecting = self._connecting or asyncio.create_task(self._connect())
        return answer

    async def _connect(self) -> None:
        try:
            await asyncio.get_running_loop().create_unix_connection(lambda: self, cast("str", self._address))
        except OSError:
            self.connection_lost(None)
        self._connecting = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send what waited for it."""
        self._transport = cast("asyncio.WriteTransport", transport)
        self._transport.write(bytes(self._unsent))
        self._unsent.clear()

    def data_received(self, data: bytes) -> None:
        """Hand the bytes to who waits for them."""
        for place in range(len(data)):
            answer = self._waiting.popleft()
            if not answer.done():
                answer.set_result(data[place : place + 1])

    def connection_lost(self, error: Exception | None) -> None:
        """Tell all who wait that nothing is known."""
        self._transport = None
        self._unsent.clear()
        while self._waiting:
            answer = self._waiting.popleft()
            if not answer.done():
                answer.set_result(FAILED)


async def ask_hatch(address: bytes, what: bytes, payload: bytes) -> bytes:
    """Send one request to the hatch and return its answer, empty for none. Raises ``OSError``, ``EOFError`` if it is away."""
    reader, writer = await asyncio.open_unix_connection(cast("str", address))
    try:
        writer.write(what + len(payload).to_bytes(4) + payload)
        size = int.from_bytes(await reader.readexactly(4))
        return await reader.readexactly(size)
    finally:
        writer.close()
