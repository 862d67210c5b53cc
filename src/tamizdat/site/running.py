"""Which of the newspaper's processes run: each holds a file of its name open and locked, and a killed one lets go.

Promises: says nothing of a process but that it runs. Leaves what it has done to the stores that it writes.
"""

import fcntl
import os
from pathlib import Path

_held: list[int] = []
"""Kept open for the life of this process."""


def hold(home: Path, name: str) -> None:
    """Note that *name* runs, for as long as this process lives. A second one of the same name is not refused here."""
    folder = home / "logs"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder / f"{name}.running", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(handle, fcntl.LOCK_SH)
    _held.append(handle)


def runs(home: Path, name: str) -> bool:
    """Return whether a process of that *name* runs under *home*."""
    try:
        handle = os.open(home / "logs" / f"{name}.running", os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False
