"""The press process: takes what waits in the inbox, makes an edition of it, answers, and begins again.

Promises: one at a time (the lock); what comes within ``COALESCE_SECONDS`` goes into one edition; a head is renewed long before it
expires; a record that cannot be shown is set aside with a log line and holds up nobody. Stops between two builds on SIGTERM.
"""

import logging
import signal
import threading
import time
from datetime import datetime
from pathlib import Path

from tamizdat.edition.records import Record
from tamizdat.edition.schema import BadRecord, decode
from tamizdat.press.build import Builder, BuildReport, NothingToBuild, Progress, now
from tamizdat.press.inbox import Inbox
from tamizdat.press.lock import press_lock
from tamizdat.reader import load_theme

COALESCE_SECONDS = 0.02
POLL_SECONDS = 0.02
RENEW_HEAD_SECONDS = 6 * 3600  # a head is good for seven days; readers are warned after two

log = logging.getLogger(__name__)


class PressProcess:
    """The loop under *home*; ``run`` holds the lock for its whole life."""

    def __init__(self, home: Path, *, pack: bool = True) -> None:
        self._inbox = Inbox(home)
        self._builder = Builder(home, load_theme(), pack=pack)
        self._last = float("-inf")

    def run(self, stopping: threading.Event) -> None:
        """Work until *stopping* is set."""
        while not stopping.is_set():
            if not self.step():
                time.sleep(POLL_SECONDS)  # not stopping.wait: a signal that sets it meanwhile would wait for itself
        self._builder.close()

    def step(self) -> bool:
        """Do what is to be done now; return whether there was anything."""
        if not self._inbox.waiting(limit=1) and not self._is_due():
            return False
        time.sleep(COALESCE_SECONDS)
        return self.publish() is not None

    def publish(self, *, full: bool = False, progress: Progress | None = None, as_of: datetime | None = None) -> BuildReport | None:
        """Make an edition of all that waits; None while the newsroom has not introduced itself."""
        waiting = self._inbox.waiting()
        self._builder.take(record for _, kind, data in waiting if kind == "record" and (record := _read(data)))
        full = full or any(kind == "full" for _, kind, _ in waiting)
        self._last = time.monotonic()
        try:
            report = self._builder.build(as_of=as_of or now(), full=full, progress=progress)
        except NothingToBuild:
            return None
        if waiting:
            self._inbox.answer(waiting[-1][0], report.edition)
        self._builder.settle()
        log.info("edition %s: %s files written, %.2f s", report.edition, report.written, report.seconds)
        return report

    def _is_due(self) -> bool:
        overdue = time.monotonic() - self._last > RENEW_HEAD_SECONDS
        return self._builder.catalogue.entry("site") is not None and (overdue or self._builder.has_work())


def _read(data: bytes) -> Record | None:
    try:
        return decode(data)
    except BadRecord as error:
        log.error("a record was set aside: %s", error)
        return None


def run_press(home: Path) -> None:
    """Run the press under *home* until SIGTERM or SIGINT. Raises ``PressIsBusy`` if another one runs."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    with press_lock(home):
        PressProcess(home).run(stopping)
