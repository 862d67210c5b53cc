"""``listed_country_reached_payment``: wishes from where nobody may give that reach the newsroom, at the gate's door.

A real gate behind a pretended proxy, with a table of networks: every bank, residence and network, listed or not or unknown, with every
method, by the plain form and sealed in the page (then the gate can see the network alone; page and newsroom judge the rest). A plain wish
counts if it comes past the check page although the truth table says no; a sealed one if it is queued from a listed network. A run counts
only if those who may give are let through.
"""

import asyncio
import itertools
import re
import secrets
import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.measuring import ROOT, entry, own_versions

sys.path.append(str(ROOT / "tests"))

from simulators.gate_running import BOARD, GIVING, RunningGate, ask, furnish, request, running_gate, send
from simulators.networks import write_table
from tamizdat.contributions.rules import Signals, decide, listed
from tamizdat.contributions.terms import read_terms
from tamizdat.gate.home import Home
from tamizdat.gate.tokens import make_token
from tamizdat.sealed.keys import b64
from tamizdat.sealed.records import sealed

TERMS = read_terms(GIVING)
METHODS = ("card", "paypal", "crypto")
COUNTRIES = ("", "NL", "RU", "KZ", "KP", "VE")
NETWORKS = {"NL": "5.1.0.0/16", "RU": "5.8.0.0/16", "KZ": "5.9.0.0/16", "KP": "5.10.0.0/16", "VE": "5.11.0.0/16"}
NO_FLOOD = dict.fromkeys(("calm", "total_hour", "gift_calm", "gift_calm_hour", "gift_hour"), "1000000000")


def run(runs: int = 1) -> list[dict[str, Any]]:
    """Return the figure as one entry for ``results.json``. Raises ``RuntimeError`` if the gate lets nobody through."""
    measured = [once() for _ in range(min(runs, 1))]
    worst = max(one["reached"] for one in measured)
    return [entry("listed_country_reached_payment", "", worst, target=0, at_most=True, runs=measured, versions=own_versions("maxminddb"))]


def once() -> dict[str, int]:
    """Try every combination once; return how many there were, how many may give, and how many came through that may not."""
    with tempfile.TemporaryDirectory() as folder:
        newsroom = furnish(Path(folder) / "gate", BOARD | {"giving": GIVING})
        table = write_table(Path(folder) / "networks.mmdb", {cidr: country for country, cidr in NETWORKS.items()})
        settings = {"countries": str(table), "client_header": "x-real-ip", "posts": "100000", "age": "300", "idle": "100"}
        with running_gate(Path(folder) / "gate", **(NO_FLOOD | settings)) as gate:
            found = [_plain(gate, *each) for each in itertools.product(METHODS, COUNTRIES, COUNTRIES, COUNTRIES)]
            found += [_sealed(gate, newsroom.queue.public, network) for network in COUNTRIES]
    lost = sum(may and not passed for may, passed in found)
    if lost:
        raise RuntimeError(f"{lost} who may give were stopped")
    return {"tried": len(found), "may": sum(may for may, _ in found), "reached": sum(passed and not may for may, passed in found)}


def _plain(gate: RunningGate, method: str, bank: str, residence: str, network: str) -> tuple[bool, bool]:
    """Return whether these signals may give, and whether the plain form leads on to the check page and past it."""
    may = decide(TERMS.countries, Signals(method=method, bank=bank, residence=residence, network=network)).may
    fields = {"lang": "en", "frequency": "once", "currency": "USD", "other": "10", "method": method, "bank": bank, "residence": residence}
    head = _from(request("POST", "/give", urlencode(fields).encode()), network)
    status, location = _led(gate, head)
    checked = status == 303 and location.startswith("/give/check?")
    return may, checked and ask(gate.port, _from(request("GET", location), network))[0] == 200


def _sealed(gate: RunningGate, key: Any, network: str) -> tuple[bool, bool]:
    """Return whether the network alone lets anybody give by every method, and whether a sealed wish is queued."""
    may = not any(listed(TERMS.countries, network, law) for law in ("no_ask", "unsupported"))
    before = _rows(gate)
    token = make_token(Home(gate.home).form_token(), "script", work=0, now=time.time() - 5, nonce=secrets.token_bytes(10))
    body = urlencode({"box": b64(sealed(key, "wish", amount=1_000)), "token": token, "wait": "0"}).encode()
    ask(gate.port, _from(request("POST", "/give", body), network))
    return may, _rows(gate) > before


def _from(data: bytes, network: str) -> bytes:
    address = NETWORKS[network].replace(".0.0/16", ".1.2") if network else "10.0.0.1"
    return data.replace(b"Host:", f"X-Real-IP: {address}\r\nHost:".encode(), 1)


def _led(gate: RunningGate, data: bytes) -> tuple[int, str]:
    answer = asyncio.run(send(gate.port, data))
    found = re.search(rb"(?i)^location: (\S+)", answer, re.MULTILINE)
    return int(answer[9:12]), found[1].decode() if found else ""


def _rows(gate: RunningGate) -> int:
    with sqlite3.connect(gate.home / "queue.sqlite3") as database:
        return int(database.execute("SELECT count(*) FROM record").fetchone()[0])


if __name__ == "__main__":
    print(run(1))
