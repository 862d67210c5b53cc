"""What the simulators of payment providers share: HTTP on a loopback port, a record of every request, failures to order, and strictness.

    with StripeSimulator() as stripe:
        Stripe(key=stripe.key, hook_secret=stripe.hook_secret, may_take=…, base=stripe.base)

A path or a field that is not in the provider's table (``*_schema.py``), or lacks, is a *problem*: the request is refused as the provider
would, and leaving the ``with`` raises. What the simulator answers is held against the tables too: code that passes here reads nothing that
the provider does not send.
"""

import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: Mapping[str, str]  # lower-case names
    body: bytes

    def fields(self) -> Iterator[tuple[str, Any]]:
        """All that was sent beside the path, flat: name and value."""
        yield from self.query
        if self.headers.get("content-type", "").startswith("application/json"):
            yield from flat(json.loads(self.body or b"null"))
        elif self.body:
            yield from parse_qsl(self.body.decode(), keep_blank_values=True)


@dataclass(frozen=True)
class Told:
    """One answer. *deed*: "drop" closes the connection instead, "stall" says nothing for as long as the simulator lives."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    deed: str = ""


@dataclass
class Failure:
    """A failure to order, for requests that *fits*: *first*: the thing is done before it fails."""

    told: Told
    fits: Callable[[Asked], bool]
    times: int
    first: bool


def flat(plain: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Nested data as ``a.b[0].c`` and value; an empty list or object is a value."""
    if isinstance(plain, dict) and plain:
        for inner, value in plain.items():
            yield from flat(value, f"{name}.{inner}" if name else inner)
    elif isinstance(plain, list) and plain:
        for index, value in enumerate(plain):
            yield from flat(value, f"{name}[{index}]")
    elif name:
        yield name, plain


class Problem(AssertionError):
    """Something that the real provider would not have understood, or would not have said."""


class ProviderSimulator:
    """A provider on a loopback port. Subclasses answer."""

    def __init__(self) -> None:
        self.requests: list[Asked] = []
        self.problems: list[str] = []
        self.failures: list[Failure] = []
        self.lock = threading.RLock()
        self.gone = threading.Event()

    def answer(self, asked: Asked) -> Told:
        raise NotImplementedError

    def fail(self, told: Told, *, at: str = "", times: int = 1, first: bool = False) -> None:
        """Fail the next *times* requests whose "METHOD /path" matches *at* (regex)."""
        self.failures.append(Failure(told, lambda asked: bool(re.search(at, f"{asked.method} {asked.path}")), times, first))

    def tell(self, asked: Asked) -> Told:
        """Answer, or fail as ordered."""
        with self.lock:
            self.requests.append(asked)
            failure = next((one for one in self.failures if one.times > 0 and one.fits(asked)), None)
            if failure is None:
                return self.answer(asked)
            failure.times -= 1
            if failure.first:
                self.answer(asked)
            return failure.told

    def problem(self, sentence: str) -> None:
        """Note that somebody said what is not in the schema."""
        self.problems.append(sentence)

    def __enter__(self) -> Self:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        threading.Thread(target=lambda: self.server.serve_forever(poll_interval=0.01), daemon=True).start()
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        return self

    def __exit__(self, kind: type | None, *_: object) -> None:
        self.gone.set()
        self.server.shutdown()
        self.server.server_close()
        if self.problems and kind is None:
            raise Problem("; ".join(self.problems))


def _handler(simulator: ProviderSimulator) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def serve(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            try:
                told = simulator.tell(Asked(self.command, parts.path, parse_qsl(parts.query, keep_blank_values=True), headers, body))
            except Exception as error:  # noqa: BLE001 - whatever it is, the test hears of it
                simulator.problem(f"{self.command} {parts.path}: {error!r}")
                told = Told(500)
            if told.deed:
                self.close_connection = True
                if told.deed == "stall":
                    simulator.gone.wait()
                return
            said = told.body if isinstance(told.body, bytes) else b"" if told.body is None else json.dumps(told.body).encode()
            self.send_response(told.status)
            for name, value in {"Content-Type": "application/json", **told.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            pass

    for verb in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        setattr(Handler, f"do_{verb}", Handler.serve)
    return Handler
