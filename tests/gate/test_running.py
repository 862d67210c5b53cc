"""The gate's processes: slow clients hinder nobody, doors end and are replaced, nothing acknowledged is lost, the newsroom gets all."""

import asyncio
import os
import re
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from simulators.gate_running import RunningGate, ask, furnish, request, running_gate, send, sign_up
from tamizdat.newsletters.collecting.gate_line import GateLine
from tamizdat.sealed.hooks import Part, join, read_part
from tamizdat.sealed.keys import b64
from tamizdat.sealed.records import opened, record_id, sealed


@pytest.fixture(scope="module")
def furnished(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gate") / "gate"
    newsroom = furnish(folder)
    with running_gate(folder, calm="100000", posts="20") as gate:
        yield gate, newsroom


@pytest.fixture
def gate(furnished) -> RunningGate:
    return furnished[0]


@pytest.fixture
def line(furnished):
    gate, newsroom = furnished
    with GateLine(gate.url(), gate=newsroom.gate, key=newsroom.poll) as line:
        yield line


def rows(gate: RunningGate) -> int:
    with sqlite3.connect(gate.home / "queue.sqlite3") as database:
        return int(database.execute("SELECT count(*) FROM record").fetchone()[0])


def drain(line: GateLine) -> list[bytes]:
    """All boxes of the gate, erased there."""
    boxes, owed = [], {}
    while records := (answer := line.ask(**owed)).records:
        boxes += [row.box for row in records]
        owed = {"queue": answer.queue, "done": records[-1].seq, "seen": record_id(records[-1].box)}
    return boxes


def named(gate: RunningGate, name: str) -> list[int]:
    return [pid for pid in gate.tree() if gate.name_of(pid) == f"gate {name}"]


def test_what_a_reader_typed_reaches_the_newsroom_and_leaves_the_gate(furnished, line):
    gate, newsroom = furnished
    drain(line)
    assert ask(gate.port, sign_up("reader@mail.example"))[0] == 303
    assert [opened(newsroom.keys, box)["address"] for box in drain(line)] == ["reader@mail.example"]
    assert rows(gate) == 0


def test_a_long_poll_is_answered_when_somebody_posts(furnished, line):
    gate, _ = furnished
    drain(line)

    async def poll_and_post() -> tuple[int, float]:
        waiting = asyncio.get_running_loop().run_in_executor(None, lambda: line.ask(wait=20))
        await asyncio.sleep(0.5)
        began = time.monotonic()
        await send(gate.port, sign_up("long-poll@mail.example"))
        return len((await waiting).records), time.monotonic() - began

    count, seconds = asyncio.run(poll_and_post())
    assert count == 1
    assert seconds < 10


def test_five_hundred_slow_connections_hinder_nobody(gate):
    silent = [socket.create_connection(("127.0.0.1", gate.port)) for _ in range(500)]
    try:
        for place, sock in enumerate(silent):
            sock.sendall(sign_up("slow@mail.example")[: 40 + place % 150])
        began = time.monotonic()
        answers = [ask(gate.port, sign_up(f"quick{number}@mail.example"))[0] for number in range(10)]
        assert answers == [303] * 10
        assert time.monotonic() - began < 10
    finally:
        for sock in silent:
            sock.close()


def test_a_form_that_is_on_its_way_when_its_door_ends_is_taken(gate):
    """Its door takes twenty posts; the slow one gets its time all the same."""
    data = sign_up("slow-but-honest@mail.example")
    with socket.create_connection(("127.0.0.1", gate.port)) as slow:
        slow.sendall(data[:-20])
        doors = set(named(gate, "door"))
        number = 0
        while doors & set(named(gate, "door")) == doors or number < 80:
            number += 1
            assert ask(gate.port, sign_up(f"quick{number}@elsewhere{number}.example"))[0] == 303
        slow.sendall(data[-20:])
        slow.settimeout(10)
        assert slow.recv(4096).startswith(b"HTTP/1.1 303")


def test_doors_are_replaced_and_nothing_is_lost_meanwhile(gate, line):
    drain(line)

    async def many() -> list[bytes]:
        turn = asyncio.Semaphore(8)

        async def one(number: int) -> bytes:
            async with turn:
                return await send(gate.port, sign_up(f"many{number}@mail{number}.example"))

        return await asyncio.gather(*(one(number) for number in range(200)))

    before = set(named(gate, "door"))
    assert all(b"location: /thanks" in answer for answer in asyncio.run(many()))
    assert len(drain(line)) == 200
    assert not before & set(named(gate, "door"))


@pytest.mark.parametrize("name", ["keeper", "hatch", "door"])
def test_a_process_that_is_killed_is_started_again_and_nothing_acknowledged_is_lost(gate, line, name):
    drain(line)
    taken = 0
    for number in range(30):
        if number == 10:
            os.kill(named(gate, name)[0], signal.SIGKILL)
        try:
            taken += b"location: /thanks" in asyncio.run(send(gate.port, sign_up(f"{name}{number}@kill{number}.example")))
        except (OSError, EOFError):
            continue
    deadline = time.monotonic() + 20
    while True:
        try:
            found = drain(line)
            break
        except RuntimeError:
            assert time.monotonic() < deadline
            time.sleep(0.2)
    assert taken >= 25
    assert len(found) >= taken


def test_killing_the_parent_ends_everything(tmp_path):
    furnish(tmp_path / "gate")
    with running_gate(tmp_path / "gate") as gate:
        tree = gate.tree()
        assert len(tree) >= 5
        gate.process.kill()
        gate.process.wait()
        deadline = time.monotonic() + 15
        while any(gate.name_of(pid).startswith("gate") for pid in tree):
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_no_process_of_the_gate_leaves_a_core_or_has_a_second_thread(gate):
    for pid in gate.tree():
        limits = Path(f"/proc/{pid}/limits").read_text()
        assert re.search(r"Max core file size +0 +0 ", limits)
        assert os.listdir(f"/proc/{pid}/task") == [str(pid)]
        assert b"MALLOC_PERTURB_=165" in Path(f"/proc/{pid}/environ").read_bytes()


def test_the_newsrooms_answer_is_fetched_once(furnished, line):
    gate, newsroom = furnished
    drain(line)
    box = sealed(newsroom.queue.public, "wish", amount=500)
    token = httpx.get(gate.url("/token")).json()["token"]
    time.sleep(2.1)

    async def asking() -> tuple[bytes, bytes, bytes]:
        body = f"box={b64(box)}&token={token}&wait=15".encode()
        waiting = asyncio.create_task(send(gate.port, request("POST", "/ask", body)))
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(None, lambda: line.ask(wait=20))
        ref = record_id(answer.records[-1].box)
        await loop.run_in_executor(None, lambda: line.ask(replies={ref: "https://pay.example/1", "B" * 22: "https://pay.example/2"}))
        later = [await send(gate.port, request("POST", "/reply", b"ref=" + each)) for each in (ref.encode(), b"B" * 22)]
        return await waiting, *later

    answered, again, never_asked = asyncio.run(asking())
    assert b"https://pay.example/1" in answered
    assert again.startswith(b"HTTP/1.1 404")
    assert never_asked.startswith(b"HTTP/1.1 404")


def test_the_gate_ends_tls_itself(tmp_path):
    furnish(tmp_path / "gate")
    pem = {name: str(tmp_path / f"{name}.pem") for name in ("key", "certificate")}
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    subprocess.run(
        [*command, "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", pem["key"], "-out", pem["certificate"]],
        check=True,
        capture_output=True,
    )
    settings = {"certificate": pem["certificate"], "certificate_key": pem["key"], "url": "https://gate.example"}
    with running_gate(tmp_path / "gate", **settings) as gate:
        trusted = ssl.create_default_context(cafile=pem["certificate"])
        answer = httpx.post(
            gate.url("/sign-up").replace("http:", "https:"),
            data={"address": "reader@mail.example", "letter": "weekly", "consent": "1"},
            verify=trusted,
        )
        assert answer.status_code == 303
        assert "strict-transport-security" in answer.headers
        with socket.create_connection(("127.0.0.1", gate.port)) as plain:
            plain.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
            assert b"HTTP/1.1 200" not in plain.recv(1000)
        assert rows(gate) == 1


def test_a_taken_port_or_a_missing_key_is_said_at_once(tmp_path, gate):
    furnish(tmp_path / "gate")
    env = {"PYTHONPATH": os.environ.get("PYTHONPATH", "") or str(Path(__file__).parents[2] / "src"), "PATH": os.environ["PATH"]}
    env |= {"TAMIZDAT_GATE_HOME": str(tmp_path / "gate"), "GATE_PORT": str(gate.port)}

    def start() -> str:
        done = subprocess.run([sys.executable, "-m", "tamizdat.gate"], env=env, capture_output=True, text=True, timeout=30)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        return done.stderr

    assert "GATE_PORT" in start()
    (tmp_path / "gate" / "form-token").unlink()
    assert "form-token" in start()


def test_a_hook_is_in_the_queue_whole_or_not_at_all_while_the_keeper_is_killed(tmp_path):
    newsroom = furnish(tmp_path / "gate")
    with running_gate(tmp_path / "gate", hooks="stripe") as gate:
        taken = set()
        for number in range(24):
            if number % 6 == 3:
                os.kill(named(gate, "keeper")[0], signal.SIGKILL)
            body = b"%d " % number + b"x" * 20_000
            try:
                answer = asyncio.run(send(gate.port, request("POST", "/hooks/stripe", body, "application/json")))
            except (OSError, EOFError):
                continue
            if answer.startswith(b"HTTP/1.1 200"):
                taken.add(body)
            else:
                assert answer.startswith(b"HTTP/1.1 503") and b"retry-after: 60" in answer
        with GateLine(gate.url(), gate=newsroom.gate, key=newsroom.poll) as line:
            boxes = drain(line)
    hooks: dict[str, list[Part]] = {}
    for box in boxes:
        part = read_part(opened(newsroom.keys, box))
        hooks.setdefault(part.hook, []).append(part)
    assert {part.count for parts in hooks.values() for part in parts} == {15}
    assert taken <= {join(parts).body for parts in hooks.values()}
    assert len(taken) >= 16
