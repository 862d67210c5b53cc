"""``make_run_s``: from a fresh clone to the printed addresses, packages already fetched once.

Each run clones this checkout's last commit, calls ``make run`` on free ports, and stops it when it has printed the addresses of site,
newsroom and gate. A first, unmeasured run fills pip's cache. ``detail`` has when each line of the output came, which shows where
the time goes. Fewer runs than asked for if one takes longer than ``LONG`` seconds. What this machine tells every Python (as to write no
bytecode) is left out: a newcomer's does not.
"""

import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.measuring import ROOT, entry, others_share, own_versions, spread, wait_for_quiet
from benchmarks.newsrooms import free_port

TARGET = 60
LONG = 90.0
GIVE_UP = 600.0
STOPS_WITHIN = 30.0
OURS = ("tamizdat:", "site:", "newsroom:", "gate:")


def run(runs: int = 5) -> list[dict[str, Any]]:
    """Return the figure as one entry for ``results.json``, from up to *runs* runs after one to warm up."""
    measured: list[dict[str, Any]] = []
    _once()
    for _ in range(runs):
        measured.append(_once())
        if measured[-1]["seconds"] > LONG:
            break
    took = spread([one["seconds"] for one in measured], 1)
    return [
        entry(
            "make_run_s",
            "s",
            took["median"],
            target=TARGET,
            at_most=True,
            detail={"seconds": took, "runs_asked_for": runs},
            profile=measured[-1]["lines"],
            runs=[{name: one[name] for name in ("seconds", "others")} for one in measured],
            versions=own_versions("pip"),
        )
    ]


def _once() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "tamizdat"
        subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(clone)], check=True)
        wait_for_quiet()
        others: list[float] = []
        with others_share(others):
            seconds, lines = _make_run(clone)
        return {"seconds": round(seconds, 1), "others": others[0], "lines": lines}


def _make_run(clone: Path) -> tuple[float, list[str]]:
    """Seconds from ``make run`` to all addresses, and the lines it said, each with its second."""
    ports = {name: str(free_port()) for name in ("SITE_PORT", "NEWSROOM_PORT", "GATE_PORT", "LOCAL_PORT")}
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("TAMIZDAT_", "MAKE", "VIRTUAL_ENV", "PYTHON"))}
    environment = environment | ports | {"PYTHONUNBUFFERED": "1"}
    started = time.perf_counter()
    process = subprocess.Popen(
        ["make", "run"], cwd=clone, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    try:
        return _listen(process, started)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _listen(process: "subprocess.Popen[str]", started: float) -> tuple[float, list[str]]:
    lines: list[str] = []
    missing = {"site: http", "newsroom: http", "gate: http"}
    assert process.stdout is not None
    for line in process.stdout:
        second = time.perf_counter() - started
        if line.startswith(OURS):  # not what pip says of this machine, nor the password
            lines.append(f"{second:6.1f} s {line.rstrip()}")
        missing = {words for words in missing if not line.startswith(words)}
        if not missing:
            return second, lines
        if second > GIVE_UP:
            break
    raise RuntimeError("make run did not print its addresses:\n" + "\n".join(lines[-15:]))
