"""``hostile_attempts_passed``: of ten thousand attempts to try a card at the form for giving, those that reach the newsroom's queue.

A real gate with its own settings. Attackers come from ``SENDERS`` addresses, forty at once, each in one of these ways: the plain form with
the least amount, filled in as a person does, three seconds a page; a check page that was used already; a box with a token that was used,
is made up, too young, or brings no work; a box at ``/ask``. From the middle on, a reader with script gives: asks for a token, works, sends.
A run counts only if that giver was taken. Attackers who do a giver's work for each attempt are held by the cap an hour, not here.
"""

import asyncio
import json
import random
import re
import sqlite3
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.measuring import ROOT, entry, own_versions

sys.path.append(str(ROOT / "tests"))

from simulators.gate_running import BOARD, GIVING, Newsroom, RunningGate, furnish, request, running_gate, send
from tamizdat.gate.tokens import do_work
from tamizdat.sealed.keys import b64
from tamizdat.sealed.records import sealed

ATTEMPTS, TARGET = 10_000, 20
SENDERS, AT_ONCE = 50, 40
RIPE = 3.0
FORM = {"lang": "en", "frequency": "once", "currency": "USD", "other": "2", "method": "card", "bank": "NL"}
_CARRIED = re.compile(rb"[?&]w=([\w-]+)")


def run(runs: int = 1) -> list[dict[str, Any]]:
    """Return the figure as one entry for ``results.json``, the worst of *runs* runs. Raises ``RuntimeError``."""
    measured = [once(ATTEMPTS) for _ in range(min(runs, 2))]
    worst = max(one["passed"] for one in measured)
    versions = own_versions("cryptography", "h11")
    return [entry("hostile_attempts_passed", "", worst, target=TARGET, at_most=True, runs=measured, versions=versions)]


def once(attempts: int) -> dict[str, Any]:
    """Attack one gate with *attempts*; return how many passed, by way, and how long the giver took."""
    with tempfile.TemporaryDirectory() as folder:
        newsroom = furnish(Path(folder) / "gate", BOARD | {"giving": GIVING})
        with running_gate(Path(folder) / "gate", age="120", idle="60") as gate:
            answers, giver = asyncio.run(_attack(gate, newsroom, attempts))
            with sqlite3.connect(gate.home / "queue.sqlite3") as database:
                rows = int(database.execute("SELECT count(*) FROM record").fetchone()[0])
    if giver != 202:
        raise RuntimeError(f"the giver was not taken: {giver}")
    return {"attempts": attempts, "passed": rows - 1, "answers": dict(answers)}


async def _attack(gate: RunningGate, newsroom: Newsroom, attempts: int) -> tuple[Counter[str], int]:
    hostile = Hostile(gate, newsroom)
    tasks = [asyncio.create_task(hostile.attempt(number)) for number in range(attempts)]
    while sum(task.done() for task in tasks) < attempts // 2:
        await asyncio.sleep(0.1)
    giver = await _give(gate, newsroom)
    return Counter(await asyncio.gather(*tasks)), giver


class Hostile:
    """Attackers, with what they have learned: one used token and one used check page between them."""

    def __init__(self, gate: RunningGate, newsroom: Newsroom) -> None:
        self._gate, self._newsroom, self._chance = gate, newsroom, random.Random(7)
        self._free = asyncio.Semaphore(AT_ONCE)
        self._used: dict[str, str] = {}
        self._ways = (self._plainly, self._again, self._worn, self._made_up, self._at_once, self._lazily, self._by_asking)

    async def attempt(self, number: int) -> str:
        """Try once, by one of the ways in turn; return the way and the answer."""
        way = self._ways[number % len(self._ways)]
        return f"{way.__name__.strip('_')} {await way()}"

    async def _plainly(self) -> int:
        carried = self._used["page"] = _carried(await self._post("/give", FORM))
        await asyncio.sleep(RIPE)
        return _status(await self._post("/give/go", {"lang": "en", "w": carried}))

    async def _again(self) -> int:
        return _status(await self._post("/give/go", {"lang": "en", "w": self._used.get("page", "x")}))

    async def _worn(self) -> int:
        token = self._used.setdefault("token", await self._token())
        await asyncio.sleep(RIPE)
        return await self._boxed("/give", token)

    async def _made_up(self) -> int:
        return await self._boxed("/give", "A" * 43)

    async def _at_once(self) -> int:
        return await self._boxed("/give", await self._token())

    async def _lazily(self) -> int:
        token = await self._token()
        await asyncio.sleep(RIPE)
        return await self._boxed("/give", token)

    async def _by_asking(self) -> int:
        token = await self._token()
        await asyncio.sleep(RIPE)
        return await self._boxed("/ask", token)

    async def _token(self) -> str:
        async with self._free:
            return str(json.loads((await self._send(request("GET", "/token"))).partition(b"\r\n\r\n")[2])["token"])

    async def _boxed(self, path: str, token: str) -> int:
        box = b64(sealed(self._newsroom.queue.public, "wish", amount=200))
        return _status(await self._post(path, {"box": box, "token": token, "work": "0", "wait": "0"}))

    async def _post(self, path: str, fields: dict[str, str]) -> bytes:
        async with self._free:
            return await self._send(request("POST", path, urlencode(fields).encode()))

    async def _send(self, data: bytes) -> bytes:
        return await asyncio.wait_for(send(self._gate.port, data, source=f"127.0.0.{self._chance.randrange(2, 2 + SENDERS)}"), 120)


async def _give(gate: RunningGate, newsroom: Newsroom) -> int:
    """Give as a page's script does, which asks once more when it is told to; return the status."""
    box, status = b64(sealed(newsroom.queue.public, "wish", amount=1_000)), 0
    for _ in range(2):
        asked = json.loads((await send(gate.port, request("GET", "/token"))).partition(b"\r\n\r\n")[2])
        work = await asyncio.to_thread(do_work, asked["token"], asked["work"])
        await asyncio.sleep(asked["after"] + 1)
        body = urlencode({"box": box, "token": asked["token"], "work": work, "wait": "0"}).encode()
        status = _status(await send(gate.port, request("POST", "/give", body), source="127.0.99.1"))
        if status != 428:
            break
    return status


def _status(answer: bytes) -> int:
    return int(answer[9:12])


def _carried(answer: bytes) -> str:
    found = _CARRIED.search(answer)
    return found[1].decode() if found else "x"


if __name__ == "__main__":
    print(run(1))
