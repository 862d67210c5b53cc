"""``gift_form_p99_ms`` and ``gift_forms_s``: how long the gate itself takes over a form for giving, and how many it takes a second.

A real gate with its own settings but for the flood limits, SQLite, on the same two cores as its client, wrk with ``CONNECTIONS`` givers at
once. One form is three requests: the plain form posted and decided, the check page shown, and a sealed wish posted and on the disk (each
with a token of its own, as one attempt needs; ``wait=0``, so that the newsroom's time is not in it). The percentile is over all requests,
the rate counts whole forms. A run counts only if no answer was a refusal and the queue has a row for every sealed wish. Beside it: the
processor time that the gate's processes take for a form, which others' work on the machine does not stretch. That the gate seals plain
wishes itself is in ``gate_signups_s``: it is the same work.

Needs the Debian package wrk.
"""

import re
import secrets
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.measuring import ROOT, TICKS, entry, others_share, own_versions, spread, wait_for_quiet

sys.path.append(str(ROOT / "tests"))

from simulators.gate_running import BOARD, GIVING, Newsroom, RunningGate, furnish, running_gate
from tamizdat.gate.carried import carry
from tamizdat.gate.home import Home
from tamizdat.gate.tokens import make_token
from tamizdat.sealed.keys import b64
from tamizdat.sealed.records import sealed

LEAST_A_SECOND, LONGEST_MS = 200, 100
CONNECTIONS, SECONDS = 8, 10
BOXES = 8_000
NO_FLOOD = dict.fromkeys(("calm", "total_hour", "gift_calm", "gift_calm_hour", "gift_hour", "rows"), "1000000000")
WISH: dict[str, Any] = {
    "frequency": "once",
    "amount": "10",
    "currency": "USD",
    "method": "card",
    "bank": "NL",
    "residence": "",
    "language": "en",
}

SCRIPT = """
local n, form = 0, {["Content-Type"] = "application/x-www-form-urlencoded", ["Host"] = "gate.example"}
local once = {["Host"] = "gate.example", ["Connection"] = "close"}
local boxes = {}
for line in io.lines("%(boxes)s") do boxes[#boxes + 1] = line end
request = function()
  n = n + 1
  if n %% 3 == 1 then return wrk.format("POST", "/give", form, "%(plain)s") end
  if n %% 3 == 2 then return wrk.format("GET", "/give/check?lang=en&w=%(carried)s", once) end
  local box = boxes[(n / 3) %% #boxes + 1]
  return wrk.format("POST", "/give", form, box)
end
response = function(status) if status >= 400 then io.write("BAD " .. status .. " ") end end
"""
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


def run(runs: int = 5) -> list[dict[str, Any]]:
    """Return both figures as entries for ``results.json``, from *runs* runs after one to warm up. Raises ``RuntimeError``."""
    with tempfile.TemporaryDirectory() as folder:
        newsroom = furnish(Path(folder) / "gate", BOARD | {"giving": GIVING})
        with running_gate(Path(folder) / "gate", **NO_FLOOD) as gate:
            _measure(gate, newsroom, 2)
            measured = [_measure(gate, newsroom, SECONDS) for _ in range(runs)]
    rate, p99 = spread([one["forms_s"] for one in measured], 0), spread([one["p99_ms"] for one in measured], 1)
    detail = {"forms_s": rate, "p99_ms": p99, "connections": CONNECTIONS, "requests_a_form": 3}
    more: dict[str, Any] = {"detail": detail, "runs": measured, "versions": own_versions("cryptography", "h11")}
    return [
        entry("gift_form_p99_ms", "ms", p99["median"], target=LONGEST_MS, at_most=True, **more),
        entry("gift_forms_s", "1/s", rate["median"], target=LEAST_A_SECOND, at_most=False, **more),
    ]


def _measure(gate: RunningGate, newsroom: Newsroom, seconds: int) -> dict[str, Any]:
    script = _script(gate, newsroom)
    wait_for_quiet()
    before, used, others = _rows(gate), _processor(gate), list[float]()
    with others_share(others):
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s", "--latency", "-s", str(script), gate.url()]
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
        said = ran.stdout + ran.stderr
    time.sleep(0.5)
    found = re.search(r"(\d+) requests in", said), re.search(r"Requests/sec:\s+([\d.]+)", said), re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    if "BAD" in said or "Socket errors" in said or ran.stderr or None in found:
        raise RuntimeError(f"wrk met errors:\n{said[-2000:]}\n{gate.log.read_text()[-2000:]}")
    count, rate, (number, unit) = int(found[0][1]), float(found[1][1]), found[2].groups()  # type: ignore[index,union-attr]
    rows = _rows(gate) - before
    if rows < count // 3 - CONNECTIONS:
        raise RuntimeError(f"{count // 3} wishes were called taken, and {rows} are in the queue")
    cpu = 1000 * (_processor(gate) - used) / (count / 3)
    return {
        "forms_s": round(rate / 3),
        "p99_ms": round(float(number) * _UNITS[unit], 1),
        "gate_cpu_ms_a_form": round(cpu, 2),
        "rows": rows,
        "busy": others[0],
    }


def _processor(gate: RunningGate) -> float:
    """Return the processor seconds of all the gate's processes so far, also of those that have ended: doors live for a minute or so."""
    found = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in gate.tree())
    return sum(int(ticks) for fields in found for ticks in fields[11:15]) / TICKS


def _script(gate: RunningGate, newsroom: Newsroom) -> Path:
    """Write what wrk sends: tokens are made with the gate's own key, as if pages had been open for five seconds."""
    key, made = Home(gate.home).form_token(), time.time() - 5
    box = b64(sealed(newsroom.queue.public, "wish", **WISH))
    boxes = gate.home.parent / "boxes.txt"
    with boxes.open("w") as file:
        for _ in range(BOXES):
            token = make_token(key, "script", work=0, now=made, nonce=secrets.token_bytes(10))
            file.write(f"box={box}&token={token}&wait=0\n")
    carried = carry(key, WISH | {"token": make_token(key, "gift", work=0, now=made, nonce=secrets.token_bytes(10))})
    script = gate.home.parent / "gifts.lua"
    script.write_text(SCRIPT % {"boxes": boxes, "plain": urlencode(WISH), "carried": carried})
    return script


def _rows(gate: RunningGate) -> int:
    with sqlite3.connect(gate.home / "queue.sqlite3") as database:
        return int(database.execute("SELECT coalesce(max(seq), 0) FROM record").fetchone()[0])


if __name__ == "__main__":
    print(run(1))
