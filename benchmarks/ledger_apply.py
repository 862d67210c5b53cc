"""``ledger_apply_ms``: one payment entered in a ledger of 1,000,000 entries, on the disk when the clock ends.

``big_ledger`` fills the ledger. Measured on SQLite (``synchronous=FULL``) and on PostgreSQL with ``fsync``, each payment by itself in a
transaction of its own: looked for among what is known, chained, filed under its contribution, whose state is derived anew from all its
entries, and added to the totals. A quarter of the payments begin a contribution, the others renew one of up to five years. Beside it: the
whole way of a webhook (taken by a worker, opened, its signature checked, its object fetched from a provider that answers at once, entered,
noted as settled: two waits for the disk), processor time, and what the disk takes for one write.
"""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from benchmarks.measuring import others_share, percentile, spread, wait_for_quiet
from tamizdat.contributions.interfaces import Fact, Hint, Hook
from tamizdat.contributions.providers.local.client import Local
from tamizdat.contributions.providers.local.signing import HEADER, signature

CALLS = 200
FSYNCS = 50
SECRET = b"pretend-secret"


def measure(home: Path, runs: int) -> list[dict[str, Any]]:
    """Measure the ledger of this process *runs* times."""
    return [_once(home, number) for number in range(runs)]


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
