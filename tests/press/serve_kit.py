"""A small edition on disk and the ways to ask for its files, for the tests of serving."""

import gzip
import hashlib
import io
import os
import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from wsgiref.types import WSGIApplication
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import brotli

STYLE = "body{max-width:40em}"
POLICY = f"default-src 'none'; img-src 'self'; style-src 'sha256-{b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'"
ARTICLE = "/en/2026/11/harbour-reopens.html"
PHOTO = "/media/AAAAAAAAAAAAAAAAAAAAAA-640.avif"
NODE = "/tree/BBBBBBBBBBBBBBBBBBBBBBBBBBB"


class Reply(NamedTuple):
    """What came back: the status code, headers by lower-case name, the body."""

    status: int
    headers: dict[str, str]
    body: bytes


def page(words: str, policy: str | None = POLICY) -> bytes:
    """Return a page as the press makes them, its policy in a meta tag."""
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy.replace("/", "&#x2f;")}">' if policy else ""
    return f"<!doctype html><html lang=en><head>{meta}<title>{words}</title></head><body><p>{words}</body></html>".encode()


FILES = {
    "index.html": page("The Front"),
    "404.html": page("No such page here"),
    "en/index.html": page("English front"),
    "en/2026/11/harbour-reopens.html": page("The harbour reopens. " * 300),
    "en/index.rss.xml": b"<rss/>" * 50,
    "en/index.atom.xml": b"<feed/>" * 50,
    "en/index.feed.json": b"{}" * 50,
    "sitemap.xml": b"<urlset/>",
    "robots.txt": b"User-agent: *\n",
    "head.json": b'{"version":1}',
    "2014/05/\u043f\u0440\u0438\u0432\u0435\u0442/index.html": page("Moved"),
    PHOTO[1:]: bytes(range(256)) * 40,
    NODE[1:]: bytes(range(200)),
}


def write_edition(folder: Path, files: dict[str, bytes] = FILES) -> None:
    """Write *files* under *folder*, with twins beside those that shrink."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        if path.suffix in (".html", ".xml", ".json", ".txt", ".js"):
            Path(f"{path}.br").write_bytes(brotli.compress(data, quality=5))
            Path(f"{path}.gz").write_bytes(gzip.compress(data, mtime=0))


def published(home: Path, files: dict[str, bytes] = FILES) -> Path:
    """Write and publish a first edition of *files* under *home*; return the link to it."""
    write_edition(home / "edition-a", files)
    publish(home, "edition-a")
    return home / "edition"


def publish(home: Path, slot: str) -> None:
    """Switch ``home/edition`` to the folder *slot* as the press does: a new link, renamed over the old one."""
    (home / "edition~").symlink_to(slot)
    (home / "edition~").rename(home / "edition")


def ask(app: WSGIApplication, path: str = "/", method: str = "GET", **headers: str) -> Reply:
    """Ask *app* for *path* (decoded text; lone surrogates stand for raw bytes), checked against PEP 3333."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path.encode("utf-8", "surrogateescape").decode("latin-1"),
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "wsgi.input": io.BytesIO(),
    }
    environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    setup_testing_defaults(environ)
    got: list[Any] = []
    checked = validator(app) if path[:1] in ("", "/") else app  # the validator would blame the server for any other
    result = checked(environ, lambda status, found, _=None: got.extend((status, found)) or (lambda _: None))
    body = b"".join(result)
    if hasattr(result, "close"):
        result.close()
    return Reply(int(got[0][:3]), dict(got[1]), body)


def directives(policy: str) -> dict[str, list[str]]:
    """Return a policy's directives with their sources."""
    return {part.split()[0]: part.split()[1:] for part in policy.split(";")}


def observatory_score(reply: Reply) -> int:
    """Score a reply by the rules of MDN HTTP Observatory 1.4 that can apply to a page without cookies, over TLS."""
    headers = reply.headers
    policy = directives(headers["content-security-policy"])
    acting = [source for name in ("script-src", "style-src", "default-src") for source in policy.get(name, [])]
    broad = {"'unsafe-inline'", "'unsafe-eval'", "data:", "https:", "http:", "*"} & set(acting)
    plain = [source for name, found in policy.items() if name != "img-src" for source in found if source.startswith("http:")]
    seconds = int(headers.get("strict-transport-security", "max-age=0").removeprefix("max-age="))
    rules = {
        "no unsafe source, and default-src is none": 10 if not (broad or plain) and policy["default-src"] == ["'none'"] else -25,
        "cross-origin-resource-policy": 10 if headers.get("cross-origin-resource-policy") in ("same-origin", "same-site") else 0,
        "referrer-policy": 5 if headers.get("referrer-policy") in ("no-referrer", "same-origin", "strict-origin") else 0,
        "frame-ancestors": 5 if policy.get("frame-ancestors") == ["'none'"] else -20,
        "strict-transport-security": 0 if seconds >= 15_552_000 else -20,
        "x-content-type-options": 0 if headers.get("x-content-type-options") == "nosniff" else -5,
        "cookies": -20 if "set-cookie" in headers else 0,
        "cross-origin reading with credentials": -50 if "access-control-allow-credentials" in headers else 0,
    }
    return 100 + sum(rules.values())


@contextmanager
def running(edition: Path, before: str = "", **limits: int) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Run the real server on a free port, its *limits* (constants of ``press.serve``) replaced; stop it at the end."""
    port = free_port()
    program = f"{before}\nfrom tamizdat.press import serve; vars(serve).update({limits!r}); raise SystemExit(serve.main())"
    process = start(["-c", program, "--edition", str(edition), "--port", str(port)])
    try:
        wait_for(port, process)
        yield process, port
    finally:
        stop(process)


def start(arguments: list[str]) -> subprocess.Popen[str]:
    """Start Python with *arguments* and the source on its path; what it says can be read from its stdout."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2] / "src")}
    command = [sys.executable, *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def stop(process: subprocess.Popen[str]) -> str:
    """Stop *process* if it still runs; return what it said."""
    process.terminate()
    try:
        return process.communicate(timeout=15)[0]
    except subprocess.TimeoutExpired:
        process.kill()
        return process.communicate()[0]
    except ValueError:
        return ""  # read before


def children(process: subprocess.Popen[str]) -> list[int]:
    """Return the process ids of the workers of a server."""
    return [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[str], seconds: float = 15) -> None:
    """Wait until something answers on *port*."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the server did not come up")
