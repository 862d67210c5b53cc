"""The line to a real gate: long polls, and through a SOCKS proxy that alone knows where the gate's name leads."""

import asyncio

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from simulators.gate_running import furnish, running_gate, send, sign_up
from simulators.socks import socks_proxy
from tamizdat.newsletters.collecting.gate_line import GateAway, GateLine, NotOurGate
from tamizdat.sealed.records import opened


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    folder = tmp_path_factory.mktemp("line") / "gate"
    newsroom = furnish(folder)
    with running_gate(folder) as gate:
        yield gate, newsroom


def test_the_newsroom_reaches_its_gate_through_a_proxy_by_a_name_that_only_the_proxy_knows(running):
    gate, newsroom = running
    asyncio.run(send(gate.port, sign_up("reader@mail.example")))
    with socks_proxy(gatexyz_onion=("127.0.0.1", gate.port)) as proxy:
        with GateLine("http://gatexyz.onion", gate=newsroom.gate, key=newsroom.poll, proxy=f"socks5://127.0.0.1:{proxy.port}") as line:
            answer = line.ask()
        assert proxy.asked == [("gatexyz.onion", 80)]
    assert opened(newsroom.keys, answer.records[0].box)["address"] == "reader@mail.example"


def test_a_proxy_that_is_away_is_a_gate_that_is_away(running):
    gate, newsroom = running
    line = GateLine(gate.url(), gate=newsroom.gate, key=newsroom.poll, proxy="socks5://127.0.0.1:9")
    with line, pytest.raises(GateAway, match="cannot be reached"):
        line.ask()


def test_another_gate_at_the_address_is_found_out(running):
    gate, newsroom = running
    with GateLine(gate.url(), gate=Ed25519PrivateKey.generate().public_key(), key=newsroom.poll) as line, pytest.raises(GateAway):
        line.ask()


def test_a_newsroom_with_another_key_is_told_nothing(running):
    gate, newsroom = running
    stranger = GateLine(gate.url(), gate=newsroom.gate, key=Ed25519PrivateKey.generate())
    with stranger, pytest.raises((GateAway, NotOurGate), match="403"):
        stranger.ask()


def test_the_environments_proxy_learns_nothing_of_the_gate(running, monkeypatch):
    gate, newsroom = running
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with GateLine(gate.url(), gate=newsroom.gate, key=newsroom.poll) as line:
        assert line.ask().queue
