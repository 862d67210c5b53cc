"""A running newspaper for measuring: a home of its own, its newsroom and its press as they really run, on a free port.

Promises: both processes are stopped by their ids whatever happens; what they said is in the error if they do not come up.
"""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.measuring import ROOT, with_source

COMES_UP_WITHIN = 90.0
STOPS_WITHIN = 15.0


def fill(home: Path, corpus: Path) -> dict[str, str]:
    """Make a newspaper of *corpus* under *home*; return its editor's account."""
    environment = with_source(TAMIZDAT_HOME=str(home))
    subprocess.run([sys.executable, "-m", "tamizdat", "init"], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    command = [sys.executable, "-m", "benchmarks.filling", str(corpus)]
    said = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    account: dict[str, str] = json.loads(said.splitlines()[-1])
    return account


@contextmanager
def running(home: Path, press: list[str] | None = None) -> Iterator[str]:
    """Run the newspaper under *home*; yield the newsroom's address. *press* is another command line for the press."""
    port = free_port()
    environment = with_source(TAMIZDAT_HOME=str(home), NEWSROOM_PORT=str(port))
    commands = [process("newsroom"), press or process("press")]
    started = [subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL) for command in commands]
    try:
        _wait_for(f"http://127.0.0.1:{port}/login/", started)
        yield f"http://127.0.0.1:{port}"
    finally:
        stop(started)


def process(name: str) -> list[str]:
    """Return the command line of one of the newspaper's processes."""
    return [sys.executable, "-m", "tamizdat", "process", name]


def click(home: Path, address: str, account: dict[str, str], count: int, first: int) -> list[dict[str, float]]:
    """Publish *count* articles of the newspaper under *home*, from the *first* newest on; return what ``clicks`` measured."""
    command = [sys.executable, "-m", "benchmarks.clicks", address, str(count), str(first)]
    environment = with_source(TAMIZDAT_HOME=str(home))
    done = subprocess.run(command, cwd=ROOT, env=environment, input=json.dumps(account), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the editor's clicks failed:\n{done.stderr[-1500:]}")
    measured: list[dict[str, float]] = json.loads(done.stdout)
    return measured


def stop(started: list[subprocess.Popen[Any]]) -> None:
    """Ask processes to end, and end those that do not."""
    for child in started:
        child.terminate()
    for child in started:
        try:
            child.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def free_port() -> int:
    """Return a port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, started: list[subprocess.Popen[Any]]) -> None:
    until = time.monotonic() + COMES_UP_WITHIN
    while time.monotonic() < until and all(child.poll() is None for child in started):
        try:
            urlopen(address, timeout=10).close()
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("newsroom or press did not come up")
