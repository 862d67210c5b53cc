"""The blind test's story: people sign up, change, leave and stumble at a real gate, and somebody seizes it."""

import asyncio
import json
import os
import random
import secrets
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from simulators.gate_running import BOARD, GIVING, Newsroom, RunningGate, furnish, request, running_gate, send, sign_up
from simulators.seizing import Needles, addresses_in, distinct, files_under, memory_of
from tamizdat.gate.carried import carry
from tamizdat.gate.home import Home
from tamizdat.gate.tokens import make_token
from tamizdat.newsletters.collecting.gate_line import GateAway, GateLine
from tamizdat.sealed.keys import b64
from tamizdat.sealed.records import sealed

MANY = {"calm": "1000000", "total_hour": "1000000", "gift_calm": "1000000", "gift_calm_hour": "1000000", "gift_hour": "1000000"}
"""All of this comes within a minute."""


class Person:
    """Somebody with an address of their own, in both senses, whose every part is recognisable."""

    def __init__(self) -> None:
        self.local, self.domain = f"reader-{secrets.token_hex(6)}", f"{secrets.token_hex(6)}.example"
        self.address = f"{self.local}@{self.domain}"
        self.ip = f"127.{random.randint(16, 254)}.{random.randint(16, 254)}.{random.randint(16, 254)}"

    @property
    def texts(self) -> tuple[str, ...]:
        """All by which they could be known."""
        return self.address, self.local, self.domain, self.ip


@dataclass
class Seized:
    """What was found: people, by their addresses."""

    people: int
    taken: int  # posts that were told that they are taken
    rows: int  # and what the queue has
    live: set[str]  # in memory right after the last post
    after: set[str]  # in memory when all doors that were used should be gone
    on_disk: set[str]
    log: str


def seize(folder: Path, *, sign_ups: int, others: int, leaves: int, hooks: int, errors: int, rest: float, **settings: str) -> Seized:
    """Run the story in *folder*, with *rest* seconds between the last post and the second look into the memory."""
    newsroom = furnish(folder / "gate", BOARD | {"giving": GIVING})
    people = [Person() for _ in range(sign_ups + others + leaves + hooks + errors)]
    needles = Needles({person.address: person.texts for person in people})
    ips = {person.ip: person.address for person in people}
    posts = story(newsroom, Home(folder / "gate").form_token(), people, sign_ups, others, leaves, hooks)
    posts += gifts(Home(folder / "gate").form_token(), people[:errors])
    random.shuffle(posts)
    with running_gate(folder / "gate", hooks="bounces stripe.a-long-secret", **(MANY | settings)) as gate, polling(gate, newsroom):
        answers = asyncio.run(all_post(gate.port, posts[:-5]))
        # The keeper falls while people post: nothing of it may stay in an error either.
        os.kill(next(pid for pid in gate.tree() if gate.name_of(pid) == "gate keeper"), signal.SIGKILL)
        answers += asyncio.run(all_post(gate.port, posts[-5:]))
        live = seen_in_memory(gate, needles, ips)
        on_disk = needles.found_in(files_under(folder))
        time.sleep(rest)
        after = seen_in_memory(gate, needles, ips)
        on_disk |= needles.found_in(files_under(folder))
        with sqlite3.connect(gate.home / "queue.sqlite3") as database:
            rows = database.execute("SELECT count(*) FROM record").fetchone()[0]
        taken = sum(
            (answer.startswith(b"HTTP/1.1 200") or b"location: /thanks" in answer) and b"post" in data[:4].lower()
            for answer, (_, data) in zip(answers, posts, strict=True)
        )
        return Seized(len(people), taken, rows, live, after, on_disk, gate.log.read_text())


def story(
    newsroom: Newsroom, form_token: bytes, people: list[Person], sign_ups: int, others: int, leaves: int, hooks: int
) -> list[tuple[Person, bytes]]:
    """Who posts what, in no order."""
    crowd = iter(people)
    posts = [(person, sign_up(person.address)) for person, _ in zip(crowd, range(sign_ups), strict=False)]
    for place in range(others):
        person = next(crowd)
        posts.append((person, by_link(newsroom, "p", "preferences") if place % 2 else boxed(newsroom, person, form_token)))
    posts += [(next(crowd), by_link(newsroom, "u", "unsubscribe")) for _ in range(leaves)]
    posts += [(person, hook(person, place)) for place, person in enumerate(next(crowd) for _ in range(hooks))]
    posts += [(person, broken(person)[place % len(broken(person))]) for place, person in enumerate(crowd)]
    random.shuffle(posts)
    return posts


