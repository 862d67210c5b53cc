"""The till's process: looks for wishes, and for changes asked for, every 50 ms, and has several hands. ``site`` starts it.

Promises: one slow provider or gate holds up nobody else; what a hand stumbles over is logged as its type, and taken again when its lease
runs out; on SIGTERM what is under way ends and nothing more begins.
"""

import logging
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import InterfaceError, OperationalError, close_old_connections, connections

from tamizdat.contributions import doors
from tamizdat.contributions.models import Checkout, GiftChange
from tamizdat.contributions.self_service import Changes
from tamizdat.contributions.till import Line, Till

LOOK_SECONDS = 0.05
AT_PROVIDERS, AT_GATE = 4, 2
"""Hands for what needs a provider's answer, and for answers that only have to be left at the gate: these never wait for those."""

TO_DO = (Checkout.NEW, *GiftChange.OPEN)
"""States of what needs a provider's answer."""

log = logging.getLogger(__name__)


class Hands:
    """Threads that serve wishes; each has its own line to the gate."""

    def __init__(self, till: "Till | Changes") -> None:
        self._till = till
        self._at_providers = ThreadPoolExecutor(AT_PROVIDERS, thread_name_prefix="till")
        self._at_gate = ThreadPoolExecutor(AT_GATE, thread_name_prefix="till-gate")
        self._under_way: set[tuple[int, str]] = set()

    def look(self) -> None:
        """Hand every wish that waits to a hand, unless one has it already for what it waits for."""
        for waiting in self._till.waiting():
            if waiting not in self._under_way:
                self._under_way.add(waiting)
                pool = self._at_providers if waiting[1] in TO_DO else self._at_gate
                pool.submit(self._serve, waiting)

    def rest(self) -> None:
        """Let what is under way end, and drop the rest."""
        for pool in (self._at_providers, self._at_gate):
            pool.shutdown(cancel_futures=True)

    def _serve(self, waiting: tuple[int, str]) -> None:
        try:
            close_old_connections()
            self._till.serve(waiting[0])
        except Exception as error:  # noqa: BLE001 - one wish must not end the till
            say_fault(error)
        finally:
            self._under_way.discard(waiting)


def run_till() -> None:
    """Work until SIGTERM or SIGINT."""
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _: asked.append(number))
    lines = own_lines()
    crews = [Hands(Till(lines)), Hands(Changes(lines))]
    while not asked:
        try:
            for hands in crews:
                hands.look()
        except (OperationalError, InterfaceError) as error:
            say_fault(error)
            time.sleep(1)
        time.sleep(LOOK_SECONDS)
    for hands in crews:
        hands.rest()


def own_lines() -> Callable[[], Line]:
    """Return what gives each thread a line of its own to the gate, and raises ``KeyringDamaged`` while no gate is pinned."""
    mine = threading.local()

    def line() -> Line:
        if not hasattr(mine, "line"):
            mine.line = doors.gate_line()
        found: Line = mine.line
        return found

    return line


def say_fault(error: Exception) -> None:
    """Log what broke by its type, and let go of a connection that may be dead."""
    log.error("the till stumbled: %s", type(error).__name__)
    if isinstance(error, (OperationalError, InterfaceError)):
        connections[doors.DATABASE].close()
