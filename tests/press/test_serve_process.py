"""The server as a process: over real sockets, from start to stop."""

import http.client
import os
import signal
import socket
import time
from pathlib import Path

import brotli
import pytest

from press.serve_kit import (
    ARTICLE,
    FILES,
    PHOTO,
    children,
    free_port,
    page,
    publish,
    published,
    running,
    start,
    stop,
    write_edition,
)


def get(port: int, path: str = "/", method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    reply = connection.getresponse()
    body = reply.read()
    connection.close()
    return reply, body


def raw(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(request)
        return b"".join(iter(lambda: client.recv(65536), b""))


def test_over_the_wire_it_is_what_the_application_says_and_no_version(tmp_path: Path) -> None:
    with running(published(tmp_path)) as (_, port):
        reply, body = get(port, ARTICLE, accept_encoding="gzip, br")
        assert brotli.decompress(body) == FILES[ARTICLE[1:]]
        assert not any(character.isdigit() for character in reply.headers.get("server", ""))
        assert not {"set-cookie", "x-powered-by", "via"} & set(reply.headers)
        reply, body = get(port, PHOTO, "HEAD")
        assert (reply.headers["content-length"], body) == (str(len(FILES[PHOTO[1:]])), b"")
        reply, body = get(port, PHOTO, range="bytes=5-9")
        assert (reply.status, body) == (206, FILES[PHOTO[1:]][5:10])
        reply, _ = get(port, ARTICLE, if_none_match=get(port, ARTICLE)[0].headers["etag"])
        assert (reply.status, reply.headers.get("content-length")) == (304, None)
        write_edition(tmp_path / "edition-b", {"index.html": page("second")})
        publish(tmp_path, "edition-b")
        assert get(port)[1] == page("second")


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET /../secret.html HTTP/1.1",
        b"GET /%2e%2e/secret.html HTTP/1.1",
        b"GET /..%5csecret.html HTTP/1.1",
        b"GET /\xd0\xbf\xff HTTP/1.1",
        b"GET http://evil.example/../secret.html HTTP/1.1",
        b"GET * HTTP/1.1",
        b"GET /" + b"a" * 9_000 + b" HTTP/1.1",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1",
        b"GET / HTTP/1.1\r\nX: " + b"a" * 100_000,
        b"CONNECT evil.example:443 HTTP/1.1",
        b"nonsense",
    ],
    ids=lambda line: line[:20].decode("latin-1").replace("\0", ""),
)
def test_a_hostile_request_gets_a_plain_refusal(server: int, request_line: bytes) -> None:
    reply = raw(server, request_line + b"\r\nHost: a\r\nConnection: close\r\n\r\n")
    assert reply.startswith(b"HTTP/1.1 4")
    assert b"sources" not in reply


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> object:
    home = tmp_path_factory.mktemp("press")
    link = published(home)
    (home / "secret.html").write_bytes(b"the names of our sources")
    with running(link) as (_, port):
        yield port


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_at_once_even_for_connections_that_stay_open(tmp_path: Path, how: signal.Signals) -> None:
    with running(published(tmp_path), STOP_WITHIN=1) as (process, port):
        workers = children(process)
        with socket.create_connection(("127.0.0.1", port)) as idle, socket.create_connection(("127.0.0.1", port)) as slow:
            idle.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            idle.recv(100)
            slow.sendall(b"GET / HT")
            process.send_signal(how)
            assert process.wait(10) == 0
        assert workers
        assert not any(Path(f"/proc/{pid}").exists() for pid in workers)
        assert free_to_listen(port)


def test_nothing_about_a_request_is_written_down(tmp_path: Path) -> None:
    with running(published(tmp_path)) as (process, port):
        for path in ("/", ARTICLE, "/nothing-like-this", "/..%2f"):
            get(port, path, user_agent="a particular reader")
        raw(port, b"nonsense\r\n\r\n")
        said = stop(process)
    assert said == ""


def test_a_worker_does_not_outlive_a_server_that_was_killed(tmp_path: Path) -> None:
    with running(published(tmp_path)) as (process, port):
        (worker,) = children(process)
        process.kill()
        process.wait()
        until = time.monotonic() + 10
        while time.monotonic() < until and not free_to_listen(port):
            time.sleep(0.1)
        assert free_to_listen(port)
        assert not Path(f"/proc/{worker}/exe").exists()


def test_a_worker_that_dies_is_replaced(tmp_path: Path) -> None:
    with running(published(tmp_path)) as (process, port):
        time.sleep(0.2)
        (worker,) = children(process)
        os.kill(worker, signal.SIGKILL)
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                if get(port)[0].status == 200:
                    return
            except OSError:
                time.sleep(0.1)
    pytest.fail("nobody answered any more")


def test_a_port_that_is_taken_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with running(published(tmp_path)) as (_, port):
        second = start(["-m", "tamizdat.press.serve", "--edition", str(tmp_path / "edition"), "--port", str(port)])
        assert second.wait(15) == 1
        assert stop(second) == (
            f"Cannot listen on 127.0.0.1, port {port}: Address already in use. Stop what runs there, or choose another.\n"
        )


def test_it_starts_before_there_is_an_edition(tmp_path: Path) -> None:
    with running(tmp_path / "edition") as (_, port):
        assert get(port)[0].status == 503
        published(tmp_path)
        assert get(port)[0].status == 200


def free_to_listen(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return port != free_port()
