"""``gate_signups_s`` and ``gate_p99_ms``: plain sign-ups that the gate seals and puts on the disk, while 500 slow connections are open.

A real gate with its own settings but for the flood limits (all of this comes from one machine within a minute), SQLite, on the same
two cores as its client. The client is wrk with ``CONNECTIONS`` readers at once, each post on a connection of its own as readers' posts
are, each with another address. Rate and 99th percentile (from the request's first byte to the answer's last) are of the same runs. The slow
connections send a byte every few seconds, half of them within the head and half within the form, and come again when they are cut off.
A run counts only if every answer was 303 and the queue has as many rows.

Needs the Debian package wrk.
"""

import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.measuring import ROOT, TICKS, entry, others_share, own_versions, spread, wait_for_quiet

sys.path.append(str(ROOT / "tests"))

from simulators.gate_running import RunningGate, furnish, running_gate, sign_up

LEAST_A_SECOND, LONGEST_MS = 500, 100
CONNECTIONS = 16
SLOW = 500
SECONDS = 10
NO_FLOOD = {"calm": "1000000000", "total_hour": "1000000000", "domain_hour": "60000", "rows": "1000000"}

SCRIPT = """
local n, run = 0, "%s"
request = function()
  n = n + 1
  local body = "lang=en&address=reader" .. run .. n .. "%%40mail" .. (n %% 5000) .. ".example&letter=weekly&consent=2026-11"
  return wrk.format("POST", "/sign-up", {["Content-Type"] = "application/x-www-form-urlencoded", ["Host"] = "gate.example"}, body)
end
"""
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


def run(runs: int = 5) -> list[dict[str, Any]]:
    """Return both figures as entries for ``results.json``, from *runs* runs after one to warm up. Raises ``RuntimeError``."""
    with tempfile.TemporaryDirectory() as folder:
        furnish(Path(folder) / "gate")
        with running_gate(Path(folder) / "gate", **NO_FLOOD) as gate, _slow_connections(gate.port):
            _measure(gate, "warm", 2)
            measured = [_measure(gate, f"run{number}", SECONDS) for number in range(runs)]
    rate, p99 = spread([one["posts_s"] for one in measured], 0), spread([one["p99_ms"] for one in measured], 1)
    detail = {"posts_s": rate, "p99_ms": p99, "connections": CONNECTIONS, "slow_connections": SLOW, "sealed_by": "the gate (plain form)"}
    more: dict[str, Any] = {"detail": detail, "runs": measured, "versions": own_versions("cryptography", "h11") | {"wrk": _wrk_version()}}
    return [
        entry("gate_signups_s", "1/s", rate["median"], target=LEAST_A_SECOND, at_most=False, **more),
        entry("gate_p99_ms", "ms", p99["median"], target=LONGEST_MS, at_most=True, **more),
    ]


def _measure(gate: RunningGate, name: str, seconds: int) -> dict[str, Any]:
    script = gate.home.parent / "signup.lua"
    script.write_text(SCRIPT % name)
    wait_for_quiet()
    before, cpu, others = _rows(gate), _cpu(gate), list[float]()
    with others_share(others):
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s", "--latency", "-s", str(script), gate.url()]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    time.sleep(0.5)
    found = re.search(r"(\d+) requests in", said), re.search(r"Requests/sec:\s+([\d.]+)", said), re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    if "Non-2xx" in said or "Socket errors" in said or None in found:
        raise RuntimeError(f"wrk met errors:\n{said}\n{gate.log.read_text()}")
    count, rate, (number, unit) = int(found[0][1]), float(found[1][1]), found[2].groups()  # type: ignore[index,union-attr]
    rows = _rows(gate) - before
    if rows < count:
        raise RuntimeError(f"{count} sign-ups were called taken, and {rows} are in the queue")
    return {
        "posts_s": round(rate),
        "p99_ms": round(float(number) * _UNITS[unit], 1),
        "rows": rows,
        "gate_cpu_s": round(_cpu(gate) - cpu, 2),
        "busy": others[0],
    }


@contextmanager
def _slow_connections(port: int) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-c", _SLOWLY, str(port), str(SLOW), sign_up("slow@mail.example").hex()])
    try:
        time.sleep(2)
        yield
    finally:
        process.kill()
        process.wait()


_SLOWLY = """
import asyncio, random, sys
port, count, data = int(sys.argv[1]), int(sys.argv[2]), bytes.fromhex(sys.argv[3])

async def slow(place):
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            sent = 30 if place % 2 else data.index(b"\\r\\n\\r\\n") + 10
            writer.write(data[:sent])
            while not writer.is_closing() and sent < len(data) - 5:
                await asyncio.sleep(3 + random.random() * 3)
                writer.write(data[sent:sent + 1])
                await writer.drain()
                sent += 1
        except OSError:
            await asyncio.sleep(1)

async def all_of_them():
    await asyncio.gather(*(slow(place) for place in range(count)))

asyncio.run(all_of_them())
"""


def _rows(gate: RunningGate) -> int:
    with sqlite3.connect(gate.home / "queue.sqlite3") as database:
        return int(database.execute("SELECT coalesce(max(seq), 0) FROM record").fetchone()[0])


def _cpu(gate: RunningGate) -> float:
    """Processor seconds of the gate so far, with all doors that have ended."""
    used = 0
    for pid in gate.tree():
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            continue
        used += sum(map(int, fields[11:15]))
    return used / TICKS


def _wrk_version() -> str:
    said = subprocess.run(["wrk", "-v"], capture_output=True, text=True, check=False).stdout.split()
    return said[1] if len(said) > 1 else "unknown"


if __name__ == "__main__":
    print(run(1))
