"""Measuring whole processes: wall clock, processor time, memory, and how much of the machine others took meanwhile.

Promises: a run waits for a quiet half second, no longer than ``IDLE_WAIT`` seconds, and says afterwards what share of the machine other
processes had: above a tenth, trust ratios of runs that took turns, and processor seconds, more than the wall clock.
"""

import os
import platform
import statistics
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
IDLE_WAIT = float(os.environ.get("IDLE_WAIT", "20"))
"""Seconds to wait for a quiet half second before a run."""

QUIET = 0.1
"""The share of the machine that others may have in a quiet half second."""

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Run:
    """One run: seconds on the wall, processor seconds of it and all it waited for, peak MiB of its largest process, others' share."""

    wall_s: float
    cpu_s: float
    peak_mib: float
    others: float


def run_whole(command: list[str], *, folder: Path, environment: Mapping[str, str] | None = None) -> Run:
    """Run *command* to its end. Raises ``RuntimeError`` with what it said if it fails."""
    wait_for_quiet()
    before, started = _machine(), time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=dict(environment or os.environ), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert process.stdout is not None
    with process.stdout:
        said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall, after = time.perf_counter() - started, _machine()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{said.decode()[-2000:]}")
    cpu = usage.ru_utime + usage.ru_stime
    return Run(round(wall, 3), round(cpu, 3), round(usage.ru_maxrss / 1024, 1), _share(before, after, cpu))


@contextmanager
def others_share(of: list[float], own: float = 0.0) -> Iterator[None]:
    """Append to *of* the share of the machine that was busy while the block ran, less *own* processor seconds."""
    before = _machine()
    yield
    of.append(_share(before, _machine(), own))


def wait_for_quiet() -> None:
    """Return after a half second in which the machine had nearly nothing to do, or after ``IDLE_WAIT`` seconds."""
    until = time.monotonic() + IDLE_WAIT
    while time.monotonic() < until:
        before = _machine()
        time.sleep(0.5)
        if _share(before, _machine(), 0) < QUIET:
            return


def spread(values: list[float], digits: int = 3) -> dict[str, float]:
    """Return median, least and greatest of *values*."""
    return {"median": round(statistics.median(values), digits), "min": round(min(values), digits), "max": round(max(values), digits)}


def percentile(values: list[float], share: float) -> float:
    """Return the smallest of *values* that at least *share* of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * round(share * 1000) // 1000) - 1)]


def entry(
    figure: str, unit: str, value: float, *, target: float, at_most: bool, runs: list[Any], versions: dict[str, str], **more: Any
) -> dict[str, Any]:
    """Return one figure as ``results.json`` has it. *at_most*: the target is an upper bound, else a lower one."""
    return {
        "figure": figure,
        "unit": unit,
        "value": value,
        "target": target,
        "holds": value <= target if at_most else value >= target,
        "peer": None,
        **more,
        "runs": [asdict(run) if isinstance(run, Run) else run for run in runs],
        "versions": versions,
    }


def own_versions(*packages: str) -> dict[str, str]:
    """Return the versions of Python and of installed packages."""
    return {"python": platform.python_version(), **{name: version(name) for name in packages}}


def with_source(**more: str) -> dict[str, str]:
    """Return this process's environment with the checkout's code to be imported from, and *more*."""
    return os.environ | {"PYTHONPATH": f"{SOURCE}{os.pathsep}{ROOT}"} | more


def _machine() -> tuple[float, float]:
    """Processor seconds that the machine has been busy, and has had in all."""
    with open("/proc/stat") as file:
        ticks = [int(field) for field in file.readline().split()[1:9]]
    return (sum(ticks) - ticks[3] - ticks[4]) / TICKS, sum(ticks) / TICKS


def _share(before: tuple[float, float], after: tuple[float, float], own: float) -> float:
    return round(max(0.0, after[0] - before[0] - own) / max(0.01, after[1] - before[1]), 3)
