"""The bytes of an SMTP dialogue: what is written, and the replies as they come (RFC 5321, 4.2).

Promises: a reply within its time or one of three faults: gone, late, or not SMTP. Knows whether all that was written has left this
process: what has not cannot have been delivered (under TLS, what is encrypted counts as having left). Leaves the meaning of replies to
``smtp``.
"""

import asyncio
import re
import ssl
from collections import deque
from typing import NamedTuple

REPLY_BYTES = 64 * 1024
"""More than this without an end is no reply."""

LAST_SECONDS = 1.0
"""For saying good-bye, TLS's included."""

_LINE = re.compile(rb"([2-5][0-9]{2})([ -]|$)(.*)", re.DOTALL)


class Broken(ConnectionError):
    """The dialogue cannot go on: the relay has gone, is late, or does not speak SMTP. Says which."""


class Reply(NamedTuple):
    """One reply of a server: its code and its lines, unjudged."""

    code: int
    lines: tuple[bytes, ...]

    @property
    def words(self) -> str:
        """The lines as one text."""
        return " ".join(line.decode("ascii", "replace").strip() for line in self.lines)


class Wire(asyncio.Protocol):
    """One TCP connection that speaks SMTP; under TLS it stays the same object."""

    def __init__(self) -> None:
        self.unsent = False
        self._loop = asyncio.get_running_loop()
        self._buffer = b""
        self._lines: list[bytes] = []
        self._replies: deque[Reply] = deque()
        self._waiting: asyncio.Future[None] | None = None
        self._wanted = 1
        self._patience = self._deadline = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._fault: Broken | None = None
        self._transport: asyncio.Transport | None = None
        self._lost = asyncio.Event()

    @property
    def silent(self) -> bool:
        """Whether the other side is there and has said nothing that was not asked."""
        return self._fault is None and not (self._replies or self._lines or self._buffer)

    async def reply(self, seconds: float) -> Reply:
        """Return the next reply. Raises ``Broken``."""
        return (await self.replies(1, seconds))[0]

    async def replies(self, count: int, seconds: float) -> list[Reply]:
        """Return the next *count* replies once the last of them is there. Raises ``Broken``."""
        if len(self._replies) < count:
            if self._fault:
                raise self._fault
            self._patience = seconds
            self._wait_until(self._loop.time() + seconds)
            self._wanted, self._waiting = count, self._loop.create_future()
            try:
                await self._waiting
            finally:
                self._waiting = None
        return [self._replies.popleft() for _ in range(count)]

    def write(self, data: bytes) -> None:
        """Send *data*. Raises ``Broken`` if the other side has gone."""
        if self._fault or self._transport is None:
            raise self._fault or Broken("not connected")
        self._transport.write(data)

    async def start_tls(self, context: ssl.SSLContext, host: str, seconds: float) -> None:
        """Go on under TLS. Raises ``Broken`` or ``ssl.SSLError``; what came in the clear after the last reply is a fault."""
        if self._transport is None or not self.silent:
            raise self._fault or Broken("the relay spoke out of turn before TLS")
        under = await self._loop.start_tls(self._transport, self, context, server_hostname=host, ssl_handshake_timeout=seconds)
        if under is None:
            raise Broken("the relay hung up while TLS began")
        self.connection_made(under)

    def close(self) -> None:
        """Hang up at once."""
        if self._transport is not None:
            self._transport.abort()
        self._fault = self._fault or Broken("the connection is closed")

    async def hang_up(self) -> None:
        """Hang up once what is written has been sent, or after ``LAST_SECONDS`` all the same."""
        self._fault = self._fault or Broken("the connection is closed")
        if self._transport is not None:
            self._transport.close()
            timer = self._loop.call_later(LAST_SECONDS, self._transport.abort)
            await self._lost.wait()
            timer.cancel()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask to be told when two bytes or more wait here: ``unsent`` then never says so of what has left.

        Not of one: under TLS asyncio takes a limit of zero to be reached by nothing at all.
        """
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.set_write_buffer_limits(high=1, low=0)

    def pause_writing(self) -> None:
        """Note that bytes wait in this process."""
        self.unsent = True

    def resume_writing(self) -> None:
        """Note that all bytes are with the kernel."""
        self.unsent = False

    def _wait_until(self, deadline: float) -> None:
        """Give up at *deadline*. One timer serves many waits: setting one for each would cost as much as all the rest of a wait."""
        self._deadline = deadline
        if self._timer is not None and self._timer.when() > deadline:
            self._timer.cancel()
            self._timer = None
        if self._timer is None:
            self._timer = self._loop.call_at(deadline, self._look_at_the_clock)

    def _look_at_the_clock(self) -> None:
        self._timer = None
        if self._waiting is None or self._waiting.done():
            return
        if self._loop.time() < self._deadline:
            self._wait_until(self._deadline)
        else:
            self._fail(f"no answer within {self._patience:g} seconds")

    def data_received(self, data: bytes) -> None:
        """Cut what came into lines, and lines into replies."""
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        if len(self._buffer) > REPLY_BYTES:
            self._fail("an endless line")
        for line in lines:
            self._take(line.rstrip(b"\r"))
        if self._waiting and not self._waiting.done() and len(self._replies) >= self._wanted:
            self._waiting.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """Whoever waits learns that nothing more will come."""
        self._fail("the relay hung up")
        self._lost.set()
        if self._timer is not None:
            self._timer.cancel()

    def _take(self, line: bytes) -> None:
        parts = _LINE.fullmatch(line)
        if not parts or len(self._lines) > 1000:
            self._fail("what the relay said is no SMTP reply")
            return
        self._lines.append(parts[3])
        if parts[2] != b"-":
            self._replies.append(Reply(int(parts[1]), tuple(self._lines)))
            self._lines = []

    def _fail(self, why: str) -> None:
        self._fault = self._fault or Broken(why)
        if self._waiting and not self._waiting.done() and len(self._replies) < self._wanted:
            self._waiting.set_exception(self._fault)
        if self._transport is not None:
            self._transport.abort()
