"""A real gate behind a pretended proxy, with a table of networks, at which everybody tries to give: by the plain form, past the check page,
by what an older page of it carries, by the pages made beforehand, and with a box that was sealed in a page.
"""

import asyncio
import re
import secrets
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from simulators.gate_running import BOARD, Newsroom, RunningGate, furnish, request, running_gate, send
from simulators.listed import COUNTRIES, METHODS, NETWORKS, RULED, TABLE, UNRULED, Tried, every, may
from simulators.networks import write_table
from tamizdat.contributions.rules import Signals, listed
from tamizdat.gate.carried import carry
from tamizdat.gate.home import Home
from tamizdat.gate.tokens import make_token
from tamizdat.sealed.keys import b64
from tamizdat.sealed.records import sealed

NO_FLOOD = dict.fromkeys(("calm", "total_hour", "gift_calm", "gift_calm_hour", "gift_hour"), "1000000000")
AT_ONCE = 100
ANSWERED = 40
"""How many of those who may give press the last button: each waits for a newsroom that is not there."""


@contextmanager
def gate_with_table(*, ruled: bool) -> Iterator[tuple[RunningGate, Newsroom]]:
    """Run a gate with the rules in its terms, or without."""
    with tempfile.TemporaryDirectory() as folder:
        newsroom = furnish(Path(folder) / "gate", BOARD | {"giving": RULED if ruled else UNRULED})
        table = write_table(Path(folder) / "networks.mmdb", {cidr: country for country, cidr in NETWORKS.items()})
        settings = {"countries": str(table), "client_header": "x-real-ip", "posts": "100000", "age": "300", "idle": "100"}
        with running_gate(Path(folder) / "gate", **(NO_FLOOD | settings)) as gate:
            yield gate, newsroom


def by_form(gate: RunningGate, countries: Iterable[str] = COUNTRIES) -> Tried:
    """Fill the plain form in; passed is who sees the check page and its button."""

    async def passes(signals: Signals) -> bool:
        fields = {"lang": "en", "frequency": "once", "currency": "USD", "other": "10"}
        fields |= {"method": signals.method, "bank": signals.bank, "residence": signals.residence}
        status, location, _ = await _ask(gate, "POST", "/give", signals.network, **fields)
        if status != 303 or not location.startswith("/give/check?"):
            return False
        status, _, page = await _ask(gate, "GET", location, signals.network)
        return status == 200 and "/give/go" in page

    return _all(every(networks=countries, countries=countries), passes)


def by_button(gate: RunningGate, countries: Iterable[str] = COUNTRIES, *, most: int = ANSWERED, of_listed: int = 10_000) -> Tried:
    """Press the check page's button with what an older page carried; passed is who was queued, and waited for the newsroom.

    *most*, *of_listed*: how many of those who may give, and who may not, press it at most.
    """

    async def passes(signals: Signals) -> bool:
        _, location, _ = await _ask(gate, "POST", "/give/go", signals.network, lang="en", w=_carried(gate, signals))
        return location.startswith(("http", "/give/away"))

    known, before = list(every(networks=countries, countries=countries)), rows(gate)
    allowed, refused = [one for one in known if may(one)][:most], [one for one in known if not may(one)][:of_listed]
    found = _all([*allowed, *refused], passes)
    if rows(gate) - before != found.may - found.stopped + found.reached:
        raise RuntimeError("something else was queued than what was led on")
    return found


def by_link(gate: RunningGate, countries: Iterable[str] = COUNTRIES) -> Tried:
    """Ask for the pages that were made beforehand; passed is who is named any. There are such for cards alone."""

    async def passes(signals: Signals) -> bool:
        _, _, page = await _ask(gate, "GET", f"/give/away?lang=en&w={_carried(gate, signals)}", signals.network)
        return "https://pay.cards.example/" in page

    return _all((one for one in every(networks=countries, countries=countries) if one.method == "card"), passes)


def by_box(gate: RunningGate, newsroom: Newsroom) -> Tried:
    """Send a box for a method that is said, or for none that is; passed is what is queued. The gate can see the network alone."""
    found = Tried()
    for network in COUNTRIES:
        for method in ("", *METHODS):
            before = rows(gate)
            token = make_token(Home(gate.home).form_token(), "script", work=0, now=time.time() - 5, nonce=secrets.token_bytes(10))
            box = b64(sealed(newsroom.queue.public, "wish", amount=1_000))
            asyncio.run(_ask(gate, "POST", "/give", network, box=box, token=token, wait="0", method=method))
            stopped = any(listed(TABLE, network, law, method) for law in ("no_ask", "unsupported"))
            found.add(not stopped, rows(gate) > before)
    return found


def rows(gate: RunningGate) -> int:
    """How many wishes are queued."""
    with sqlite3.connect(gate.home / "queue.sqlite3") as database:
        return int(database.execute("SELECT count(*) FROM record").fetchone()[0])


def _all(signals: Iterable[Signals], passes: Callable[[Signals], Awaitable[bool]]) -> Tried:
    found = Tried()

    async def go() -> None:
        known, turn = list(signals), asyncio.Semaphore(AT_ONCE)

        async def one(each: Signals) -> bool:
            async with turn:
                return await passes(each)

        for each, passed in zip(known, await asyncio.gather(*map(one, known)), strict=True):
            found.add(may(each), passed)

    asyncio.run(go())
    return found


async def _ask(gate: RunningGate, verb: str, path: str, network: str, **fields: str) -> tuple[int, str, str]:
    """Return the status of an answer, where it leads, and its page."""
    address = NETWORKS[network].replace(".0.0/16", ".1.2") if network else "10.0.0.1"
    data = request(verb, path, urlencode(fields).encode()).replace(b"Host:", f"X-Real-IP: {address}\r\nHost:".encode(), 1)
    answer = await send(gate.port, data)
    found = re.search(rb"(?i)^location: (\S+)", answer, re.MULTILINE)
    return int(answer[9:12]), found[1].decode() if found else "", answer.partition(b"\r\n\r\n")[2].decode()


def _carried(gate: RunningGate, signals: Signals) -> str:
    """What a check page carried before its reader came to where they are, or was sent by somebody who has the gate's own key."""
    key = Home(gate.home).form_token()
    token = make_token(key, "gift", work=0, now=time.time() - 5, nonce=secrets.token_bytes(10))
    wish: dict[str, Any] = {"frequency": "once", "amount": 1_000, "currency": "USD", "method": signals.method, "bank": signals.bank}
    return carry(key, wish | {"residence": signals.residence, "cover": False, "language": "en", "token": token})
