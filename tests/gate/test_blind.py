"""The blind gate: what a thousand people typed is nowhere on its disk, hardly in its memory, and soon not even there."""

import asyncio
import os
import random
import secrets
import signal
import sqlite3
import time
from pathlib import Path

from simulators.gate_running import RunningGate, furnish, request, running_gate, send, sign_up
from simulators.seizing import Needles, addresses_in, files_under, memory_of
from tamizdat.sealed.keys import b64
from tamizdat.sealed.records import sealed

SIGN_UPS, OTHERS, LEAVES = 1_000, 200, 50
IDLE = 2
"""Seconds instead of 20, so that this test is short; the benchmark ``gate_blind`` has the real ones."""

LIVE_SHARE = 0.01


class Person:
    """Somebody with an address of their own, in both senses, whose every part is recognisable."""

    def __init__(self) -> None:
        self.local, self.domain = f"reader-{secrets.token_hex(6)}", f"{secrets.token_hex(6)}.example"
        self.address = f"{self.local}@{self.domain}"
        self.ip = f"127.{random.randint(16, 254)}.{random.randint(16, 254)}.{random.randint(16, 254)}"

    @property
    def texts(self) -> tuple[str, ...]:
        return self.address, self.local, self.domain, self.ip


def broken(person: Person) -> list[bytes]:
    """Requests that go wrong, each with the address in it."""
    at = person.address
    return [
        request("POST", "/sign-up", f"address={at}%ff&letter=weekly&consent=2026-11".encode()),
        request("POST", "/sign-up", f"address={at}".encode(), "application/json"),
        request("POST", "/sign-up", f"address={at}&".encode() * 200),
        request("POST", "/sign-up", f"box={at}".encode()),
        request("POST", "/sign-up", f"address={at}&junk={'x' * 20_000}".encode()),
        request("POST", f"/u/{at}", b"List-Unsubscribe=One-Click"),
        request("GET", f"/letter?address={at}"),
        request("GET", f"/{at}"),
        request("DELETE", f"/sign-up?{at}"),
        f"POST /sign-up HTTP/1.1\r\nhost: x\r\nx-{at}\r\n\r\n".encode(),
    ]


async def all_post(port: int, posts: list[tuple[Person, bytes]]) -> list[bytes]:
    gate = asyncio.Semaphore(20)

    async def one(person: Person, data: bytes) -> bytes:
        async with gate:
            try:
                return await send(port, data, source=person.ip)
            except (OSError, EOFError):
                return b""

    return await asyncio.gather(*(one(person, data) for person, data in posts))


def seen_in_memory(tree: list[int], needles: Needles, ips: dict[str, str]) -> set[str]:
    memory = b"\0".join(map(memory_of, tree))
    return needles.found_in(memory) | {ips[ip] for ip in addresses_in(memory) & ips.keys()}


def test_nothing_that_people_typed_can_be_seized(tmp_path: Path) -> None:
    newsroom = furnish(tmp_path / "gate")
    people = [Person() for _ in range(SIGN_UPS + OTHERS + LEAVES + 20)]
    needles = Needles({person.address: person.texts for person in people})
    ips = {person.ip: person.address for person in people}
    signing, others, leaving, failing = (
        people[:SIGN_UPS],
        people[SIGN_UPS : SIGN_UPS + OTHERS],
        people[SIGN_UPS + OTHERS : -20],
        people[-20:],
    )
    posts = [(person, sign_up(person.address)) for person in signing]
    posts += [
        (person, request("POST", f"/p/{newsroom.link('preferences', ref=secrets.token_urlsafe(16))}", b"letter=weekly"))
        for person in others[::2]
    ]
    posts += [(person, boxed(newsroom, person)) for person in others[1::2]]
    posts += [(person, request("POST", f"/u/{newsroom.link('unsubscribe', ref=secrets.token_urlsafe(16))}", b"x")) for person in leaving]
    posts += [(person, broken(person)[place % 10]) for place, person in enumerate(failing)]
    random.shuffle(posts)
    with running_gate(tmp_path / "gate", idle=str(IDLE), age="30", drain="5", calm="100000", total_hour="100000") as gate:
        assert planted_is_found(gate.home, needles, people[0])
        answers = asyncio.run(all_post(gate.port, posts[:-1]))
        # the keeper falls while somebody posts: nothing of it may stay in an error either
        os.kill(next(pid for pid in gate.tree() if gate.name_of(pid) == "gate keeper"), signal.SIGKILL)
        answers += asyncio.run(all_post(gate.port, posts[-1:]))
        live = seen_in_memory(gate.tree(), needles, ips)
        assert sum(answer.startswith(b"HTTP/1.1 200") for answer in answers) >= SIGN_UPS + OTHERS // 2 + LEAVES - 1
        assert rows(gate.home) >= SIGN_UPS + OTHERS // 2 + LEAVES - 1
        assert len(live) <= LIVE_SHARE * len(people)
        assert needles.found_in(files_under(tmp_path)) == set()
        wait_for_rest(gate)
        assert seen_in_memory(gate.tree(), needles, ips) == set()
        assert needles.found_in(files_under(tmp_path)) == set()


def boxed(newsroom, person: Person) -> bytes:
    box = sealed(newsroom.queue.public, "sign_up", address=person.address)
    return request("POST", "/sign-up", f"box={b64(box)}".encode())


def planted_is_found(home: Path, needles: Needles, person: Person) -> bool:
    """Whether the search finds one address that was put into a file, and one in this process's memory."""
    planted = home / "planted"
    planted.write_text(f"{person.address}\n")
    found = needles.found_in(files_under(home)) == {person.address}
    planted.unlink()
    return found and person.address in needles.found_in(memory_of(os.getpid()))


def wait_for_rest(gate: RunningGate) -> None:
    """Wait until every door that has been used has ended: then they change no more."""
    deadline = time.monotonic() + 60
    known, since = gate.tree(), time.monotonic()
    while time.monotonic() - since < IDLE + 1:
        assert time.monotonic() < deadline, "the doors do not come to rest"
        time.sleep(0.1)
        if gate.tree() != known:
            known, since = gate.tree(), time.monotonic()


def rows(home: Path) -> int:
    with sqlite3.connect(home / "queue.sqlite3") as database:
        return int(database.execute("SELECT max(seq) FROM record").fetchone()[0])
