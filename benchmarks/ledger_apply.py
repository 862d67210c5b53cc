"""``ledger_apply_ms``: one payment entered in a ledger of 1,000,000 entries, on the disk when the clock ends.

Measured on SQLite (``synchronous=FULL``) and on PostgreSQL with ``fsync``, each payment by itself in a transaction of its own: looked for
among what is known, chained, filed under its contribution, whose state is derived anew from all its entries, and added to the totals. A
quarter of the payments begin a contribution, the others renew one of up to five years. The figure is the slower database's 95th percentile,
the median of the runs. Beside it: the whole way of a webhook (taken by a worker, opened, its signature checked, its object fetched from a
provider that answers at once, entered, noted as settled: two waits for the disk), processor time, and what the disk takes for one write.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from benchmarks.measuring import entry, others_share, own_versions, percentile, spread, wait_for_quiet
from simulators.counting_house import configure, environment, make
from simulators.postgres import postgres
from tamizdat.contributions.interfaces import Fact, Hint, Hook
from tamizdat.contributions.providers.local.client import Local
from tamizdat.contributions.providers.local.signing import HEADER, signature

ENTRIES, CALLS = 1_000_000, 200
FSYNCS = 50
SECRET = b"pretend-secret"


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
    """Enter ``CALLS`` payments, and let as many webhooks go their whole way."""
    from benchmarks.filling_ledger import BEGAN
    from tamizdat.contributions import inbox
    from tamizdat.contributions.ledger.append import Ledger

    ledger, provider = Ledger(now=lambda: BEGAN), _Stub(url="http://127.0.0.1:1", key="", secret=SECRET)
    wait_for_quiet()
    others: list[float] = []
    with others_share(others):
        entered = _each(lambda fact: ledger.apply([fact]), _payments(f"new_{number}"))
        waiting = _hooks(provider, _payments(f"hook_{number}"))
        whole = _each(lambda row: inbox.settle(row, ledger, lambda _: provider, BEGAN), waiting)
    return {"p95_ms": entered["p95_ms"], "entered": entered, "whole_hook": whole, "fsync_ms": spread(_fsyncs(home)), "busy": others[0]}


def _each(work: Callable[[Any], object], things: list[Any]) -> dict[str, Any]:
    """Do *work* with each of *things*, by itself; return what that took on the wall, and of the processors."""
    took, own, server = [], [], _server_seconds()
    for thing in things:
        started, used = time.perf_counter(), time.process_time()
        work(thing)
        took.append(1000 * (time.perf_counter() - started))
        own.append(1000 * (time.process_time() - used))
    server = 1000 * (_server_seconds() - server) / len(things)
    cpu = {"own": spread(own), "own_p95": round(percentile(own, 0.95), 3), "server_mean": round(server, 3)}
    return {"p95_ms": round(percentile(took, 0.95), 3), "ms": spread(took), "cpu_ms": cpu}


def _payments(name: str) -> list[Fact]:
    from factories.ledger import paid
    from tamizdat.contributions.models import Contribution

    active = Contribution.objects.filter(state="active", frequency="monthly").order_by("-pk").values_list("subscription", flat=True)
    known = list(active[: CALLS * 40 : 40])
    facts = []
    for call in range(CALLS):
        event = f"{name}_{call}"
        said = {"ref": "", "subscription": known[call % len(known)], "frequency": "monthly"} if call % 4 else {"ref": event.rjust(22, "-")}
        facts.append(paid(500, event, event=event, **said))
    return facts


class _Stub(Local):
    """A provider that answers at once: its network is not measured, its signatures are."""

    facts: ClassVar[dict[str, Fact]] = {}

    def fetch(self, hint: Hint) -> tuple[Fact, ...]:
        """Return what was put there."""
        return (self.facts[hint.id],)


def _hooks(provider: _Stub, facts: list[Fact]) -> list[Any]:
    """Lay a webhook about each of *facts* into the inbox; return the rows."""
    from benchmarks.filling_ledger import BEGAN
    from tamizdat.contributions import inbox

    now = int(BEGAN.timestamp())
    for fact in facts:
        provider.facts[fact.event] = fact
        body = json.dumps({"id": f"ev_{fact.event}", "object": "payment", "target": fact.event}).encode()
        headers = {HEADER: signature(SECRET, body, now=now)}
        inbox.take_at(Hook(id=fact.event, name=provider.name, headers=headers, body=body, received=BEGAN), BEGAN)
    return inbox.due(BEGAN, at_once=CALLS + 1)


def _server_seconds() -> float:
    """Return the processor seconds of PostgreSQL's process for this connection so far; of SQLite, which has none, nothing."""
    from django.db import connections

    connection: Any = connections["ledger"]
    if connection.vendor != "postgresql":
        return 0.0
    connection.ensure_connection()
    fields = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


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
