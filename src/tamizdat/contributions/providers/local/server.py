"""The pretend provider's process: its pages and its interface on a loopback port, and a thread that posts its webhooks.

Promises: listens on the loopback alone; stops at once when asked to. Keeps no log of who asked what.
"""

import logging
import signal
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from tamizdat.contributions.providers.local.answers import Request
from tamizdat.contributions.providers.local.app import App
from tamizdat.contributions.providers.local.posting import Postman, Send
from tamizdat.contributions.providers.local.store import Store

LOOK_SECONDS = 0.2
LARGEST = 64 * 1024
_POST_SECONDS = 10.0

log = logging.getLogger(__name__)


class Server(ThreadingHTTPServer):
    """Serves *app* on a loopback port (0: any that is free)."""

    daemon_threads = True

    def __init__(self, app: App, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.app = app


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "pretend-provider", ""
    disable_nagle_algorithm = True
    timeout = 60
    server: Server

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self) -> None:
        size = self.headers.get("content-length", "0")
        if not size.isdecimal() or int(size) > LARGEST:
            self.close_connection = True
            return
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(method=self.command, path=parts.path, query=parts.query, headers=headers, body=self.rfile.read(int(size)))
        answer = self.server.app.handle(request)
        if answer.stall:
            time.sleep(answer.stall)
        self.send_response(answer.status)
        for name, value in answer.headers().items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)


def posts_to(url: str) -> tuple[httpx.Client, Send]:
    """Return a client and what posts webhooks with it to *url*."""
    client = httpx.Client(timeout=_POST_SECONDS, trust_env=False)

    def post(body: bytes, headers: dict[str, str]) -> int:
        try:
            return client.post(url, content=body, headers=headers).status_code
        except httpx.HTTPError:
            return 0

    return client, post


def run_local(home: Path, *, port: int, key: str, secret: bytes, hooks: str) -> None:
    """Run the provider until SIGTERM or SIGINT. *home*: its folder; *hooks*: the address to which it posts webhooks."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    store = Store(home / "provider.sqlite3")
    app = App(store, url=f"http://127.0.0.1:{port}", key=key, real=time.time)
    client, post = posts_to(hooks)
    postman = Postman(store, secret=secret, send=post, real=time.time)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    with Server(app, port) as server, client:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        while not stopping.is_set():
            step(app, postman)
            time.sleep(LOOK_SECONDS)
        server.shutdown()
    store.close()


def step(app: App, postman: Postman) -> None:
    """Have happen what is due, and post what follows; what breaks is logged as its type."""
    try:
        app.clock.catch_up()
        postman.step()
    except Exception as error:  # noqa: BLE001 - a pretend provider outlives whatever a test plants in it
        log.error("the pretend provider stumbled: %s", type(error).__name__)
