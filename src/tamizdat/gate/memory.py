"""Memory that keeps nothing: no core dump, no tracing, no swap, and no text in what an error leaves behind.

Promises: after ``harden`` another process of the same user cannot read this one (root can, and the test of it does). Where the system
lets it, memory is locked against swap; where not, ``harden`` says so. Leaves overwriting freed memory to the C library
(``conf.CLEAN_MEMORY``), and emptying the rest to the end of the process.
"""

import ctypes
import os
import resource
import signal
import sys
from pathlib import Path
from types import TracebackType

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NAME = 1, 4, 15
_MCL_CURRENT, _MCL_FUTURE, _MCL_ONFAULT = 1, 2, 4


def harden() -> bool:
    """Close this process to others; return whether its memory is locked against swap too."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "the system does not let this process forbid core dumps")
    return bool(libc.mlockall(_MCL_CURRENT | _MCL_FUTURE | _MCL_ONFAULT) == 0)


def end_with_parent(parent: int) -> None:
    """Ask the kernel to end this process with *parent*, also when that is killed."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)  # it died before we asked


def name_process(name: str) -> None:
    """Let ``ps`` and ``top`` call this process *name* (at most 15 characters)."""
    ctypes.CDLL(None).prctl(_PR_SET_NAME, name.encode())


def say(text: str) -> None:
    """Write a line to the log."""
    sys.stderr.write(f"gate: {text}\n")
    sys.stderr.flush()


def say_error(error: BaseException) -> None:
    """Write what went wrong and where, without its text: that may hold what a reader typed."""
    place: TracebackType | None = error.__traceback__
    lines = []
    while place is not None:
        code = place.tb_frame.f_code
        lines.append(f"{Path(code.co_filename).name}:{place.tb_lineno}")
        place = place.tb_next
    say(f"{type(error).__name__} at {' '.join(lines[-4:])}")
