"""The worker process: runs queued tasks and what is due by the clock. One of them, beside the newsroom.

Promises: due things are looked at every ``TICK_SECONDS``; a task or a tick that fails is logged without personal data and stops
nothing; stops after the task at hand on SIGTERM. The clock only says what is due; waiting is monotonic, so that a clock that jumps
neither loses nor repeats anything.
"""

import logging
import signal
import threading
import time

from django.db import close_old_connections
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from tamizdat.newsroom.schedule import tick

TICK_SECONDS = 5.0
POLL_SECONDS = 0.5

log = logging.getLogger(__name__)


def run_worker() -> None:
    """Work until SIGTERM or SIGINT."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    next_tick = time.monotonic()
    while not stopping.is_set():
        close_old_connections()
        if time.monotonic() >= next_tick:
            _guarded(tick)
            next_tick = time.monotonic() + TICK_SECONDS
        _guarded(run_waiting_tasks)
        time.sleep(POLL_SECONDS)  # not stopping.wait: a signal that sets it meanwhile would wait for itself


def run_waiting_tasks() -> None:
    """Run the tasks that wait. Looks before it locks: the newsroom writes to the same database."""
    if DBTaskResult.objects.ready().exists():
        Worker(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id="worker",
            excluded_queue_names=[],
        ).run()


def _guarded(work: object) -> None:
    try:
        work()  # type: ignore[operator]
    except Exception as error:  # noqa: BLE001 - the worker outlives whatever a task does
        log.error("%s failed: %s", getattr(work, "__name__", work), type(error).__name__)