def gifts(form_token: bytes, people: list[Person]) -> list[tuple[Person, bytes]]:
    """Plain forms for giving and for reminders: who types an address on the first page, and who types it on the check page.

    Nobody answers them, so that each of the latter waits for its eight seconds with the address in memory.
    """
    posts = []
    for place, person in enumerate(people):
        fields = {
            "lang": "en",
            "frequency": "once",
            "currency": "USD",
            "amount": "10",
            "method": "card",
            "bank": "NL",
            "email": person.address,
        }
        if place % 3 == 0:
            posts.append((person, request("POST", "/give", urlencode(fields).encode())))
        elif place % 3 == 1:
            token = make_token(form_token, "gift", work=0, now=time.time() - 5, nonce=secrets.token_bytes(10))
            text = carry(form_token, fields | {"language": "en", "token": token})
            posts.append((person, request("POST", "/give/go", urlencode({"lang": "en", "w": text, "email": person.address}).encode())))
        else:
            asked = {"language": "en", "when": "6", "email": person.address, "consent": "1"}
            posts.append((person, request("POST", "/remind", urlencode(asked).encode())))
    return posts


def by_link(newsroom: Newsroom, letter: str, action: str) -> bytes:
    """A post by a link of a reader of its own."""
    return request("POST", f"/{letter}/{newsroom.link(action, ref=secrets.token_urlsafe(16))}", b"letter=weekly")


def boxed(newsroom: Newsroom, person: Person, form_token: bytes) -> bytes:
    """A post that a page has sealed, some seconds after it was opened."""
    token = make_token(form_token, "script", work=0, now=time.time() - 5, nonce=secrets.token_bytes(10))
    box = b64(sealed(newsroom.queue.public, "sign_up", address=person.address))
    return request("POST", "/sign-up", f"box={box}&token={token}".encode())


def hook(person: Person, place: int) -> bytes:
    """What a machine reports of somebody: a relay a bounce, a provider an event of many parts."""
    event = {
        "return_path": person.address,
        "words": f"<{person.address}>: no such user at {person.domain}",
        "more": "x" * (place % 5 * 3_000),
    }
    path = "/hooks/stripe.a-long-secret" if place % 2 else "/hooks/bounces"
    return request("POST", path, json.dumps({"events": [event]}).encode(), "application/json")


@contextmanager
def polling(gate: RunningGate, newsroom: Newsroom) -> Iterator[None]:
    """The newsroom at the gate all the while, with one long poll after the other; it erases nothing, so that the rows can be counted."""
    over = threading.Event()

    def poll() -> None:
        with GateLine(gate.url(), gate=newsroom.gate, key=newsroom.poll) as line:
            while not over.is_set():
                try:
                    line.ask(wait=25, limit=1)
                except GateAway:
                    pass
                over.wait(1)

    thread = threading.Thread(target=poll)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(60)


def broken(person: Person) -> list[bytes]:
    """Requests that go wrong, each with the address in it."""
    at = person.address
    return [
        request("POST", "/sign-up", f"address={at}%ff&letter=weekly&consent=2026-11".encode()),
        request("POST", "/sign-up", f"address={at}".encode(), "application/json"),
        request("POST", "/sign-up", f"address={at}&".encode() * 200),
        request("POST", "/sign-up", f"box={at}".encode()),
        request("POST", "/sign-up", f"address={at}&junk={'x' * 20_000}".encode()),
        request("POST", "/hooks/paypal", f'{{"payer": "{at}"}}'.encode(), "application/json"),
        request("PUT", "/hooks/bounces", at.encode()),
        request("POST", "/hooks/bounces", at.encode() * 20_000),
        request("PUT", f"/u/{at}", b"List-Unsubscribe=One-Click"),
        request("GET", f"/letter?address={at}"),
        request("GET", f"/{at}"),
        request("DELETE", f"/sign-up?{at}"),
        f"POST /sign-up HTTP/1.1\r\nhost: x\r\nx {at}\r\n\r\n".encode(),
    ]


async def all_post(port: int, posts: list[tuple[Person, bytes]]) -> list[bytes]:
    """Post all, twenty at a time, everybody from their own network address; return the answers."""
    turn = asyncio.Semaphore(20)

    async def one(person: Person, data: bytes) -> bytes:
        async with turn:
            try:
                return await send(port, data, source=person.ip)
            except (OSError, EOFError):
                return b""

    return await asyncio.gather(*(one(person, data) for person, data in posts))


def seen_in_memory(gate: RunningGate, needles: Needles, ips: dict[str, str]) -> set[str]:
    """Who is in the memory of any of the gate's processes."""
    memory = distinct(map(memory_of, gate.tree()))
    return needles.found_in(memory) | {ips[ip] for ip in addresses_in(memory) & ips.keys()}
