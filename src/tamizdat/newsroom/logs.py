"""What the newsroom writes to its log: that something broke and where, never what somebody typed.

A traceback's message and locals may hold form data (a name, a draft), so an exception is logged as its type and its places.
"""

import logging
import time
from traceback import extract_tb
from types import TracebackType


class PlainFormatter(logging.Formatter):
    """One line a message, UTC; exceptions without their text."""

    converter = time.gmtime

    def __init__(self) -> None:
        super().__init__("%(asctime)sZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")

    def formatException(self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]) -> str:  # noqa: N802 — logging's own name
        """Return the exception's type and where it came from."""
        kind, _, trace = ei
        places = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in extract_tb(trace)]
        return "\n".join([*places, kind.__name__ if kind else ""])
