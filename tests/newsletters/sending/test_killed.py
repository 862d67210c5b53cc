"""Senders that are killed: nothing lost, nothing doubled, nothing stuck, and no more in doubt than there were connections.

Real processes and a real sink that keeps what it takes; every kill comes at a moment of the machine's choosing, while copies go out.
"""

import json
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter

import pytest

from simulators.letter_office import command, environment
from simulators.mail_sinks import recorded, sink_process

READERS, CONNECTIONS = 120, 6
SLOW = {".": "wait 0.02"}
"""A relay as slow as real ones, so that kills come while copies are under way."""

FORGETFUL = """
from tamizdat.newsletters.sending.states import COPY
COPY["marked", "doubt"] = "planned"
from simulators.letter_office import main
main()
"""
"""A sender that takes what was marked for not sent, as those do that mark after sending."""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    home = tmp_path_factory.mktemp("office")
    subprocess.run(command("make", home, READERS, "--bytes", 2_000), env=environment(), check=True)
    return home


class Office:
    """A copy of the made office, a relay, and the senders that are started on it."""

    def __init__(self, home, record, port):
        self.home, self.record = home, record
        self.relay = f"smtp://127.0.0.1:{port}?tls=none&connections={CONNECTIONS}"

    def start(self, forgetful=False):
        words = command("send", self.home, self.relay)
        if forgetful:
            words = [sys.executable, "-c", FORGETFUL, *words[3:]]
        return subprocess.Popen(words, env=environment())

    def asked(self, *words):
        return json.loads(subprocess.run(command(*words), env=environment(), check=True, stdout=subprocess.PIPE).stdout)

    def state(self):
        return self.asked("state", self.home)

    def ask(self, question):
        """Look into the database itself, which costs no process."""
        with sqlite3.connect(f"file:{self.home}/readers.sqlite3?mode=ro", uri=True) as database:
            return database.execute(question).fetchone()[0]

    def wait_for_the_end(self):
        until = time.monotonic() + 60
        while self.ask("SELECT state FROM newsletters_mailing") in ("scheduled", "sending") and time.monotonic() < until:
            time.sleep(0.05)
        return self.state()

    def taken(self):
        return len(recorded(self.record))

    def kill_after(self, count, number, forgetful=False):
        """Run a sender until the sink has *count* more copies, then send it the signal *number*."""
        goal, until = self.taken() + count, time.monotonic() + 30
        sender = self.start(forgetful)
        while self.taken() < goal and sender.poll() is None and time.monotonic() < until:
            time.sleep(0.002)
        sender.send_signal(number)
        return sender.wait(30)

    def finish(self):
        """Run a sender until the mailing has ended, if it has not."""
        if (state := self.state())["state"] == "sent":
            return state
        sender = self.start()
        state = self.wait_for_the_end()
        sender.send_signal(signal.SIGTERM)
        assert sender.wait(30) == 0
        return state


@pytest.fixture
def office(made, tmp_path):
    home, record = tmp_path / "home", tmp_path / "taken"
    shutil.copytree(made, home)
    with sink_process(record=record, at=SLOW) as port:
        yield Office(home, record, port)


def got(office):
    return Counter(recipient for _, recipient in recorded(office.record))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_nothing_is_lost_or_doubled_however_often_the_sender_is_killed(office, number):
    moments = random.Random(number).sample(range(8, 40), 2)
    for count in moments:
        before = office.taken()
        code = office.kill_after(count, number)
        assert office.taken() > before, "it was killed while copies went out"
        assert code == (0 if number == signal.SIGTERM else -number)
    state = office.finish()
    doubts = len(state["doubts"])
    assert state["state"] == "sent"
    assert doubts <= CONNECTIONS * len(moments)
    if number == signal.SIGTERM:
        assert doubts == 0, "who is asked to stop ends what is under way"
    assert state["copies"] == Counter(sent=READERS - doubts, **({"doubt": doubts} if doubts else {}))
    settled = office.asked("reconcile", office.home, office.record)
    assert settled["found"] + settled["again"] == doubts
    assert office.finish()["copies"] == {"sent": READERS}
    assert got(office) == {f"reader{number}@example.net": 1 for number in range(READERS)}


def test_the_proof_finds_doubles_where_marks_are_forgotten(office):
    for _ in range(3):
        office.kill_after(12, signal.SIGKILL, forgetful=True)
    sender = office.start(forgetful=True)
    until = time.monotonic() + 30
    while len(got(office)) < READERS and time.monotonic() < until:
        time.sleep(0.05)
    sender.kill()
    sender.wait()
    assert max(got(office).values()) > 1


def test_of_two_senders_one_waits(office):
    first = office.start()
    while not office.taken():
        time.sleep(0.002)
    second = office.start()
    time.sleep(0.3)
    first.kill()
    first.wait()
    state = office.wait_for_the_end()
    second.terminate()
    second.wait()
    assert state["state"] == "sent", "the second takes over when the first has gone"
    assert max(got(office).values()) == 1
    assert len(state["doubts"]) <= CONNECTIONS


@pytest.mark.parametrize(
    ("manner", "doubtful"),
    [
        ({"at": {".": "drop"}, "every": 20}, True),  # the relay has it, we cannot know
        ({"at": {"DATA": "drop"}, "every": 20}, False),
        ({"at": {".": "stall"}, "every": 40}, True),
    ],
)
def test_a_relay_that_drops_or_stalls_makes_doubts_but_no_doubles(made, tmp_path, manner, doubtful):
    home, record = tmp_path / "home", tmp_path / "taken"
    shutil.copytree(made, home)
    with sink_process(record=record, **manner) as port:
        office = Office(home, record, port)
        office.relay += "&timeout=0.5"
        sender = office.start()
        left = "SELECT count(*) FROM newsletters_mailingrecipient WHERE state IN ('planned', 'marked')"
        until = time.monotonic() + 60
        while (not office.taken() or office.ask(left)) and time.monotonic() < until:
            time.sleep(0.05)
        sender.send_signal(signal.SIGTERM)
        assert sender.wait(30) == 0
    state = office.state()
    assert max(got(office).values()) == 1
    assert bool(state["doubts"]) == doubtful
    names = {name.strip("<>").partition("@")[0] for name, _ in recorded(record)}
    sent = state["copies"]["sent"]
    assert sent + len(set(state["doubts"]) & names) == len(names), "what the relay took is written down as sent, or in doubt"
    assert sum(state["copies"].values()) == READERS
