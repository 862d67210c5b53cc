"""The press lock: one process makes editions at a time. Held by an open file, so that a killed process lets go."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class PressIsBusy(RuntimeError):
    """Another process holds the press."""


@contextmanager
def press_lock(home: Path) -> Iterator[None]:
    """Hold the press under *home*. Raises ``PressIsBusy`` at once if another process does."""
    home.mkdir(parents=True, exist_ok=True)
    handle = os.open(home / "press.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise PressIsBusy("another press is at work in this folder: it takes what you hand in") from None
    try:
        yield
    finally:
        os.close(handle)
