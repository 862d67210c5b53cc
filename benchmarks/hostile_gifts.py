"""``hostile_attempts_passed``: of ten thousand attempts to try a card at the form for giving, those that come as far as to the provider.

A real gate with its own settings. Attackers come from ``SENDERS`` addresses, forty connections at once, each in one of these ways: the
plain form with the least amount, filled in as a person does, three seconds a page; a check page that was used already; a box with a token
that was used, is made up, too young, or brings no work; a token that was stolen from a giver, with the work done, on eight connections at
once; the same box again; a box at ``/ask``; boxes with a wish where one signs up and where one asks to be reminded; an amount below the
least with all the work done. What is queued is then judged as the newsroom does: by its door, its id, its fields. In the middle of it two
readers give from an address that they share with attackers, as behind one Tor exit: with script the wish is taken, after work; without,
they are led to the provider or to its ready pages. A run counts only if both were served within ``PATIENCE`` seconds. Attackers who do a
giver's work for each attempt are held by the cap an hour (``gift_hour``), not here.
"""

import asyncio
import json
import random
import re
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.measuring import ROOT, entry, own_versions

sys.path.append(str(ROOT / "tests"))

from simulators.gate_running import BOARD, GIVING, Newsroom, RunningGate, furnish, request, running_gate, send
from tamizdat.contributions.terms import read_terms
from tamizdat.contributions.wish import BadWish, read_wish
from tamizdat.gate.tokens import do_work
from tamizdat.sealed.doors import may_give, takes
from tamizdat.sealed.keys import b64
from tamizdat.sealed.records import opened, record_id, sealed

ATTEMPTS, TARGET = 10_000, 20
SENDERS, AT_ONCE = 50, 40
RIPE = 3.0
PATIENCE = 60.0
"""Seconds for a giver on the machine that the attack itself keeps busy: mostly the form's own three, and the work."""

SHARED_EXIT = "127.0.0.2"
"""An address from which attackers come too."""

FORM = {"lang": "en", "frequency": "once", "currency": "USD", "other": "2", "method": "card", "bank": "NL"}
LEAST = 200
WISH = {"frequency": "once", "currency": "USD", "method": "card", "bank": "NL", "residence": "", "cover": False, "language": "en"}
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
            answers, givers = asyncio.run(_attack(gate, newsroom, attempts))
            with sqlite3.connect(gate.home / "queue.sqlite3") as database:
                rows = database.execute("SELECT box, door FROM record").fetchall()
    reached = _reached(newsroom, rows)
    if max(givers.values()) > PATIENCE:
        raise RuntimeError(f"givers waited too long: {givers}")
    served = sum(amount != LEAST for amount in reached)
    return {
        "attempts": attempts,
        "passed": len(reached) - served,
        "queued": len(rows),
        "givers_queued": served,
        "giver_seconds": givers,
        "answers": dict(answers),
    }


def _reached(newsroom: Newsroom, rows: list[tuple[bytes, str]]) -> list[int]:
    """Return the amounts of those of *rows* for which the newsroom would have the provider make a page."""
    terms, found = read_terms(GIVING), {}
    for box, door in rows:
        fields = opened(newsroom.keys, bytes(box))
        try:
            wish = read_wish(fields, terms) if takes(door, str(fields["kind"])) else None
        except BadWish:
            continue
        if wish is not None and may_give(door, wish.method):
            found[record_id(bytes(box))] = wish.amount
    return list(found.values())


async def _attack(gate: RunningGate, newsroom: Newsroom, attempts: int) -> tuple[Counter[str], dict[str, float]]:
    hostile = Hostile(gate, newsroom)
    tasks = [asyncio.create_task(hostile.attempt(number)) for number in range(attempts)]
    while sum(task.done() for task in tasks) < attempts // 2:
        await asyncio.sleep(0.1)
    scripted, plain = await asyncio.gather(_timed(_give, gate, newsroom), _timed(_give_plainly, gate, newsroom))
    return Counter(await asyncio.gather(*tasks)), {"with script": scripted, "without": plain}


async def _timed(give: Callable[[RunningGate, Newsroom], Awaitable[None]], gate: RunningGate, newsroom: Newsroom) -> float:
    began = time.monotonic()
    await give(gate, newsroom)
    return round(time.monotonic() - began, 1)


