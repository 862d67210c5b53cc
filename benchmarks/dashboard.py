"""``dashboard_ms``: the page of what giving brings, at 1,000,000 entries.

Measured on SQLite and on PostgreSQL: the page's own work, which is counting what was entered since (a payment before each second call),
its queries, the forecast drawn anew, and all drawings and tables as HTML; not Wagtail's frame around it. The currencies take turns. The
figure is the slower database's 95th percentile; beside it, in each run, the processor time of the page's own process.
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

from benchmarks.measuring import SOURCE, entry, own_versions, percentile, spread, wait_for_quiet
from simulators.counting_house import configure, environment, make
from simulators.postgres import postgres

ENTRIES, CALLS = 1_000_000, 40


def run(runs: int = 5) -> list[dict[str, Any]]:
    """Return the figure as an entry for ``results.json``; the ledgers are filled once, and measured *runs* times."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        found = {"sqlite": _house(Path(folder) / "sqlite", runs)}
        with postgres(fsync=True) as url:
            found["postgresql"] = _house(Path(folder) / "postgresql", runs, url)
    worst = max(spread([one["p95_ms"] for one in found[name]["runs"]])["median"] for name in found)
    each = [{"on": name} | one for name in found for one in found[name].pop("runs")]
    versions = own_versions("django", "psycopg")
    return [entry("dashboard_ms", "ms", worst, target=500, at_most=True, runs=each, versions=versions, detail=found)]


def _house(home: Path, runs: int, url: str = "") -> dict[str, Any]:
    words = [sys.executable, "-m", "benchmarks.dashboard", str(home), "--runs", str(runs), "--postgres", url]
    root = str(Path(__file__).resolve().parents[1])
    given = environment()
    done = subprocess.run(words, env=given | {"PYTHONPATH": f"{given['PYTHONPATH']}{os.pathsep}{root}"}, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measure(runs: int, entries: int) -> dict[str, Any]:
    """Fill the ledger of this process and measure it."""
    from benchmarks.filling_ledger import fill
    from tamizdat.contributions.models import Month

    started = time.perf_counter()
    filled = fill(entries)
    filling = time.perf_counter() - started
    return {
        "entries": filled,
        "filling_s": round(filling),
        "sums": Month.objects.count(),
        "runs": [_once(number) for number in range(runs)],
    }


def _once(number: int) -> dict[str, Any]:
    from benchmarks.filling_ledger import BEGAN, DAYS, timedelta
    from factories.ledger import paid
    from tamizdat.contributions.ledger.append import Ledger

    today = (BEGAN + timedelta(days=DAYS - 10)).date()
    ledger, took, own = Ledger(now=lambda: BEGAN), [], []
    wait_for_quiet()
    for call in range(CALLS):
        if call % 2:
            name = f"new_{number}_{call}"
            ledger.apply([paid(500, name, event=name, ref=name.rjust(22, "-"), at=BEGAN + timedelta(days=DAYS - 11))])
        started, worked = time.perf_counter(), time.process_time()
        _page(("EUR", "USD", "GBP")[call % 3], today)
        took.append(1000 * (time.perf_counter() - started))
        own.append(1000 * (time.process_time() - worked))
    return {"p95_ms": round(percentile(took, 0.95), 1), "ms": spread(took, 1), "processor_ms": spread(own, 1)}


def _page(currency: str, today: Any) -> str:
    """Return the page's own part as HTML."""
    from django.template import Context, Engine

    from tamizdat.contributions.desk.dashboard import shown
    from tamizdat.contributions.numbers.forecast import forecast

    forecast.cache_clear()
    page = shown(currency, today)
    if page["currency"] != currency or page["behind"] or page["why"]:
        raise RuntimeError("the page does not show what it should")
    engine = Engine(dirs=[str(SOURCE / "tamizdat" / "contributions" / "templates")])
    template = engine.get_template("contributions/dashboard/chart.html")
    return "".join(template.render(Context({"chart": chart})) for chart in page["charts"] + page["everywhere"])


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
    print(json.dumps(measure(chosen.runs, chosen.entries)))


if __name__ == "__main__":
    main()
