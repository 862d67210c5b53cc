"""``ledger_apply_ms`` and ``dashboard_ms``: a ledger of 1,000,000 entries is filled once on each database, and both are measured over it.

Each database has a process of its own. The pages come first: payments that are entered afterwards would have to be counted by them.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.measuring import entry, own_versions, spread
from simulators.counting_house import configure, environment, make
from simulators.postgres import postgres

ENTRIES = 1_000_000
TARGETS = {"ledger_apply_ms": 5, "dashboard_ms": 500}


def run(runs: int = 5) -> list[dict[str, Any]]:
    """Return both figures as entries for ``results.json``: of each the slower database's 95th percentile, the median of the runs."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        found = {"sqlite": _house(Path(folder) / "sqlite", runs)}
        with postgres(fsync=True) as url:
            found["postgresql"] = _house(Path(folder) / "postgresql", runs, url)
    return [_entry(figure, {name: one.pop(figure) for name, one in found.items()}, found) for figure in TARGETS]


def _entry(figure: str, measured: dict[str, list[dict[str, Any]]], filled: dict[str, Any]) -> dict[str, Any]:
    worst = max(spread([one["p95_ms"] for one in each])["median"] for each in measured.values())
    runs = [{"on": name} | one for name, each in measured.items() for one in each]
    versions = own_versions("django", "psycopg")
    return entry(figure, "ms", worst, target=TARGETS[figure], at_most=True, runs=runs, versions=versions, detail=filled)


def _house(home: Path, runs: int, url: str = "") -> dict[str, Any]:
    words = [sys.executable, "-m", "benchmarks.big_ledger", str(home), "--runs", str(runs), "--postgres", url]
    root = str(Path(__file__).resolve().parents[1])
    given = environment()
    done = subprocess.run(words, env=given | {"PYTHONPATH": f"{given['PYTHONPATH']}{os.pathsep}{root}"}, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measure(home: Path, runs: int, entries: int) -> dict[str, Any]:
    """Fill the ledger of this process and measure both."""
    from benchmarks import dashboard, ledger_apply
    from benchmarks.filling_ledger import fill
    from tamizdat.contributions.models import Month

    started = time.perf_counter()
    filled = fill(entries)
    said = {"entries": filled, "filling_s": round(time.perf_counter() - started), "sums": Month.objects.count()}
    return said | {"dashboard_ms": dashboard.measure(runs), "ledger_apply_ms": ledger_apply.measure(home, runs)}


def main() -> None:
    """Measure one database; print what was found as JSON."""
    parser = argparse.ArgumentParser(description="Measure one database.")
    parser.add_argument("home", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--entries", type=int, default=ENTRIES)
    parser.add_argument("--postgres", default="")
    chosen = parser.parse_args()
    chosen.home.mkdir(parents=True)
    configure(chosen.home, postgres=chosen.postgres)
    make(chosen.home)
    print(json.dumps(measure(chosen.home, chosen.runs, chosen.entries)))


if __name__ == "__main__":
    main()
