"""A door: the process that takes what readers send. One thread, one event loop, and a short life.

Promises: it ends after a number of posts, or some time after its first or last one, and the kernel empties its memory; whoever is slow
holds a connection up and nobody else; what is under way when it ends gets its time. docs/spec/gate.md, section 1.
"""

import asyncio
import os
import signal
import socket
import ssl
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import partial
from typing import NoReturn

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tamizdat.gate.conf import Conf, Limits
from tamizdat.gate.connection import POLL, Connection
from tamizdat.gate.countries import Countries
from tamizdat.gate.http import Answer, Request
from tamizdat.gate.memory import say
from tamizdat.gate.routes import Gate
from tamizdat.gate.shared import Shared

ACCEPTED_AT_ONCE = 16
"""Connections that a door takes in one turn: the others are for its siblings."""

BACKLOG = 2048
HANDSHAKE_WITHIN = 10.0
FOR_HEADERS = 2.0
"""Seconds that an ending door gives to who has just connected, or has sent half a request's head: no form is in it."""

STOPPING = 5.0
"""Seconds to finish when the whole gate stops."""


class Nameless(socket.socket):
    """A connection that does not say whose it is: the event loop would note the address and keep it until its rubbish is collected."""

    def getpeername(self) -> NoReturn:
        """Refuse."""
        raise OSError("the gate does not ask who came")


class Use:
    """How much a door has been used, and since when. A connection counts as well: its address was in memory."""

    def __init__(self) -> None:
        self.enough = asyncio.Event()
        self._posts = self._first = self._last = 0.0

    def note(self, limits: Limits, now: float, *, post: bool = False) -> None:
        """Note a connection or a post at *now*."""
        self._first, self._last = self._first or now, now
        self._posts += post
        if self._posts >= limits.posts:
            self.enough.set()

    def is_over(self, limits: Limits, now: float) -> bool:
        """Return whether a door so used should end."""
        old = self._first and (now - self._last >= limits.idle or now - self._first >= limits.age)
        return self.enough.is_set() or bool(old)


class Door:
    """One door, from fork to end."""

    def __init__(self, conf: Conf, gate: Gate, *, notice: int, countries: Countries | None = None) -> None:
        self._limits, self._gate, self._notice = conf.limits, gate, notice
        self._hsts = conf.url.startswith("https:")
        self._tls = _tls(conf)
        self._countries = countries
        self._client_header = conf.client_header.encode()
        self._open: dict[Connection, None] = {}
        self._opening: set[asyncio.Task[None]] = set()
        self._stop_within, self._stopping = float(conf.limits.drain), False
        self._use = Use()

    async def run(self, listening: socket.socket) -> None:
        """Accept until this door's time is over, then finish what is under way."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(_say_what_kind)
        loop.add_signal_handler(signal.SIGTERM, self._stop)
        loop.add_reader(listening, self._accept, listening)
        while not self._stopping and not self._use.is_over(self._limits, time.monotonic()):
            self._sweep(time.monotonic())
            await self._pause(0.5)
        with suppress(OSError):  # the parent is gone as well
            os.write(self._notice, b"e")  # it opens another door
        loop.remove_reader(listening)
        listening.close()
        await self._drain()

    def _accept(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        for _ in range(ACCEPTED_AT_ONCE):
            try:
                sock, peer = listening.accept()
            except OSError:  # a sibling was faster, or there is no room: the reader tries again
                return
            country = self._countries.of(peer[0]) if self._countries else ""
            opening = loop.create_task(self._open_connection(Nameless(fileno=sock.detach()), country))
            self._opening.add(opening)
            opening.add_done_callback(self._opening.discard)

    async def _open_connection(self, sock: socket.socket, country: str) -> None:
        with suppress(OSError):  # gone, or no TLS
            handshake = None if self._tls is None else HANDSHAKE_WITHIN
            sock.settimeout(0)
            await asyncio.get_running_loop().connect_accepted_socket(
                partial(self._connection, country), sock, ssl=self._tls, ssl_handshake_timeout=handshake
            )

    def _stop(self) -> None:
        self._stop_within, self._stopping = STOPPING, True
        self._use.enough.set()

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._use.enough.wait(), seconds)

    async def _respond(self, request: Request) -> Answer:
        self._use.note(self._limits, time.monotonic(), post=request.method == "POST" and request.path != POLL)
        return await self._gate.respond(request)

    def _connection(self, country: str) -> Connection:
        self._use.note(self._limits, time.monotonic())
        if len(self._open) >= self._limits.connections:
            # The one that has been idle for longest makes room: floods of silent connections displace each other.
            next((each for each in self._open if not each.is_answering), next(iter(self._open))).cut()
        made = Connection(self._respond, self._forget, hsts=self._hsts, room=self._gate.room, network=partial(self._network, country))
        self._open[made] = None
        return made

    def _network(self, country: str, headers: Iterable[tuple[bytes, bytes]]) -> str:
        """Return where a request came from: behind a proxy, the country of the address that it says; else of who connected."""
        if not self._client_header or self._countries is None:
            return country
        said = [value for name, value in headers if name == self._client_header]
        return self._countries.of(said[-1].decode("latin-1").rpartition(",")[2]) if said else ""

    def _forget(self, connection: Connection) -> None:
        self._open.pop(connection, None)

    def _sweep(self, now: float) -> None:
        for connection in list(self._open):
            if connection.deadline < now and not connection.is_answering:
                connection.cut()

    async def _drain(self) -> None:
        began = time.monotonic()
        for connection in list(self._open):
            connection.finish()
        while (self._open or self._opening) and time.monotonic() - began < self._stop_within:
            now = time.monotonic()
            self._sweep(now)
            for connection in list(self._open):
                if now - began > FOR_HEADERS and not connection.is_worth_waiting:
                    connection.cut()
            await asyncio.sleep(0.2)


def _tls(conf: Conf) -> ssl.SSLContext | None:
    if not conf.certificate:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(conf.certificate, conf.certificate_key)
    context.options |= ssl.OP_NO_TICKET  # a ticket would let a watcher link two visits
    return context


def _say_what_kind(_: asyncio.AbstractEventLoop, what: Mapping[str, object]) -> None:
    # The event loop's own words name the peer's address.
    error = what.get("exception")
    if error is not None and not isinstance(error, (ConnectionError, TimeoutError, ssl.SSLError)):
        say(f"a connection failed: {type(error).__name__}")


def run_door(
    conf: Conf,
    shared: Shared,
    listening: socket.socket,
    *,
    identity: Ed25519PublicKey,
    keeper: bytes,
    hatch: bytes,
    notice: int,
    countries: Countries | None,
) -> None:
    """Run one door to its end. *keeper*, *hatch*: the names of their lines; the parent reads *notice* and has opened *countries*."""

    async def run() -> None:
        gate = Gate(conf, shared, identity=identity, keeper=keeper, hatch=hatch)
        await Door(conf, gate, notice=notice, countries=countries).run(listening)

    asyncio.run(run())
