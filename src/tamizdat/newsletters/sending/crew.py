"""The crew: forked processes that write messages and speak to relays, while the one that forked them alone holds the database.

Promises: copies travel to the crew only after they are marked; a hand that falls is noticed, and what it held is told; none outlives the
process that forked it. Work and reports are lists, so that a pipe costs little for each message.
"""

import ctypes
import gc
import logging
import os
import signal
from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import Any, NamedTuple

from tamizdat.newsletters.interfaces import Outcome

PR_SET_PDEATHSIG = 1

log = logging.getLogger(__name__)


class Job(NamedTuple):
    """One copy to hand over: its row, for whom, and in which dress. Never printed: it holds an address."""

    copy: int
    ref: str
    address: str
    discreet: bool
    shown: tuple[str, ...]  # what the page behind the preferences link shows
    tries: int


class Result(NamedTuple):
    """What became of a job."""

    job: Job
    outcome: Outcome


class Report(NamedTuple):
    """What a hand says: how many more jobs it can begin at once, what has come of others, and why it cannot begin any, if so."""

    free: int
    results: list[tuple[int, str, int, str]]  # row, then as Outcome: state, code, words
    trouble: str


class Hand:
    """One forked process, seen from the parent."""

    def __init__(self, work: Callable[[Connection], None]) -> None:
        self.pipe, theirs = Pipe()
        self.free = 0
        self.busy: dict[int, Job] = {}
        parent = os.getpid()
        self.pid = os.fork()
        if self.pid == 0:
            self.pipe.close()
            _live(work, theirs, parent)
        theirs.close()

    def give(self, jobs: list[Job]) -> None:
        """Let it begin *jobs*."""
        self.free -= len(jobs)
        self.busy |= {job.copy: job for job in jobs}
        try:
            self.pipe.send([tuple(job) for job in jobs])
        except OSError:
            pass  # it has fallen: the next look at its pipe says so

    def heard(self) -> tuple[list[Result], str] | None:
        """Return what it reports (results, trouble), None if it has fallen."""
        try:
            report = Report(*self.pipe.recv())
        except (EOFError, OSError):
            return None
        self.free += report.free
        outcomes = [(copy, Outcome(state=state, code=code, words=words)) for copy, state, code, words in report.results]  # type: ignore[arg-type]
        return [Result(self.busy.pop(copy), outcome) for copy, outcome in outcomes], report.trouble

    def end(self) -> None:
        """End it, and wait for that."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        self.pipe.close()


class Crew:
    """Several hands that do the same work."""

    def __init__(self, work: Callable[[Connection], None], hands: int) -> None:
        self.fallen = False
        self.trouble = ""
        self._hands: dict[Any, Hand] = {}
        for _ in range(hands):
            hand = Hand(work)
            self._hands[hand.pipe] = hand

    @property
    def free(self) -> int:
        """How many jobs the crew can begin at once."""
        return sum(hand.free for hand in self._hands.values())

    @property
    def busy(self) -> int:
        """How many jobs are under way."""
        return sum(len(hand.busy) for hand in self._hands.values())

    def give(self, jobs: list[Job]) -> None:
        """Share *jobs*, at most ``free``, among the hands."""
        for hand in self._hands.values():
            if hand.free and jobs:
                mine, jobs = jobs[: hand.free], jobs[hand.free :]
                hand.give(mine)

    def results(self, seconds: float) -> list[Result]:
        """Return what has come of jobs, after at most *seconds*. A hand that has fallen is noted in ``fallen``."""
        found = []
        for pipe in wait(list(self._hands), seconds):
            heard = self._hands[pipe].heard()
            if heard is None:
                self.fallen = True
                self._hands.pop(pipe).end()
                continue
            results, self.trouble = heard
            found += results
        return found

    def end(self) -> None:
        """End all hands at once. What they were handing over is in doubt then."""
        for hand in self._hands.values():
            hand.end()
        self._hands = {}


def _live(work: Callable[[Connection], None], pipe: Connection, parent: int) -> None:
    """Do *work* in this forked process, and end without running what belongs to the parent (its database connections above all)."""
    code = 1
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # the parent decides when to stop, and ends us
        gc.freeze()  # what was there before the fork is never garbage here, and not worth looking through
        if os.getppid() == parent:
            work(pipe)
            code = 0
    except BaseException as error:  # noqa: BLE001 - nothing of the parent's may run here, whatever happened
        import traceback

        traceback.print_exc()
        log.error("a hand of the crew has fallen: %s", type(error).__name__)
    finally:
        os._exit(code)
