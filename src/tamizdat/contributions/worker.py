"""The ledger's worker: hooks become entries, what no hook has said is asked for, pauses end, providers' lists are compared once a day, and
what is over is forgotten. A process of its own.

Promises: killed at any point it goes on where it was; several may run at once. What fails is tried again ever more slowly and is in sight
meanwhile; a database that is away is waited for. Logs hold no event, reference or amount.
"""

import logging
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, close_old_connections, connections
from django.utils import timezone

from tamizdat.contributions import inbox, looking, pauses, reconcile
from tamizdat.contributions.interfaces import Provider
from tamizdat.contributions.ledger import months
from tamizdat.contributions.ledger.append import Ledger
from tamizdat.contributions.ledger.doors import DATABASE
from tamizdat.contributions.providers import from_settings
from tamizdat.contributions.shredding import SHREDDERS
from tamizdat.sealed.shredders import expire_all

LOOK_SECONDS = 0.25
ROUNDS_EVERY, CHORES_EVERY = 15.0, 300.0
AWAY_SECONDS = 5.0

log = logging.getLogger(__name__)


@dataclass
class Worker:
    """The work, a step at a time. *named*: finds a provider; *now*: the clock."""

    ledger: Ledger = field(default_factory=Ledger)
    named: Callable[[str], Provider] = from_settings.provider
    now: Callable[[], datetime] = timezone.now
    lease: timedelta = inbox.LEASE

    def step(self, stopping: Callable[[], bool] = lambda: False) -> Counter[str]:
        """Settle all hooks that are due; return how many came to what. Raises what means that the database is away."""
        done: Counter[str] = Counter()
        while rows := inbox.due(self.now()):
            for row in rows:
                if stopping():
                    return done
                done[inbox.settle(row, self.ledger, self.named, self.now(), lease=self.lease)] += 1
        return done

    def rounds(self) -> None:
        """Ask after pages of which no hook has told, and end pauses whose time is over. Raises what means that the database is away."""
        looking.look_around(self.ledger, self.named, self.now())
        pauses.end_due(self.ledger, self.named, self.now())

    def chores(self, names: Callable[[], list[str]] = lambda: sorted(from_settings.providers())) -> None:
        """Compare with those providers whose day is over, and forget what is over. One provider's trouble holds up nothing else."""
        for name in names():
            if reconcile.is_due(name, self.now()):
                self._compare(name)
        expire_all(SHREDDERS, self.now())

    def _compare(self, name: str) -> None:
        try:
            reconcile.run(self.named(name), self.ledger, self.now())
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # noqa: BLE001 - an answer that no client of ours foresaw; the report says that it is not finished
            log.error("the list of %s could not be compared: %s", name, type(error).__name__)


def run_worker() -> None:
    """Work until SIGTERM or SIGINT."""
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _: asked.append(number))
    worker, rounds, chores = Worker(), 0.0, 0.0
    while not asked:
        close_old_connections()
        pause = LOOK_SECONDS
        try:
            worker.step(lambda: bool(asked))
            if not asked and months.catch_up():  # a portion at a time: hooks go first
                pause = 0.0
            if time.monotonic() >= rounds and not asked:
                rounds = time.monotonic() + ROUNDS_EVERY
                worker.rounds()
            if time.monotonic() >= chores and not asked:
                chores = time.monotonic() + CHORES_EVERY
                worker.chores()
        except (OperationalError, InterfaceError) as error:
            log.error("the ledger's database is not there: %s", type(error).__name__)
            connections[DATABASE].close()
            pause = AWAY_SECONDS
        except Exception as error:  # noqa: BLE001 - the worker outlives whatever one chore does
            log.error("a chore of the ledger failed: %s", type(error).__name__)
        time.sleep(0 if asked else pause)
