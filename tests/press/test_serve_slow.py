"""Five hundred slow connections, by accident or on purpose, do no harm to anybody else, and are not kept for ever.

One server has the limits that are meant for readers, and there nobody else may wait; another has short ones, and there the
slow are dropped while we watch. Times here are ten and more times what is needed on a busy machine: they catch waiting, not
slowness. Both start with fewer files allowed than connections come, as a login shell allows, until they ask for more.
"""

import http.client
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from press.serve_kit import ARTICLE, FILES, children, published, running

MANY = 500
LARGE = "/media/CCCCCCCCCCCCCCCCCCCCCC-1600.jpg"
LARGE_BYTES = 400_000
SHORT = 1500  # ms
NO_MORE_FILES = "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (300, 300))"
FEW_FILES = "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (200, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))"

HEADERS = b"GET / HTTP/1.1\r\nHost: a\r\nX-Long: "
BODY = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n"
WHOLE = b"GET /robots.txt HTTP/1.1\r\nHost: a\r\n\r\n"
MUCH = f"GET {LARGE} HTTP/1.1\r\nHost: a\r\n\r\n".encode()


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    link = published(tmp_path_factory.mktemp("press"), FILES | {LARGE[1:]: os.urandom(LARGE_BYTES)})
    with running(link, FEW_FILES) as (_, port):
        yield port


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    link = published(tmp_path_factory.mktemp("press"), FILES | {LARGE[1:]: os.urandom(LARGE_BYTES)})
    with running(link, FEW_FILES, HEADERS_WITHIN=SHORT, READS_WITHIN=SHORT) as (_, port):
        time.sleep(0.3)  # the limit on sending is set right after the start
        yield port


@contextmanager
def crowd(port: int) -> Iterator[list[socket.socket]]:
    """Open many connections that take in no more than they must."""
    with ExitStack() as stack:
        clients = [stack.enter_context(socket.socket()) for _ in range(MANY)]
        for client in clients:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            client.connect(("127.0.0.1", port))
            client.setblocking(False)
        yield clients


def say(clients: list[socket.socket], words: bytes) -> None:
    for client in clients:
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
    """Whether the server has hung up on *client*; takes in what it had sent before."""
    try:
        while client.recv(65536):
            pass
    except BlockingIOError:
        return False
    except OSError:
        return True  # reset
    return True


def within(seconds: float, happens: Callable[[], bool]) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if happens():
            return True
        time.sleep(0.2)
    return False


@pytest.mark.parametrize("first", [HEADERS, BODY, WHOLE, MUCH], ids=["slow headers", "slow body", "idle", "slow reading"])
def test_nobody_waits_for_five_hundred_slow_connections(patient: int, first: bytes) -> None:
    with crowd(patient) as clients:
        say(clients, first)
        for _ in range(3):
            say(clients, b"a")
            nobody_else_waits(patient)


def test_headers_that_come_a_byte_at_a_time_buy_no_more_time(impatient: int) -> None:
    with crowd(impatient) as clients:
        say(clients, HEADERS)

        def all_ended_despite_another_byte() -> bool:
            say(clients, b"a")
            return all(map(ended, clients))

        assert within(10, all_ended_despite_another_byte)


def test_a_body_is_not_waited_for(patient: int) -> None:
    with crowd(patient) as clients:
        say(clients, BODY)
        for client in clients:
            client.settimeout(5)
            assert client.recv(12) == b"HTTP/1.1 405"


def test_those_who_ask_and_then_stay_are_sent_away(impatient: int) -> None:
    with crowd(impatient) as clients:
        say(clients, WHOLE)
        assert within(10, lambda: all(map(ended, clients)))


def test_those_who_never_take_what_they_asked_for_are_dropped(impatient: int) -> None:
    with crowd(impatient) as clients:
        say(clients, MUCH)
        time.sleep(SHORT / 1000 + 3)
        received = [received_until_the_end(client) for client in clients]
    assert all(0 < amount < LARGE_BYTES for amount in received)


def test_those_who_take_it_slowly_get_it_all(impatient: int) -> None:
    with socket.create_connection(("127.0.0.1", impatient)) as client:
        client.sendall(MUCH.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        begun, got = time.monotonic(), 0
        while data := client.recv(16384):
            got += len(data)
            time.sleep(0.1)
    assert got > LARGE_BYTES
    assert time.monotonic() - begun > SHORT / 1000  # longer than anybody may take nothing


def test_a_system_that_allows_fewer_files_than_connections_makes_them_wait_and_nothing_spin(tmp_path: Path) -> None:
    with running(published(tmp_path), NO_MORE_FILES, HEADERS_WITHIN=SHORT) as (process, port):
        (worker,) = children(process)
        with crowd(port) as clients:
            say(clients, HEADERS)
            before = processor_seconds(worker)
            time.sleep(1)
            assert processor_seconds(worker) - before < 0.5
            assert within(10, lambda: all(map(ended, clients)))
        nobody_else_waits(port)


def processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def received_until_the_end(client: socket.socket) -> int:
    """Return the bytes that had come before the server hung up; ``LARGE_BYTES`` if it has not."""
    client.settimeout(2)
    got = 0
    try:
        while data := client.recv(65536):
            got += len(data)
    except TimeoutError:
        return LARGE_BYTES
    except OSError:
        return got
    return got
