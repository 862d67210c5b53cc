"""``gift_reply_p95_s``: from a giver's post at the gate to the address of the provider's page.

The whole demo newspaper runs on loopback: gate, collector, till, the ledger's worker and the pretend provider. Givers come one after the
other, each with a wish sealed in the page and a token of its own, and wait at ``/ask``. Every address must be another page of the
provider's, and open. Afterwards as many come eight at a time, which is only reported.
"""

import json
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx

from benchmarks.measuring import entry, others_share, own_versions, percentile, spread
from benchmarks.unsubscribe import newspaper
from tamizdat.sealed.keyring import Keyring
from tamizdat.sealed.keys import PublicKey, b64
from tamizdat.sealed.records import sealed

GIVERS, AT_ONCE = 60, 8
SECONDS = 1.0
LONGEST_WAIT = 20
RIPE = 2.5
"""Seconds until a token is good."""

CALM = {"TAMIZDAT_GATE_GIFT_CALM": "100000", "TAMIZDAT_GATE_GIFT_CALM_HOUR": "100000"}
"""So many givers a minute would be taken for an attack, and asked for work that is none of the newsroom's waiting."""


def run(runs: int = 5) -> list[dict[str, Any]]:
    """Return the figure as an entry for ``results.json``."""
    turns = [measure() for _ in range(min(runs, 3))]
    waits = [wait for turn in turns for wait in turn["seconds"]]
    value = round(percentile(waits, 0.95), 3)
    versions = own_versions("django", "httpx")
    return [entry("gift_reply_p95_s", "s", value, target=SECONDS, at_most=True, detail=spread(waits), runs=turns, versions=versions)]


def measure() -> dict[str, Any]:
    """Run a newspaper, and let givers come."""
    share: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "var"
        with newspaper(home, "outbox:", **CALM) as gate:
            key = Keyring(home / "keys").queue_public()
            with httpx.Client(base_url=gate, timeout=LONGEST_WAIT + 10, trust_env=False) as http:
                tokens = [http.get("/token").json()["token"] for _ in range(2 * GIVERS)]
                time.sleep(RIPE)
                with others_share(share):
                    alone = [give(http, key, token) for token in tokens[:GIVERS]]
                with ThreadPoolExecutor(AT_ONCE) as crowd:
                    together = list(crowd.map(lambda token: give(http, key, token), tokens[GIVERS:]))
                check({url for _, url in (*alone, *together)})
    crowded = sorted(seconds for seconds, _ in together)
    return {"seconds": [seconds for seconds, _ in alone], "eight_at_a_time": spread(crowded), "machine_busy": share[0]}


def give(http: httpx.Client, key: PublicKey, token: str) -> tuple[float, str]:
    """Post one wish and wait for its answer; return the seconds that it took, and the address."""
    wish = {"frequency": "once", "amount": 1000, "currency": "EUR", "method": "card", "bank": "DE", "residence": "", "cover": True}
    box = sealed(key, "wish", **wish, language="ru", email="giver@mail.example", appeal="spring", variant="b")
    before = time.perf_counter()
    answer = http.post("/ask", data={"box": b64(box), "token": token, "wait": str(LONGEST_WAIT)})
    seconds = round(time.perf_counter() - before, 4)
    said = json.loads(answer.json()["answer"]) if answer.status_code == 200 else {}
    if "url" not in said:
        raise RuntimeError(f"no page after {seconds} s: {answer.status_code} {answer.text[:200]}")
    return seconds, said["url"]


def check(urls: set[str]) -> None:
    """Raise ``RuntimeError`` unless there is a page for each, and all are open."""
    if len(urls) != 2 * GIVERS:
        raise RuntimeError("two givers were led to one page")
    if {httpx.get(url, trust_env=False).status_code for url in urls} != {200}:
        raise RuntimeError("a giver was led to a page that is not open")
