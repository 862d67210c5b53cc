"""``ledger_apply_ms``: one payment entered in a ledger of 1,000,000 entries: filed, its state and the totals with it, on the disk.

Measured on SQLite (``synchronous=FULL``) and on PostgreSQL with ``fsync``, each call by itself; the figure is the slower one's 95th
percentile. A quarter of the payments begin a contribution, the others renew one. Beside it, in each run: what the disk alone takes for one
write that is waited for.
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

from benchmarks.measuring import entry, own_versions, percentile, spread, wait_for_quiet
from simulators.counting_house import configure, environment, make
from simulators.postgres import postgres

ENTRIES, CALLS = 1_000_000, 200
FSYNCS = 50


def run(runs: int = 5) -> list[dict[str, Any]]:
    """Return the figure as an entry for ``results.json``; the ledgers are filled once, and measured *runs* times."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        found = {"sqlite": _house(Path(folder) / "sqlite", runs)}
        with postgres(fsync=True) as url:
            found["postgresql"] = _house(Path(folder) / "postgresql", runs, url)
    worst = max(spread([one["p95_ms"] for one in found[name]["runs"]])["median"] for name in found)
    each = [{"on": name} | one for name in found for one in found[name].pop("runs")]
    versions = own_versions("django", "psycopg")
    return [entry("ledger_apply_ms", "ms", worst, target=5, at_most=True, runs=each, versions=versions, detail=found)]


def _house(home: Path, runs: int, url: str = "") -> dict[str, Any]:
    words = [sys.executable, "-m", "benchmarks.ledger_apply", str(home), "--runs", str(runs), "--postgres", url]
    root = str(Path(__file__).resolve().parents[1])
    given = environment()
    done = subprocess.run(words, env=given | {"PYTHONPATH": f"{given['PYTHONPATH']}{os.pathsep}{root}"}, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measure(home: Path, runs: int, entries: int) -> dict[str, Any]:
    """Fill the ledger of this process and measure it."""
    from benchmarks.filling_ledger import fill

    started = time.perf_counter()
    filled = fill(entries)
    filling = time.perf_counter() - started
    return {"entries": filled, "filling_s": round(filling), "runs": [_once(home, number) for number in range(runs)]}


def _once(home: Path, number: int) -> dict[str, Any]:
    from benchmarks.filling_ledger import BEGAN
    from factories.ledger import paid
    from tamizdat.contributions.ledger.append import Ledger
    from tamizdat.contributions.models import Contribution

    ledger = Ledger(now=lambda: BEGAN)
    active = Contribution.objects.filter(state="active", frequency="monthly").order_by("-pk").values_list("subscription", flat=True)
    known = list(active[: CALLS * 40 : 40])
    wait_for_quiet()
    took = []
    for call in range(CALLS):
        name = f"new_{number}_{call}"
        said = {"ref": "", "subscription": known[call % len(known)], "frequency": "monthly"} if call % 4 else {"ref": name.rjust(22, "-")}
        fact = paid(500, name, event=name, **said)
        started = time.perf_counter()
        ledger.apply([fact])
        took.append(1000 * (time.perf_counter() - started))
    return {"p95_ms": round(percentile(took, 0.95), 3), "ms": spread(took), "fsync_ms": spread(_fsyncs(home))}


def _fsyncs(home: Path) -> list[float]:
    """Return the milliseconds that the disk takes for one page, some times over."""
    took = []
    with (home / "fsync").open("wb") as file:
        for _ in range(FSYNCS):
            file.write(b"x" * 4096)
            file.flush()
            started = time.perf_counter()
            os.fsync(file.fileno())
            took.append(1000 * (time.perf_counter() - started))
    return took


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
