"""``ledger_differences``, ``ledger_forged_applied``: 10,000 events of the pretend provider, each delivered three times, in no order.

Forged webhooks are mixed in (a tenth), of gifts of which nothing else tells; two workers apply what comes, and each is ended by SIGKILL
before one of its database statements, at about one in a hundred deliveries. A difference is an event that one side has and the other has
not, or has otherwise; a contribution whose state is not what the provider's own list comes to; a fault of chain or totals; a webhook that
never came to rest. On SQLite; a thousand events on PostgreSQL beside it, in the same sum. The control, three hundred events without
transactions, lock and unique indexes, must show differences though nobody is killed.
"""

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.measuring import entry, own_versions
from simulators.counting_house import command, environment
from simulators.postgres import postgres

EVENTS, POSTGRESQL_EVENTS, CONTROL_EVENTS = 10_000, 1_000, 300


def run(runs: int = 5) -> list[dict[str, Any]]:
    """Return the two figures as entries for ``results.json``. One run, however many are asked for: it has hundreds of kills of its own."""
    whole, control = measure(EVENTS), measure(CONTROL_EVENTS, "--unlocked")
    with postgres(fsync=True) as url:
        other = measure(POSTGRESQL_EVENTS, "--postgres", url)
    if not differences(control):
        raise RuntimeError("the control without locks shows no difference: the storm is too weak to show anything")
    storms = [{"on": "sqlite"} | whole, {"on": "postgresql"} | other]
    versions = own_versions("django", "cryptography", "psycopg")
    detail = {"control_without_locks": control | {"differences": differences(control)}}
    return [
        entry(figure, unit, value, target=0, at_most=True, runs=storms, versions=versions, detail=detail)
        for figure, unit, value in (
            ("ledger_differences", "differences", differences(whole) + differences(other)),
            ("ledger_forged_applied", "events", whole["forged_applied"] + other["forged_applied"]),
        )
    ]


def measure(events: int, *more: str) -> dict[str, Any]:
    """Run one storm."""
    with tempfile.TemporaryDirectory() as folder:
        words = command("storm", Path(folder) / "home", "--events", events, *more)
        done = subprocess.run(words, env=environment(), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def differences(found: dict[str, Any]) -> int:
    """Return how many differences a storm left."""
    return sum(found[name] for name in ("missing", "invented", "doubled", "states_that_differ", "faults", "unsettled"))


if __name__ == "__main__":
    print(json.dumps(run(1), indent=1))
