"""Letters for measuring: an office with readers and keys of its own (``tests/simulators/letter_office.py``), senders, and sinks.

Promises: every process is stopped by its id whatever happens. The sender is the newspaper's own, its key agent too where one is asked for.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.measuring import ROOT, SOURCE
from benchmarks.newsrooms import free_port, stop

SINK, SOURCE_OF_MAIL = "/usr/sbin/smtp-sink", "/usr/sbin/smtp-source"
COMES_UP_WITHIN = 10.0
ENDS_WITHIN = 300.0


def environment() -> dict[str, str]:
    """Return an environment in which the office can be run as a process."""
    return os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (SOURCE, ROOT / "tests", ROOT)))}


def office(*words: object) -> list[str]:
    """Return the command line of the office with *words*."""
    return [sys.executable, "-m", "simulators.letter_office", *map(str, words)]


def make(home: Path, readers: int, *options: str) -> None:
    """Make an office with a letter that is approved for *readers* and due."""
    subprocess.run(office("make", home, readers, *options), env=environment(), cwd=ROOT, check=True)


def asked(*words: object) -> dict[str, Any]:
    """Return what the office answers."""
    done = subprocess.run(office(*words), env=environment(), cwd=ROOT, check=True, stdout=subprocess.PIPE)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def start(home: Path, relay: str, *options: str) -> "subprocess.Popen[bytes]":
    """Start a sender."""
    return subprocess.Popen(office("send", home, relay, *options), env=environment(), cwd=ROOT)


def finish(home: Path, relay: str, *options: str) -> dict[str, Any]:
    """Run a sender until the letter has ended; return how it stands then. Raises ``RuntimeError`` after ``ENDS_WITHIN`` seconds."""
    sender = start(home, relay, *options)
    try:
        until = time.monotonic() + ENDS_WITHIN
        while (state := asked("state", home))["state"] in ("scheduled", "sending"):
            if time.monotonic() > until:
                raise RuntimeError(f"the letter does not end: {state['copies']}")
            time.sleep(0.2)
    finally:
        stop([sender])
    return state


@contextmanager
def recording_sink(record: Path, port: int = 0) -> Iterator[int]:
    """Run a sink that writes down each message as it takes it; give its port."""
    command = [sys.executable, "-m", "simulators.mail_sinks", "--record", str(record), "--port", str(port)]
    sink = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, cwd=ROOT)
    assert sink.stdout is not None
    try:
        yield int(sink.stdout.readline())
    finally:
        sink.stdout.close()
        stop([sink])


@contextmanager
def postfix_sink() -> Iterator[int]:
    """Run Postfix's ``smtp-sink``; give its port. Raises ``RuntimeError`` if Postfix is not there."""
    if not Path(SINK).exists():
        raise RuntimeError("smtp-sink is missing: sudo apt-get install -y --no-install-recommends postfix")
    port = free_port()
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    sink = subprocess.Popen([SINK, *user, f"127.0.0.1:{port}", "1000"])
    try:
        _wait_for(port)
        yield port
    finally:
        stop([sink])


def taken(record: Path) -> Counter[str]:
    """Return recipient -> how often a recording sink has taken a message for them."""
    lines = record.read_text().splitlines() if record.exists() else []
    return Counter(line.rpartition(" ")[2] for line in lines)


def lines_in(record: Path) -> int:
    """Return how many messages a recording sink has taken."""
    return record.read_bytes().count(b"\n") if record.exists() else 0


def again(home: Path, fresh: Path) -> Path:
    """Return *fresh*: a copy of an office that nobody has sent from yet."""
    shutil.copytree(home, fresh)
    return fresh


def _wait_for(port: int) -> None:
    import socket

    until = time.monotonic() + COMES_UP_WITHIN
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise RuntimeError("the mail sink does not come up") from None
            time.sleep(0.05)
