"""The collector's process: polls the gate for as long as the newspaper runs. ``site`` starts it.

Promises: a gate that is away is asked again, ever more slowly, and said once; SIGTERM ends a long wait at once, and a batch under way is
committed first. Logs hold no record.
"""

import logging
import random
import signal
import time
from types import FrameType
from typing import cast

from django.conf import settings
from django.db import InterfaceError, OperationalError, connections
from django.utils.module_loading import import_string

from tamizdat.newsletters.collecting.applying import try_again
from tamizdat.newsletters.collecting.collector import Collector
from tamizdat.newsletters.collecting.gate_line import GateAway, GateLine, NotOurGate
from tamizdat.newsletters.collecting.watching import Canary
from tamizdat.newsletters.interfaces import GateHandler, HookTaker
from tamizdat.newsletters.readers.doors import board, keyring
from tamizdat.newsletters.readers.handlers import HANDLERS
from tamizdat.sealed.keyring import Keyring, KeyringDamaged
from tamizdat.sealed.poll import LONGEST_WAIT

LONGEST_PAUSE = 60.0
CHORES_EVERY = 600.0
"""Seconds between looks at what was set aside."""

log = logging.getLogger(__name__)


class Stop(Exception):
    """SIGTERM or SIGINT while nothing was under way."""


class Patience:
    """Ends a wait when the process is asked to stop, and nothing else."""

    def __init__(self) -> None:
        self.asked = self.waiting = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    def _ask(self, _: int, __: FrameType | None) -> None:
        self.asked = True
        if self.waiting:
            self.waiting = False
            raise Stop

    def __enter__(self) -> None:
        self.waiting = True
        if self.asked:
            raise Stop

    def __exit__(self, *_: object) -> None:
        self.waiting = False

    def pause(self, seconds: float) -> None:
        """Wait. Raises ``Stop``."""
        with self:
            time.sleep(seconds)


def open_line(keys: Keyring) -> GateLine:
    """Return the line to the gate that the settings name."""
    mail = settings.TAMIZDAT.mail
    return GateLine(mail.gate_poll_url, gate=keys.gate_public(), key=keys.poll(), proxy=mail.gate_proxy)


def handlers() -> dict[str, GateHandler]:
    """Return what is done with each kind of record: the letters' own handlers, and those of other rooms, by the settings."""
    return HANDLERS | {kind: cast(GateHandler, import_string(path)) for kind, path in settings.TAMIZDAT_RECORDS.items()}


def hook_takers() -> dict[str, HookTaker]:
    """Return who takes hooks, by the names that the settings give them."""
    return {name: cast(HookTaker, import_string(path)) for name, path in settings.TAMIZDAT_HOOKS.items()}


def run_collector() -> None:
    """Collect until SIGTERM or SIGINT."""
    patience = Patience()
    try:
        keys = _wait_for_keys(patience)
        with open_line(keys) as line:
            _collect(line, Collector(line, keys, handlers(), board, hook_takers()), Canary(line), keys, patience)
    except Stop:
        pass


def _collect(line: GateLine, collector: Collector, canary: Canary, keys: Keyring, patience: Patience) -> None:
    falls, chores = 0, 0.0
    line.waiting = patience
    while not patience.asked:
        try:
            collector.turn(wait=LONGEST_WAIT)
            canary.step([keys.queue_public()])
            if time.monotonic() >= chores:
                try_again(keys.queue_keys(), handlers(), hook_takers())
                chores = time.monotonic() + CHORES_EVERY
            falls = 0
        except (GateAway, NotOurGate) as error:
            falls += 1
            if falls in (1, 10):
                log.error("%s", error)
            patience.pause(_longer(falls))
        except (OperationalError, InterfaceError) as error:
            falls += 1
            log.error("a database is not there: %s", type(error).__name__)
            connections.close_all()  # a taker of hooks may keep its work in another than the readers'
            patience.pause(_longer(falls))


def _wait_for_keys(patience: Patience) -> Keyring:
    """Return the keyring once a gate is pinned in it."""
    said = False
    while True:
        keys = keyring()
        try:
            keys.gate_public(), keys.poll()
        except KeyringDamaged as error:
            if not said:
                log.error("%s", error)
            said = True
            patience.pause(5.0)
        else:
            return keys


def _longer(falls: int) -> float:
    return float(min(LONGEST_PAUSE, 0.5 * 2.0 ** min(falls, 10))) * random.uniform(0.5, 1.0)  # noqa: S311 - so that two do not march in step
