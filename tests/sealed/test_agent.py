"""The key agent: opens addresses while it is unlocked, answers its own user alone, and forgets so that nothing is left in memory."""

import os
import re
import socket
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import tamizdat
from tamizdat.sealed import agent_process
from tamizdat.sealed.agent import AgentClient, Locked, framed, read_message, seal_address, unframed
from tamizdat.sealed.agent_process import Agent, asked_by_us, listen
from tamizdat.sealed.boxes import seal
from tamizdat.sealed.keyring import Keyring, WrongPassphrase
from tamizdat.sealed.keyring_locks import LEAST_COST

PASSPHRASE = "correct horse battery"
ADDRESS = "reader@mail.example"


@pytest.fixture(scope="module")
def keyring(tmp_path_factory):
    ring = Keyring(tmp_path_factory.mktemp("keys"))
    ring.make_missing(PASSPHRASE, cost=LEAST_COST)
    return ring


@pytest.fixture
def start(keyring, tmp_path):
    """Return a function that starts an agent and returns its process and a client."""
    started = []

    def begin(forget_after=7200.0, path=tmp_path / "agent.sock"):
        code = "import sys; from pathlib import Path; from tamizdat.sealed.agent_process import run_agent\n"
        code += "run_agent(Path(sys.argv[1]), Path(sys.argv[2]), forget_after=float(sys.argv[3]))"
        command = [sys.executable, "-c", code, str(path), str(keyring.locked("list")), str(forget_after)]
        source = str(Path(tamizdat.__file__).parents[1])
        started.append(subprocess.Popen(command, env=os.environ | {"PYTHONPATH": source}))
        client = AgentClient(path)
        wait_for(lambda: client.status() is not None)
        return started[-1], client

    yield begin
    for process in started:
        process.kill()
        process.wait()


def wait_for(happened, seconds=30):
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def memory_of(pid, needle):
    """Return how often *needle* stands in a process's writable memory, read as root or a debugger's parent would."""
    found = 0
    with open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            start, end, rights = re.match(r"([0-9a-f]+)-([0-9a-f]+) (\S+)", line).groups()
            if rights.startswith("rw"):
                memory.seek(int(start, 16))
                try:
                    found += memory.read(int(end, 16) - int(start, 16)).count(needle)
                except OSError:
                    continue
    return found


def test_addresses_are_opened_while_it_is_unlocked(start, keyring):
    _, client = start()
    boxes = [seal_address(keyring.list_public(), f"reader{number}@mail.example") for number in range(2_500)]
    assert {len(box) for box in boxes} == {313}
    with pytest.raises(Locked, match="unlock it"):
        client.open(boxes[:1])
    client.unlock(PASSPHRASE)
    assert client.open(boxes) == [f"reader{number}@mail.example" for number in range(2_500)]
    assert client.open([]) == []
    status = client.status()
    assert status.unlocked and 7_000 < status.seconds <= 7_200
    client.lock()
    wait_for(lambda: not client.status().unlocked)
    with pytest.raises(Locked):
        client.open(boxes[:1])


def test_a_box_that_cannot_be_opened_holds_up_no_other(start, keyring):
    _, client = start()
    client.unlock(PASSPHRASE)
    good = seal_address(keyring.list_public(), ADDRESS)
    other = seal(keyring.list_public(), ADDRESS.encode(), purpose="another purpose", size=256)
    assert client.open([b"", good, good[:-1], other, good]) == [None, ADDRESS, None, None, ADDRESS]


def test_a_wrong_passphrase_unlocks_nothing(start):
    _, client = start()
    with pytest.raises(WrongPassphrase, match="does not open the list key"):
        client.unlock("wrong")
    assert not client.status().unlocked


def test_it_forgets_by_itself(start, keyring):
    process, client = start(forget_after=1.0)
    client.unlock(PASSPHRASE)
    assert client.open([seal_address(keyring.list_public(), ADDRESS)]) == [ADDRESS]
    wait_for(lambda: not client.status().unlocked)
    assert process.poll() is None, "it is the same process to whoever started it"


def test_what_it_forgot_is_in_its_memory_no_more(start, keyring):
    process, client = start()
    client.unlock(PASSPHRASE)
    client.open([seal_address(keyring.list_public(), ADDRESS)])
    secret = keyring.open_locked("list", PASSPHRASE).to_bytes()[1:]
    assert memory_of(process.pid, secret), "the key is not found where it must be: the test looks in the wrong place"
    client.lock()
    wait_for(lambda: client.status() is not None and not client.status().unlocked)
    assert not memory_of(process.pid, secret)
    assert not memory_of(process.pid, PASSPHRASE.encode())


