"""The processes of a running newspaper on one machine, and the parent that keeps them running.

Promises: all of them stop with the parent, however it ends; one that dies is started again, ever more slowly, and said so; a port that
is taken is named before anything starts. Each is a process of its own, so that the walls of DESIGN.md stay.
"""

import ctypes
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

PR_SET_PDEATHSIG = 1
STOP_SECONDS = 10.0
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0
"""A process that ran this long is taken to be well: its next fall is the first one."""


class PortTaken(RuntimeError):
    """A port that another program listens on."""


@dataclass
class Child:
    """One process: its name, command line and environment."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    falls: int = 0
    resume_at: float = field(default=0.0)

    def start(self) -> None:
        """Start it, bound to end with this process."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command, env=dict(self.environment), stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=_end_with_parent
        )

    def watch(self, say: Callable[[str], None]) -> None:
        """Start it again if it has fallen, after a pause that grows with each fall."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.resume_at:
                self.start()
        elif (code := self.process.poll()) is not None:
            self.falls = 1 if now - self.started > STEADY_SECONDS else self.falls + 1
            pause = min(LONGEST_PAUSE, 0.5 * 2 ** (self.falls - 1))
            say(f"{self.name} ended with code {code}; starting it again in {pause:.0f} s")
            self.process, self.resume_at = None, now + pause

    def stop(self) -> None:
        """Ask it to stop."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def wait(self, deadline: float) -> None:
        """Wait for its end until *deadline*, then end it."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def check_port(name: str, port: int) -> None:
    """Raise ``PortTaken`` if something listens on *port* of this machine; *name* is the variable that sets it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise PortTaken(f"port {port} is taken by another program: stop it, or choose another one, e.g. {name}={port + 100}") from None


def answers(port: int) -> bool:
    """Return whether something accepts connections on *port*."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=0.5):
            return True
    except OSError:
        return False


def supervise(children: list[Child], *, ready: Callable[[], bool], on_ready: Callable[[], None], say: Callable[[str], None]) -> None:
    """Run *children* until SIGTERM or SIGINT; call *on_ready* once *ready* says so."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: stopping.set())
    waiting = True
    while not stopping.is_set():
        for child in children:
            child.watch(say)
        if waiting and ready():
            waiting = False
            on_ready()
        time.sleep(0.1)  # not stopping.wait: a signal that sets it meanwhile would wait for itself
    say("stopping…")
    for child in children:
        child.stop()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        child.wait(deadline)
    say("stopped")


def python(*arguments: str) -> list[str]:
    """Return the command line of this Python with *arguments*."""
    return [sys.executable, *arguments]


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
