"""Copies of an edition beside its own site: a mirror, a mirror in a folder of somebody else's site, and an onion address."""

import functools
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDER = "/copies/far-shore"
ONION = "http://farshore234567abcdefghijklmnopqrstuvwxyz234567abcdefghij.onion"


class _Copy(http.server.SimpleHTTPRequestHandler):
    """The files as they are, without any header of ours."""

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix(FOLDER))

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def copied(edition: Path) -> Iterator[int]:
    """Serve an edition from elsewhere, at the root and in ``FOLDER``; give the port."""
    handler = functools.partial(_Copy, directory=str(edition))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server.server_port
        server.shutdown()


def onion(port: int) -> tuple[str, list[str]]:
    """Return the onion address of what listens on *port*, and with which options Chromium reaches it, and trusts it as Tor Browser does."""
    home = f"{ONION}:{port}"
    return home, ["--host-resolver-rules=MAP *.onion 127.0.0.1", f"--unsafely-treat-insecure-origin-as-secure={home}"]
