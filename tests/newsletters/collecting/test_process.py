"""The collector's process: stops at once, waits for keys and gates, and says why once."""

import os
import signal
import threading
import time

import pytest

from simulators.gates import GateSimulator
from tamizdat.newsletters.collecting import process
from tamizdat.newsletters.collecting.process import Patience, Stop


@pytest.fixture
def patience():
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield Patience()
    for number, handler in kept.items():
        signal.signal(number, handler)


def test_a_long_wait_ends_with_the_signal(patience):
    timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGTERM))
    timer.start()
    began = time.monotonic()
    with pytest.raises(Stop):
        patience.pause(60)
    timer.join()
    assert time.monotonic() - began < 10


def test_work_under_way_is_not_cut(patience):
    os.kill(os.getpid(), signal.SIGTERM)
    assert patience.asked  # and nothing was raised here
    with pytest.raises(Stop):
        patience.pause(60)


def test_a_gate_that_is_away_is_asked_ever_more_slowly():
    assert process._longer(1) <= 1
    assert 25 <= process._longer(50) <= 60


@pytest.mark.django_db(databases=["default", "readers"])
def test_the_process_collects_and_ends(patience, monkeypatch, settings, tmp_path):
    """Gate away, gate there, one record, SIGTERM."""
    from newsletters.collecting.kit import keyring

    gate, came = GateSimulator(), []
    gate.take("sign_up", address="one@mail.example")

    class Line(process.GateLine):
        fails = 2

        def ask(self, **said):
            Line.fails -= 1
            if Line.fails >= 0:
                raise process.GateAway("no answer")
            return super().ask(**said)

    def note(record):
        came.append(record)
        os.kill(os.getpid(), signal.SIGTERM)

    keys = keyring(gate, tmp_path)
    line = Line("http://gate.example", gate=gate.identity.public_key(), key=gate.newsroom, way=gate)
    monkeypatch.setattr(process, "_wait_for_keys", lambda patience: keys)
    monkeypatch.setattr(process, "open_line", lambda keys: line)
    monkeypatch.setattr(process, "HANDLERS", {"sign_up": note})
    monkeypatch.setattr(process, "board", lambda: None)
    process.run_collector()
    assert [record.fields["address"] for record in came] == ["one@mail.example"]
