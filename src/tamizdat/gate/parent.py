"""The parent: forks the gate's processes, watches them, and never touches a request.

Promises: as many doors accept as are configured; a door that begins to end is replaced before it has ended; keeper and hatch are started
again when they fall; endings pile up to a limit only. SIGTERM lets the doors finish, then stops the others. No threads, so that a fork
copies nothing half done.
"""

import asyncio
import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn

from tamizdat.gate.conf import Conf
from tamizdat.gate.countries import Table
from tamizdat.gate.door import BACKLOG, STOPPING, run_door
from tamizdat.gate.hatch import Hatch
from tamizdat.gate.home import Home
from tamizdat.gate.keeper import Keeper
from tamizdat.gate.lines import listening_line
from tamizdat.gate.memory import end_with_parent, harden, name_process, say, say_error
from tamizdat.gate.shared import Shared
from tamizdat.gate.stores import StoreAway, hatch_store, shelf

MOST_ENDING = 16
"""Doors that finish slow requests at once; beyond it the oldest is stopped, so that a flood of slow forms cannot fill the memory."""

PAUSE = 0.5
"""Seconds until a process that fell at once is started again."""

Work = Callable[[int], None]


@dataclass
class Child:
    """A process of the gate: what it is, since when, and the pipe by which it says that it is ready or ending."""

    name: str
    pid: int
    notice: int
    started: float = field(default_factory=time.monotonic)
    ending: bool = False


class Parent:
    """The gate as a whole."""

    def __init__(self, conf: Conf, listening: socket.socket) -> None:
        self._conf, self._listening = conf, listening
        self._shared = Shared()
        self._table = Table(conf.countries)
        self._table.refresh()
        self._identity = Home(conf.home).identity().public_key()  # the doors need no more of it
        self._new_rows = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._to_keeper, self._to_hatch = listening_line(), listening_line()
        self._children: dict[int, Child] = {}
        self._selector = selectors.DefaultSelector()
        self._stopping = False
        self._pid = os.getpid()

    def run(self, ready: Callable[[], None]) -> None:
        """Run until SIGTERM or SIGINT. *ready* is called once doors accept."""
        self._wake, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._selector.register(self._wake, selectors.EVENT_READ)
        self._await(self._fork("hatch", self._hatch))
        self._fork("keeper", self._keeper)
        for _ in range(self._conf.doors):
            self._fork("door", self._door)
        ready()
        while not self._stopping:
            self._turn(1.0)
        self._end()

    def _stop(self, *_: object) -> None:
        self._stopping = True

    def _turn(self, seconds: float) -> None:
        for key, _ in self._selector.select(seconds):
            if key.fd == self._wake:
                os.read(self._wake, 512)
            elif os.read(key.fd, 16):
                self._begins_to_end(self._children[key.data])
        self._reap()

    def _begins_to_end(self, child: Child) -> None:
        if child.name != "door" or child.ending:
            return
        child.ending = True
        ending = [each for each in self._children.values() if each.ending]
        if len(ending) > MOST_ENDING:
            os.kill(min(ending, key=lambda each: each.started).pid, signal.SIGKILL)
        if not self._stopping:
            self._look_at_table()
            self._fork("door", self._door)

    def _look_at_table(self) -> None:
        """Use a table of networks that was exchanged: a door lives for less than a minute, so that it counts soon."""
        try:
            if self._table.refresh():
                say("another table of networks is used from now on")
        except (OSError, ValueError):
            say("the new table of networks cannot be read; the one before is used on")

    def _reap(self) -> None:
        while self._children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            child = self._children.pop(pid)
            self._selector.unregister(child.notice)
            os.close(child.notice)
            if not child.ending and not self._stopping:
                say(f"a {child.name} fell ({os.waitstatus_to_exitcode(status)}); starting it again")
                time.sleep(PAUSE if time.monotonic() - child.started < 1 else 0)
                self._fork(child.name, {"hatch": self._hatch, "keeper": self._keeper, "door": self._door}[child.name])

    def _fork(self, name: str, work: Work) -> Child:
        reading, writing = os.pipe2(os.O_CLOEXEC)
        pid = os.fork()
        if not pid:
            os.close(reading)
            self._be_child(name, work, writing)
        os.close(writing)
        child = self._children[pid] = Child(name, pid, reading)
        self._selector.register(reading, selectors.EVENT_READ, pid)
        return child

    def _be_child(self, name: str, work: Work, notice: int) -> NoReturn:
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGTERM, signal.SIGCHLD, signal.SIGHUP):
                signal.signal(number, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all; the parent tells when
            self._selector.close()
            for child in self._children.values():
                os.close(child.notice)
            end_with_parent(self._pid)
            harden()
            name_process(f"gate {name}")
            work(notice)
            status = 0
        except StoreAway as error:
            say(str(error))
        except BaseException as error:  # noqa: BLE001 - a traceback would hold what readers typed
            say_error(error)
        finally:
            sys.stderr.flush()
            os._exit(status)

    def _door(self, notice: int) -> None:
        keeper, hatch = self._to_keeper.getsockname(), self._to_hatch.getsockname()
        run_door(
            self._conf,
            self._shared,
            self._listening,
            identity=self._identity,
            keeper=keeper,
            hatch=hatch,
            notice=notice,
            countries=self._table.countries,
        )

    def _keeper(self, _: int) -> None:
        self._listening.close()
        Keeper(shelf(self._conf), self._shared, self._conf.limits, new_rows=self._new_rows).run(self._to_keeper)

    def _hatch(self, notice: int) -> None:
        self._listening.close()

        async def run() -> None:
            hatch = Hatch(Home(self._conf.home), hatch_store(self._conf), self._shared, new_rows=self._new_rows)
            os.write(notice, b"r")
            await hatch.run(self._to_hatch)

        asyncio.run(run())

    def _await(self, child: Child) -> None:
        """Wait until the hatch has made the queue and counted it."""
        if not os.read(child.notice, 1):
            raise SystemExit("gate: the queue cannot be opened, see above")

    def _end(self) -> None:
        say("stopping")
        for name in ("door", "keeper", "hatch"):
            self._signal(name, signal.SIGTERM)
            deadline = time.monotonic() + STOPPING + 1
            while self._of(name) and time.monotonic() < deadline:
                self._turn(0.05)
            self._signal(name, signal.SIGKILL)

    def _of(self, name: str) -> list[Child]:
        return [child for child in self._children.values() if child.name == name]

    def _signal(self, name: str, number: int) -> None:
        for child in self._of(name):
            os.kill(child.pid, number)


def open_port(host: str, port: int) -> socket.socket:
    """Return a socket that listens there. Raises ``OSError``."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    listening = socket.socket(family, kind, protocol)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(address)
    listening.listen(BACKLOG)
    listening.settimeout(0)
    return listening
