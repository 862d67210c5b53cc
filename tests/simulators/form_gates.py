"""A gate as a form meets it (docs/spec/gate.md, sections 3 and 4), in this process: it notes all that it is sent and answers as it is told.

Import as ``from simulators.form_gates import FormGate``.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs

ANSWER = "<!doctype html><html lang=en><title>Thank you</title><h1>A message is on its way</h1>"
TOKEN = "t" * 43


@dataclass
class FormGate:
    """What a gate was sent (``posts``, as fields; ``heard``, every request as it came), and how it is to answer."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)  # of the next posts; then 200
    redirects: bool = False  # answers a plain post with the address of the answer, so that the browser's history holds no post
    answers: list[str] = field(default_factory=list)  # what the next posts of boxes are answered, as JSON; then the page of thanks
    work: int = 0
    after: float = 0
    posts: list[dict[str, list[str]]] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    tokens: int = 0

    @property
    def boxes(self) -> list[str]:
        """The boxes that came."""
        return [post["box"][0] for post in self.posts if "box" in post]

    def worked(self, post: dict[str, list[str]]) -> bool:
        """Tell whether a post did the work that its token asked for."""
        found = sha256(f"{post['token'][0]}.{post['work'][0]}".encode()).digest()
        return int.from_bytes(found) >> (256 - self.work) == 0


@contextmanager
def form_gate(**options: object) -> Iterator[FormGate]:
    """Run a gate on a free loopback port."""
    gate = FormGate(**options)  # type: ignore[arg-type]

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._hear("")
            if self.path == "/thanks":
                self._answer(200, ANSWER, "text/html; charset=utf-8")
            else:
                gate.tokens += 1
                self._answer(200, json.dumps({"token": TOKEN, "work": gate.work, "after": gate.after, "keys": []}), "application/json")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            self._hear(body)
            gate.posts.append(parse_qs(body, keep_blank_values=True))
            status = gate.statuses.pop(0) if gate.statuses else 200
            moved = gate.redirects and "box" not in gate.posts[-1]
            if "box" in gate.posts[-1] and gate.answers:
                self._answer(status, gate.answers.pop(0), "application/json")
            else:
                self._answer(303 if moved else status, ANSWER, "text/html; charset=utf-8")

        def _hear(self, body: str) -> None:
            gate.heard.append(f"{self.requestline}\n{self.headers}\n{body}")

        def _answer(self, status: int, text: str, kind: str) -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            if status == 303:
                self.send_header("location", "/thanks")
            self.send_header("access-control-allow-origin", "*")
            self.send_header("content-length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        gate.url = f"http://127.0.0.1:{server.server_port}"
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield gate
        server.shutdown()
