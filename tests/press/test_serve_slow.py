"""Five hundred slow connections, by accident or on purpose, do no harm to anybody else.

The limits on time here are ten and more times what the server needs on a busy machine: they catch waiting, not slowness. The
server starts with fewer files than connections allowed, as a login shell on Debian would (1,024) before a larger crowd.
"""

import http.client
import os
import socket
import time
from collections.abc import Iterator

import pytest

from press.serve_kit import ARTICLE, FILES, published, running

MANY = 500
LARGE = "media/CCCCCCCCCCCCCCCCCCCCCC-1600.jpg"
PATIENCE = 1500  # ms: the limits of the server under test
FEW_FILES = "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (200, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    link = published(tmp_path_factory.mktemp("press"), FILES | {LARGE: os.urandom(400_000)})
    with running(link, FEW_FILES, HEADERS_WITHIN=PATIENCE, READS_WITHIN=PATIENCE) as (_, port):
        time.sleep(0.3)  # the limit on sending is set right after the start
        yield port


@pytest.fixture
def crowd(port: int) -> Iterator[list[socket.socket]]:
    """Five hundred connections that take in no more than they must."""
    clients = []
    for _ in range(MANY):
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        client.connect(("127.0.0.1", port))
        clients.append(client)
    yield clients
    for client in clients:
        client.close()


def say(clients: list[socket.socket], words: bytes) -> None:
    for client in clients:
        client.setblocking(False)
        try:
            client.send(words)
        except OSError:
            continue  # the server has hung up, or takes no more


def nobody_else_waits(port: int) -> None:
    for _ in range(20):
        begun = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", ARTICLE)
        assert connection.getresponse().read() == FILES[ARTICLE[1:]]
        connection.close()
        assert time.monotonic() - begun < 5


def ended(client: socket.socket) -> bool:
    """Whether the server has hung up on *client*: the end, or a reset, after whatever it had sent."""
    client.setblocking(False)
    try:
        return client.recv(1, socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def all_are_ended(clients: list[socket.socket], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if all(map(ended, clients)):
            return True
        time.sleep(0.1)
    return False


def test_those_who_send_headers_a_byte_at_a_time(port: int, crowd: list[socket.socket]) -> None:
    say(crowd, b"GET / HTTP/1.1\r\nHost: a\r\nX-Long: ")
    for _ in range(3):
        say(crowd, b"a")
        nobody_else_waits(port)
    begun = time.monotonic()
    while time.monotonic() - begun < 10 and not all(map(ended, crowd)):
        say(crowd, b"a")  # a byte now and then buys no more time
        time.sleep(0.2)
    assert all(map(ended, crowd))


def test_those_who_send_a_body_a_byte_at_a_time(port: int, crowd: list[socket.socket]) -> None:
    say(crowd, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
    for _ in range(3):
        say(crowd, b"a")
        nobody_else_waits(port)
    time.sleep(0.5)
    assert all(client.recv(12) == b"HTTP/1.1 405" for client in crowd)  # answered without waiting for the body


def test_those_who_ask_and_then_stay(port: int, crowd: list[socket.socket]) -> None:
    say(crowd, b"GET /robots.txt HTTP/1.1\r\nHost: a\r\n\r\n")
    nobody_else_waits(port)
    time.sleep(0.3)
    for client in crowd:
        client.recv(2048)
    assert all_are_ended(crowd, 10)


def test_those_who_never_take_what_they_asked_for(port: int, crowd: list[socket.socket]) -> None:
    say(crowd, f"GET /{LARGE} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    nobody_else_waits(port)
    time.sleep(PATIENCE / 1000 + 3)
    assert all(map(hung_up_midway, crowd))


def test_those_who_take_it_slowly_get_it_all(port: int) -> None:
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        client.connect(("127.0.0.1", port))
        client.sendall(f"GET /{LARGE} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
        got, begun = 0, time.monotonic()
        while data := client.recv(16384):
            got += len(data)
            time.sleep(0.1)
    assert got > 400_000
    assert time.monotonic() - begun > PATIENCE / 1000  # longer than anybody may take nothing


def hung_up_midway(client: socket.socket) -> bool:
    client.settimeout(2)
    got = 0
    try:
        while data := client.recv(65536):
            got += len(data)
    except TimeoutError:
        return False
    except OSError:
        return got < 400_000
    return got < 400_000
