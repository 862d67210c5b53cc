"""What a hand of the crew does: writes each reader's message and hands it to a relay, over as many connections as it may.

Promises: a lane holds one copy at a time and asks for the next only while a relay may take it, so that no more copies are marked than
there are connections. Knows no database. Whatever goes wrong with one message is that message's outcome.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, Protocol

from tamizdat.newsletters.interfaces import Envelope, Outcome
from tamizdat.newsletters.sending.crew import Job, Report

REST_SECONDS = 1.0
"""A lane looks again this often whether a relay may be used."""

TELL_SECONDS = 0.003
"""A report waits so long for others to go with it, unless half of the lanes stand idle."""

Write = Callable[[Job], Envelope]
"""Makes a reader's message."""

log = logging.getLogger(__name__)


class Way(Protocol):
    """The way out: ``providers.pool.Pool``."""

    @property
    def connections(self) -> int:
        """How many messages may be under way at once."""
        ...

    def wait_for(self, domain: str) -> float:
        """Return how many seconds a message to *domain* would have to wait."""
        ...

    def troubles(self) -> dict[str, str]:
        """Return relay -> why it rests."""
        ...

    async def deliver(self, envelope: Envelope) -> Outcome:
        """Hand one message over."""
        ...


def hand(write: Write, way: Callable[[], Way]) -> Callable[[Connection], None]:
    """Return the work of a hand: *write* makes messages, *way* is called once in the hand and hands them over."""

    async def work(pipe: Connection) -> None:
        await _Hand(pipe, write, way()).work()

    return lambda pipe: asyncio.run(work(pipe))


class _Hand:
    def __init__(self, pipe: Connection, write: Write, way: Way) -> None:
        self._pipe, self._write, self._way = pipe, write, way
        self._idle: deque[asyncio.Future[Job]] = deque()
        self._free, self._trouble = 0, ""
        self._results: list[tuple[int, str, int, str]] = []
        self._due: asyncio.Handle | None = None
        self._half = self._way.connections / 2
        self._loop = asyncio.get_running_loop()

    async def work(self) -> None:
        """Work until the parent ends this process or has ended itself."""
        ended = asyncio.Event()
        self._loop.add_reader(self._pipe.fileno(), self._hear, ended)
        lanes = [asyncio.create_task(self._lane()) for _ in range(self._way.connections)]
        await ended.wait()
        for lane in lanes:
            lane.cancel()

    def _hear(self, ended: asyncio.Event) -> None:
        try:
            jobs: list[tuple[Any, ...]] = self._pipe.recv()
        except (EOFError, OSError):
            self._loop.remove_reader(self._pipe.fileno())
            ended.set()
            return
        for job in jobs:
            self._idle.popleft().set_result(Job(*job))

    async def _lane(self) -> None:
        while True:
            while self._way.wait_for("") > REST_SECONDS:
                self._trouble = "; ".join(self._way.troubles().values()) or "The rates of all relays are used up."
                self._tell()
                await asyncio.sleep(REST_SECONDS)
            self._free += 1
            self._idle.append(mine := self._loop.create_future())
            self._tell()
            job = await mine
            outcome = await self._outcome(job)
            self._results.append((job.copy, outcome.state, outcome.code, outcome.words))

    async def _outcome(self, job: Job) -> Outcome:
        try:
            envelope = self._write(job)
        except Exception as error:  # noqa: BLE001 - one message that cannot be written stops no other; nothing was handed over
            log.error("a message could not be written: %s", type(error).__name__)
            return Outcome(state="refused", code=0, words=f"could not be written: {type(error).__name__}")
        try:
            return await self._way.deliver(envelope)
        except Exception as error:  # noqa: BLE001 - nobody knows how far it got
            log.error("a message is in doubt: %s", type(error).__name__)
            return Outcome(state="doubt", code=0, words=type(error).__name__)

    def _tell(self) -> None:
        """Report soon, together with what other lanes say until then; at once when half of them want their next copies."""
        if self._due is None:
            self._due = self._loop.call_later(TELL_SECONDS, self._send)
        if self._free >= self._half > self._free - 1:
            self._due.cancel()
            self._due = self._loop.call_soon(self._send)

    def _send(self) -> None:
        report = Report(self._free, self._results, self._trouble)
        self._free, self._results, self._trouble, self._due = 0, [], "", None
        try:
            self._pipe.send(tuple(report))  # plain: pickling a class's name each time is most of the work
        except OSError:
            pass  # the parent has gone: the end of the pipe says so
