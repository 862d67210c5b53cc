"""The line to a provider: what a network may do to it, through a proxy, in threads and after a fork."""

import os
import threading

import httpx
import pytest

from simulators.payment_http import Asked, ProviderSimulator, Told
from simulators.socks import SocksProxy
from tamizdat.contributions.interfaces import ProviderFault
from tamizdat.contributions.providers import wire
from tamizdat.contributions.providers.wire import Wire
from tamizdat.contributions.till import LEASE


class Echo(ProviderSimulator):
    """Answers with what it was asked."""

    def answer(self, asked: Asked) -> Told:
        return Told(200, {"path": asked.path, "query": asked.query, "agent": asked.headers["user-agent"]})


@pytest.fixture
def echo():
    with Echo() as one:
        yield one


@pytest.fixture
def line(echo):
    made = Wire("Echo", echo.base)
    yield made
    made.close()


def ask(line, path="/v1/a"):
    return line.send("GET", path, doing="asking", headers={})


def test_what_comes_back_is_handed_on_whatever_its_status(line, echo):
    assert ask(line).json()["agent"] == "tamizdat"
    echo.fail(Told(418, b"<html>"))
    assert (ask(line).status, ask(line).status) == (418, 200)


def test_what_is_no_json_is_none(line, echo):
    echo.fail(Told(200, b"<html>"))
    assert ask(line).json() is None


@pytest.mark.parametrize("deed", ["drop", "stall"])
def test_a_provider_that_hangs_up_or_says_nothing_may_be_asked_again(echo, deed):
    line = Wire("Echo", echo.base, seconds=0.2)
    echo.fail(Told(deed=deed))
    with pytest.raises(ProviderFault, match="Echo could not be reached while asking") as caught:
        ask(line)
    assert caught.value.outcome == "retry" and echo.base not in str(caught.value)
    line.close()


def test_nobody_there_is_a_fault_like_any_other():
    line = Wire("Echo", "http://127.0.0.1:1")
    with pytest.raises(ProviderFault) as caught:
        ask(line)
    assert caught.value.outcome == "retry"
    line.close()


def test_a_redirect_is_not_followed(line, echo):
    echo.fail(Told(302, b"", {"Location": "/v1/elsewhere"}))
    assert ask(line).status == 302 and len(echo.requests) == 1


def test_an_answer_that_does_not_end_is_not_read_on(line, echo, monkeypatch):
    monkeypatch.setattr(wire, "LARGEST_ANSWER", 100_000)
    echo.fail(Told(200, b"x" * 1_000_000))
    with pytest.raises(ProviderFault, match="does not end") as caught:
        ask(line)
    assert caught.value.outcome == "retry"
    assert ask(line).status == 200


def test_the_environments_proxy_is_not_asked(echo, monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
        monkeypatch.setenv(name.lower(), "http://127.0.0.1:1")
    line = Wire("Echo", echo.base)
    assert ask(line).status == 200
    line.close()


def test_a_proxy_that_is_set_is_asked_and_looks_the_name_up_itself(echo):
    onion = "a2" * 28 + ".onion"
    proxy = SocksProxy({onion: ("127.0.0.1", echo.server.server_port)})
    line = Wire("Echo", f"http://{onion}", proxy=f"socks5://127.0.0.1:{proxy.port}")
    assert ask(line).status == 200
    assert proxy.asked == [(onion, 80)]
    line.close()
    proxy.close()


def test_threads_share_a_line(line, echo):
    paths: list[str] = []
    threads = [threading.Thread(target=lambda n=n: paths.append(ask(line, f"/v1/{n}").json()["path"])) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(paths) == sorted(f"/v1/{n}" for n in range(16))


def test_a_process_that_was_forked_opens_connections_of_its_own(line, echo, monkeypatch):
    ask(line)
    before = line._client()
    assert line._client() is before
    monkeypatch.setattr(os, "getpid", lambda: -1)
    after = line._client()
    assert after is not before
    line.close()
    monkeypatch.undo()
    before.close()


def test_what_cannot_be_an_address_is_a_fault(line):
    with pytest.raises(ProviderFault):
        line.send("GET", "/\x00", doing="asking", headers={})


def test_a_closed_line_opens_again(line):
    ask(line)
    line.close()
    assert ask(line).status == 200


def test_another_way_than_the_network_may_be_given():
    line = Wire("Echo", "https://echo.example", way=httpx.MockTransport(lambda request: httpx.Response(204)))
    assert ask(line).status == 204
    line.close()


def test_a_request_takes_no_longer_than_the_till_has_a_wish_to_itself():
    assert LEASE.total_seconds() >= wire.CONNECT_SECONDS + wire.READ_SECONDS
