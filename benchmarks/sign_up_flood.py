"""``sign_up_flood_mails``: the mails that ten thousand sign-ups for a hundred addresses cause, in the whole running newspaper.

A demo newspaper with its own settings: a real gate, the collector, the postman, and the outbox in place of a relay. The posts come from
``SENDERS`` addresses of this machine, in mixed order and spelling, a fifth of the readers only in the second half, when the gate has long
seen the attack; who is led to the second step takes it two seconds later, as a patient attacker and a person would. The figure is the
mails in the outbox once nothing more comes. A run counts only if every post was thanked for, and each reader has got their mail.
"""

import asyncio
import email
import email.policy
import random
import re
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.measuring import ROOT, entry, own_versions

sys.path.append(str(ROOT / "tests"))

from e2e.conftest import Newspaper, start, stop
from simulators.gate_running import request, send

POSTS, READERS, TARGET = 10_000, 100, 100
SENDERS, AT_ONCE = 50, 32
RIPE = 2.2
"""Seconds after which a second step is taken; the gate takes none that is quicker than 2."""

QUIET, GIVE_UP = 15.0, 600.0
LATE = 5
"""One reader in so many comes only once the attack is under way."""

_TOKEN = re.compile(r'name="token" value="([^"]*)"')


def run(runs: int = 1) -> list[dict[str, Any]]:
    """Return the figure as one entry for ``results.json``, the worst of *runs* runs. Raises ``RuntimeError``."""
    measured = [_once(POSTS, READERS) for _ in range(min(runs, 2))]
    worst = max(one["mails"] for one in measured)
    return [
        entry(
            "sign_up_flood_mails", "mails", worst, target=TARGET, at_most=True, runs=measured, versions=own_versions("cryptography", "h11")
        )
    ]


def _once(posts: int, readers: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        newspaper = start(Path(folder) / "var", Path(folder) / "log", "--demo")
        try:
            began = time.monotonic()
            answers = asyncio.run(_flood(newspaper, posts, readers))
            took = time.monotonic() - began
            got = _mails(newspaper)
        finally:
            stop(newspaper)
    missing = readers - len(got)
    if missing or sum(answers.values()) != posts or set(answers) - {"/thanks", "/letter, then /thanks"}:
        raise RuntimeError(f"{missing} of {readers} readers have no mail; the gate's answers: {dict(answers)}")
    counts = {"posts": posts, "readers": readers, "mails": sum(got.values()), "most_for_one": max(got.values())}
    return {**counts, "answers": dict(answers), "posting_s": round(took, 1)}


async def _flood(newspaper: Newspaper, posts: int, readers: int) -> Counter[str]:
    """Post; return how often the gate answered what."""
    chance = random.Random(4)
    consent = re.search(r'name="consent" value="([^"]+)"', newspaper.page("en/letter.html"))[1]
    early = [number % (readers - readers // LATE) for number in range(posts // 2)]
    late = [readers - 1 - number % readers for number in range(posts - posts // 2)]
    chance.shuffle(early)
    chance.shuffle(late)
    port = int(newspaper.gate.rpartition(":")[2])
    free = asyncio.Semaphore(AT_ONCE)

    async def sign_up(number: int) -> str:
        address = f"reader{number}@mail{number % 9}.example"
        spelt = chance.choice([address, address.upper(), f" {address}"])
        fields = {"lang": "en", "address": spelt, "letter": "weekly", "consent": consent, "website": ""}
        source = f"127.0.0.{chance.randrange(2, 2 + SENDERS)}"
        async with free:
            place = await _post(port, fields, source)
            if not place.startswith("/letter"):
                return place
            form = (await send(port, request("GET", place), source=source)).decode()
        await asyncio.sleep(RIPE)
        async with free:
            return f"/letter, then {await _post(port, fields | {'token': _TOKEN.search(form)[1]}, source)}"

    answers = Counter(await asyncio.gather(*(sign_up(number) for number in early)))
    return answers + Counter(await asyncio.gather(*(sign_up(number) for number in late)))


async def _post(port: int, fields: dict[str, str], source: str) -> str:
    """Return where the answer leads, or its status."""
    answer = await asyncio.wait_for(send(port, request("POST", "/sign-up", urlencode(fields).encode()), source=source), 120)
    found = re.search(rb"(?i)^location: ([^?\r]+)(\S*)", answer, re.MULTILINE)
    return answer[9:12].decode() if not found else (found[1] + (found[2] if found[1] == b"/letter" else b"")).decode()


def _mails(newspaper: Newspaper) -> Counter[str]:
    """Wait until no mail comes any more; return address -> mails."""
    began = still = time.monotonic()
    count = -1
    while time.monotonic() - still < QUIET or _waiting(newspaper):
        if time.monotonic() - began > GIVE_UP:
            raise RuntimeError("mails still come, or wait to be sent, after ten minutes")
        time.sleep(0.5)
        files = list((newspaper.home / "mail").rglob("*.eml"))
        count, still = len(files), still if len(files) == count else time.monotonic()
    read = (email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files)
    return Counter(str(mail["To"]).lower() for mail in read)


def _waiting(newspaper: Newspaper) -> bool:
    """Whether the gate or the newsroom has something yet to deal with."""
    questions = {"gate/queue.sqlite3": "SELECT count(*) FROM record", "readers/readers.sqlite3": "SELECT count(*) FROM newsletters_notice"}
    for name, question in questions.items():
        with sqlite3.connect(f"file:{newspaper.home / name}?mode=ro", uri=True) as db:
            if db.execute(question).fetchone()[0]:
                return True
    return False


if __name__ == "__main__":
    print(run(1))
