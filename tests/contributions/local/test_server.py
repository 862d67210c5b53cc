"""The provider as a process of its own: on a loopback port, its webhooks posted to an address, ended by a signal."""

import signal
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest

from simulators.pretend import KEY, SECRET, order
from tamizdat.contributions.interfaces import ProviderFault
from tamizdat.contributions.providers.local.app import App
from tamizdat.contributions.providers.local.client import Local
from tamizdat.contributions.providers.local.means import PAYS
from tamizdat.contributions.providers.local.server import Server
from tamizdat.contributions.providers.local.store import Store

SOURCE = Path(__file__).resolve().parents[3] / "src"
RUN = "import sys; from pathlib import Path; from tamizdat.contributions.providers.local.server import run_local; run_local(Path(sys.argv[1]), port=int(sys.argv[2]), key='pretend-key', secret=b'pretend-secret', hooks=sys.argv[3])"


class Taking(BaseHTTPRequestHandler):
    """Takes hooks, the first of them only when it is asked again."""

    def do_POST(self):
        self.server.taken.append(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(503 if len(self.server.taken) == 1 else 200)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def taking():
    with HTTPServer(("127.0.0.1", 0), Taking) as server:
        server.taken = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def running(tmp_path, taking):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", RUN, str(tmp_path), str(port), f"http://127.0.0.1:{taking.server_port}/hooks/local"]
    process = subprocess.Popen(command, env={"PYTHONPATH": str(SOURCE)})
    client = Local(url=f"http://127.0.0.1:{port}", key=KEY, secret=SECRET)
    until(lambda: reachable(client))
    yield process, client
    client.close()
    process.kill()
    process.wait()


def until(holds):
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def reachable(client):
    try:
        return client.start(order(), key="first") is not None
    except ProviderFault:
        return False


def test_it_takes_orders_and_posts_what_happened_until_it_is_taken(running, taking):
    process, client = running
    made = client.start(order(), key="k")
    answer = httpx.post(made.url, data={"means": PAYS}, trust_env=False)
    assert (answer.status_code, answer.headers["location"]) == (303, order().thanks)
    until(lambda: len(taking.taken) == 2)
    assert taking.taken[0] == taking.taken[1] and b"payment" in taking.taken[0]
    process.send_signal(signal.SIGTERM)
    assert process.wait(15) == 0


def test_what_was_done_outlives_a_kill(running, tmp_path):
    process, client = running
    made = client.start(order(), key="k")
    process.kill()
    process.wait()
    store = Store(tmp_path / "provider.sqlite3")
    app = App(store, url=made.url.rpartition("/pay/")[0], key=KEY, real=time.time)
    server = Server(app, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    again = Local(url=f"http://127.0.0.1:{server.server_address[1]}", key=KEY, secret=SECRET)
    assert again.start(order(), key="k") == made
    again.close()
    server.shutdown()
    server.server_close()
    store.close()


def test_a_request_that_is_too_large_is_not_read(running):
    _, client = running
    with pytest.raises(httpx.HTTPError):
        httpx.post(f"{client.origins()[0]}/v1/checkouts", content=b"x" * 70_000, trust_env=False)