class Hostile:
    """Attackers, with what they have learned: a used token, a used check page, a token stolen from a giver, and a box between them."""

    def __init__(self, gate: RunningGate, newsroom: Newsroom) -> None:
        self._gate, self._newsroom, self._chance = gate, newsroom, random.Random(7)
        self._free = asyncio.Semaphore(AT_ONCE)
        self._used: dict[str, str] = {}
        self._stolen: asyncio.Task[tuple[str, str]] | None = None
        boxed = (self._worn, self._made_up, self._at_once, self._lazily, self._stealing, self._repeating, self._too_little)
        self._ways = (self._plainly, self._again, *boxed, self._by_asking, self._where_one_signs_up, self._where_one_is_reminded)

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

    async def _stealing(self) -> str:
        token, work = await self._with_work()
        answers = await asyncio.gather(*(self._boxed("/give", token, work=work) for _ in range(8)))
        return ".".join(f"{status}x{count}" for status, count in sorted(Counter(answers).items()))

    async def _repeating(self) -> int:
        token, work = await self._with_work()
        box = self._used.setdefault("box", self._box())
        return await self._boxed("/give", token, work=work, box=box)

    async def _too_little(self) -> int:
        token, work = await self._with_work()
        return await self._boxed("/give", token, work=work, box=self._box(amount=1))

    async def _by_asking(self) -> int:
        token = await self._token()
        await asyncio.sleep(RIPE)
        return await self._boxed("/ask", token)

    async def _where_one_signs_up(self) -> int:
        return await self._ripe_at("/sign-up")

    async def _where_one_is_reminded(self) -> int:
        return await self._ripe_at("/remind")

    async def _ripe_at(self, path: str) -> int:
        token = await self._token()
        await asyncio.sleep(RIPE)
        return await self._boxed(path, token)

    async def _with_work(self) -> tuple[str, str]:
        """Return the one token that was stolen, and the work that its giver did."""
        if self._stolen is None:
            self._stolen = asyncio.create_task(self._steal())
        return await self._stolen

    async def _steal(self) -> tuple[str, str]:
        while True:
            async with self._free:
                asked = json.loads((await self._send(request("GET", "/token"))).partition(b"\r\n\r\n")[2])
            if asked["work"]:  # stolen while cards are being tried
                work = await asyncio.to_thread(do_work, asked["token"], asked["work"])
                await asyncio.sleep(RIPE)
                return asked["token"], work
            await asyncio.sleep(0.5)

    def _box(self, amount: int = LEAST) -> str:
        return b64(sealed(self._newsroom.queue.public, "wish", **WISH, amount=amount, email="", appeal="", variant=""))

    async def _token(self) -> str:
        async with self._free:
            return str(json.loads((await self._send(request("GET", "/token"))).partition(b"\r\n\r\n")[2])["token"])

    async def _boxed(self, path: str, token: str, *, work: str = "0", box: str = "") -> int:
        return _status(await self._post(path, {"box": box or self._box(), "token": token, "work": work, "method": "card", "wait": "0"}))

    async def _post(self, path: str, fields: dict[str, str]) -> bytes:
        async with self._free:
            return await self._send(request("POST", path, urlencode(fields).encode()))

    async def _send(self, data: bytes) -> bytes:
        return await asyncio.wait_for(send(self._gate.port, data, source=f"127.0.0.{self._chance.randrange(2, 2 + SENDERS)}"), 120)


async def _give(gate: RunningGate, newsroom: Newsroom) -> None:
    """Give as a page's script does, which asks once more when it is told to. Raises ``RuntimeError`` if the wish is not taken."""
    box = b64(sealed(newsroom.queue.public, "wish", **WISH, amount=1_000, email="", appeal="", variant=""))
    status = 428
    for _ in range(3):
        asked = json.loads((await send(gate.port, request("GET", "/token"), source=SHARED_EXIT)).partition(b"\r\n\r\n")[2])
        work = await asyncio.to_thread(do_work, asked["token"], asked["work"])
        await asyncio.sleep(asked["after"] + 1)
        fields = {"box": box, "token": asked["token"], "work": work, "method": "card", "wait": "0"}
        status = _status(await send(gate.port, request("POST", "/give", urlencode(fields).encode()), source=SHARED_EXIT))
        if status != 428:
            break
    if status != 202:
        raise RuntimeError(f"the giver with script was not taken: {status}")


async def _give_plainly(gate: RunningGate, newsroom: Newsroom) -> None:
    """Give without script; raise ``RuntimeError`` if that leads neither on nor to the ready pages at the provider."""
    said = urlencode(FORM | {"other": "10"}).encode()
    carried = _carried(await send(gate.port, request("POST", "/give", said), source=SHARED_EXIT))
    for _ in range(3):
        await asyncio.sleep(RIPE)
        body = urlencode({"lang": "en", "w": carried}).encode()
        answer = await send(gate.port, request("POST", "/give/go", body), source=SHARED_EXIT)
        found = re.search(rb"(?i)^location: (\S+)", answer, re.MULTILINE)
        place = found[1].decode() if found else ""
        if place.startswith("/give/away?"):
            page = await send(gate.port, request("GET", place), source=SHARED_EXIT)
            if b"https://pay.cards.example/once-1000" in page:
                return
        carried = _carried(answer)
    raise RuntimeError("the giver without script was led nowhere")


def _status(answer: bytes) -> int:
    return int(answer[9:12])


def _carried(answer: bytes) -> str:
    found = _CARRIED.search(answer)
    return found[1].decode() if found else "x"


if __name__ == "__main__":
    print(run(1))
