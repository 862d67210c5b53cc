"""Starts the child that decodes, hands it one job, and believes little of what comes back.

Promises: whatever the file does to the child (crash, loop, swell, chatter), the caller gets files or ``PhotoRefused`` within
the limits' ``seconds``, and the child is gone. The bytes of a photo go over pipes: they touch no disk and no command line.
Leaves to its callers to check what the files are.
"""

import contextlib
import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from threading import Thread, Timer
from typing import Any, Final, NamedTuple

from tamizdat.media.limits import Limits
from tamizdat.media.refusals import PhotoRefused

READY: Final = b"ready\n"
CHILD: Final = Path(__file__).with_name("child.py")


class CannotStart(RuntimeError):
    """The child ended before it had seen a photo; the message is for the operator."""


class Made(NamedTuple):
    """A file as the child describes it: which row it belongs to, format and size in pixels are its claims."""

    row: str
    format: str
    width: int
    height: int
    data: bytes


def run(job: str, data: bytes, limits: Limits, *, program: Path = CHILD, **details: Any) -> list[Made]:
    """Have a child do *job* with *data* and return the files that it made.

    Raises ``PhotoRefused`` when the photo is to blame, ``CannotStart`` when this machine is.
    """
    line = json.dumps({"job": job, "limits": asdict(limits), **details}).encode() + b"\n"
    answer = _talk(program, line, data, limits)
    if not answer.startswith(READY):
        raise CannotStart(f"The process that decodes photos does not start: `{sys.executable} -I {program} </dev/null` says why.")
    return _files(answer.removeprefix(READY))


def _talk(program: Path, line: bytes, data: bytes, limits: Limits) -> bytes:
    """Return all that the child says, at most ``max_answer`` bytes and one more."""
    child = subprocess.Popen(
        [sys.executable, "-I", str(program)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={},
    )
    clock = Timer(limits.seconds, child.kill)
    feeder = Thread(target=_feed, args=(child, line, data), daemon=True)
    assert child.stdout is not None
    try:
        clock.start()
        feeder.start()
        return child.stdout.read(limits.max_answer + 1)
    finally:
        clock.cancel()
        child.kill()
        feeder.join()
        child.stdout.close()
        child.wait()


def _feed(child: "subprocess.Popen[bytes]", line: bytes, data: bytes) -> None:
    """Write the job to the child; a child that dies over it breaks the pipe, which its silence then tells."""
    assert child.stdin is not None
    with contextlib.suppress(BrokenPipeError), child.stdin as pipe:
        pipe.write(line)
        pipe.write(data)


def _files(answer: bytes) -> list[Made]:
    """Cut the child's answer into files. No answer, an unknown reason, lengths that do not add up: the child did not survive."""
    try:
        line, _, rest = answer.partition(b"\n")
        head = json.loads(line)
        if "refused" in head:
            raise PhotoRefused(head["refused"])
        return _cut(head["files"], rest)
    except PhotoRefused:
        raise
    except (ValueError, TypeError, KeyError) as nonsense:
        raise PhotoRefused("too costly") from nonsense


def _cut(described: list[tuple[str, str, int, int, int]], rest: bytes) -> list[Made]:
    made, at = [], 0
    for row, form, width, height, length in described:
        made.append(Made(row, form, width, height, rest[at : at + length]))
        at += length
    if at != len(rest):
        raise ValueError("the lengths do not add up")
    return made