def test_it_leaves_no_core_dump_and_is_closed_to_debuggers(start):
    process, _ = start()
    limits = Path(f"/proc/{process.pid}/limits").read_text()
    assert re.search(r"Max core file size\s+0\s+0", limits)
    assert Path(f"/proc/{process.pid}/mem").stat().st_uid == 0, "the files of a process that may be debugged are its user's"


def test_its_socket_is_its_users_and_a_stale_one_is_replaced(start, tmp_path):
    (tmp_path / "agent.sock").write_text("left behind")
    start()
    assert (tmp_path / "agent.sock").stat().st_mode & 0o777 == 0o600


def test_it_stops_when_told_to(start):
    process, client = start()
    process.terminate()
    assert process.wait(10) == 0
    assert client.status() is None
    client.lock()
    with pytest.raises(Locked, match="does not answer"):
        client.unlock(PASSPHRASE)


def test_a_client_that_stalls_or_talks_nonsense_holds_up_nobody(start, tmp_path, monkeypatch):
    _, client = start()
    for said in (b"\0", struct.pack(">I", 2**31), framed(b"?"), framed(b"")):
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(tmp_path / "agent.sock"))
            line.sendall(said)
            if said == framed(b"?"):
                assert read_message(line).startswith(b"-")
    assert client.status() is not None


def test_other_users_are_not_answered(monkeypatch):
    ours, theirs = socket.socketpair(socket.AF_UNIX)
    with ours, theirs:
        assert asked_by_us(ours)
        monkeypatch.setattr(agent_process.os, "geteuid", lambda: 12_345)
        monkeypatch.setattr(agent_process, "_ROOT", 12_346)
        assert not asked_by_us(ours)


def test_who_may_not_ask_is_hung_up_on(keyring, tmp_path, monkeypatch):
    monkeypatch.setattr(agent_process, "asked_by_us", lambda _: False)
    with listen(tmp_path / "s") as door:
        serving = threading.Thread(target=agent_process.serve_one, args=(door, Agent(keyring.locked("list"))))
        serving.start()
        assert AgentClient(tmp_path / "s").status() is None
        serving.join()


def test_a_cut_list_of_boxes_is_refused(keyring):
    agent = Agent(keyring.locked("list"))
    agent.answer(b"U" + PASSPHRASE.encode())
    assert agent.answer(b"O" + framed(b"box")[:-1]) == b"-a message is cut short"


def test_a_list_key_that_is_not_on_the_disk_is_named(tmp_path):
    assert b"not on this disk" in Agent(tmp_path / "list.locked").answer(b"Uwords")


def test_messages_come_apart_as_they_were_put_together():
    assert list(unframed(b"".join(framed(body) for body in (b"", b"a", b"bc")))) == [b"", b"a", b"bc"]


def test_each_question_has_its_answer(keyring):
    agent = Agent(keyring.locked("list"), memory_locked=True)
    box = framed(seal_address(keyring.list_public(), ADDRESS))
    assert agent.answer(b"O" + box) == b"!"
    assert agent.answer(b"S") == b"+" + struct.pack(">??I", False, True, 0)
    assert agent.answer(b"L") == b"+" and not agent.must_forget, "there is nothing to forget"
    assert agent.answer(b"Uwrong").startswith(b"-that passphrase")
    assert agent.answer(b"U" + PASSPHRASE.encode()) == b"+"
    assert agent.answer(b"O" + box + framed(b"no box")) == b"+" + framed(ADDRESS.encode()) + framed(b"")
    assert agent.answer(b"S")[:3] == b"+\1\1"
    assert agent.answer(b"L") == b"+" and agent.must_forget
    assert agent.answer(b"?").startswith(b"-") and agent.answer(b"").startswith(b"-")


def test_an_answer_cut_short_is_no_answer():
    for said in (b"", b"\0\0", framed(b"+")[:-1], struct.pack(">I", 2**30)):
        ours, theirs = socket.socketpair(socket.AF_UNIX)
        with ours:
            theirs.sendall(said)
            theirs.close()
            with pytest.raises(OSError, match=r"closed|too long"):
                read_message(ours)
