"""``serve_vs_nginx_32``: one article from our built-in server, over the same article from nginx with ``gzip_static``.

Both serve the same folder on loopback ports to the same client (wrk, one thread, 32 connections that stay open, gzip accepted),
in turns, on the same cores as the client. Medians of all runs; the ratio of the medians is the figure. wrk itself takes up to a
core, so on two cores nginx is limited by its client and we by sharing ours with it: the ratio is kind to neither on purpose.

Needs the Debian packages nginx-light and wrk. Prints JSON when run as a script.
"""

import gzip
import json
import os
import platform
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import brotli

TARGET = 0.3
CONNECTIONS = 32
SECONDS = 4
ARTICLE = "en/2026/11/harbour-reopens.html"
ARTICLE_BYTES = 12_000
SOURCE = Path(__file__).resolve().parents[1] / "src"

NGINX = """
daemon off; worker_processes 1; pid {home}/nginx.pid; error_log stderr error; {user}
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; open_file_cache max=1000 inactive=60s; server_tokens off;
  keepalive_requests 100000000;
  types {{ text/html html; }} charset utf-8;
  client_body_temp_path {home}/tmp; proxy_temp_path {home}/tmp; fastcgi_temp_path {home}/tmp;
  uwsgi_temp_path {home}/tmp; scgi_temp_path {home}/tmp;
  server {{ listen 127.0.0.1:{port} backlog=2048; root {home}/edition; gzip_static on; gzip_vary on; }}
}}
"""


def run(runs: int = 5) -> list[dict[str, Any]]:
    """Return the figure as one entry for ``results.json``, from *runs* turns of each server."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        home.chmod(0o755)  # nginx's worker may be another user
        _write_edition(home)
        with _ours(home) as ours, _nginx(home) as nginx:
            for port in (ours, nginx):
                _measure(port, seconds=1)  # warm both up
            turns = [{"ours": _measure(ours), "nginx": _measure(nginx)} for _ in range(runs)]
    return [_entry(turns)]


def _entry(turns: list[dict[str, dict[str, float]]]) -> dict[str, Any]:
    summary = {name: _spread([turn[name]["requests_per_s"] for turn in turns]) for name in ("ours", "nginx")}
    value = round(summary["ours"]["median"] / summary["nginx"]["median"], 3)
    return {
        "figure": "serve_vs_nginx_32",
        "unit": "ratio",
        "value": value,
        "target": TARGET,
        "holds": value >= TARGET,
        "peer": {f"{name}_requests_per_s": spread for name, spread in summary.items()},
        "runs": turns,
        "load_average_after": round(os.getloadavg()[0], 1),
        "versions": _versions(),
    }


def _spread(values: list[float]) -> dict[str, float]:
    return {"median": statistics.median(values), "min": min(values), "max": max(values)}


def _versions() -> dict[str, str]:
    nginx = subprocess.run([_tool("nginx"), "-v"], capture_output=True, text=True, check=True).stderr
    wrk = subprocess.run([_tool("wrk"), "-v"], capture_output=True, text=True, check=False).stdout  # exits with 1
    return {
        "python": platform.python_version(),
        "granian": version("granian"),
        "nginx": nginx.strip().rpartition("/")[2],
        "wrk": wrk.split()[1] if wrk.split() else "unknown",
    }


def _measure(port: int, seconds: int = SECONDS) -> dict[str, float]:
    """Return requests/s and the 99th percentile in ms. Raises ``RuntimeError`` if any answer was not the article."""
    command = [_tool("wrk"), "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-H", "Accept-Encoding: gzip"]
    said = subprocess.run([*command, f"http://127.0.0.1:{port}/{ARTICLE}"], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(f"wrk met errors:\n{said}")
    rate, (number, unit) = re.search(r"Requests/sec:\s+([\d.]+)", said), _ninety_ninth(said)
    if rate is None:
        raise RuntimeError(f"wrk said no rate:\n{said}")
    return {"requests_per_s": round(float(rate[1])), "p99_ms": round(number * {"us": 0.001, "ms": 1, "s": 1000}[unit], 3)}


def _ninety_ninth(said: str) -> tuple[float, str]:
    found = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    if found is None:
        raise RuntimeError(f"wrk said no latency:\n{said}")
    return float(found[1]), found[2]


def _write_edition(home: Path) -> None:
    article = home / "edition-a" / ARTICLE
    article.parent.mkdir(parents=True)
    (home / "edition").symlink_to("edition-a")
    (home / "tmp").mkdir()
    data = _article()
    article.write_bytes(data)
    Path(f"{article}.gz").write_bytes(gzip.compress(data, 6, mtime=0))
    Path(f"{article}.br").write_bytes(brotli.compress(data, quality=5))


def _article() -> bytes:
    """Return an article page of the usual size, in words drawn as unevenly as a language draws them; always the same."""
    chance = random.Random(4)
    words = ["".join(chance.choices("aeioubdfghklmnprstvw", k=chance.randint(2, 9))) for _ in range(1200)]
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    head = "<!doctype html><html lang=en><head><meta charset=utf-8><title>The harbour reopens</title></head><body><article>"
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < ARTICLE_BYTES - len(head):
        paragraphs.append(f"<p>{' '.join(chance.choices(words, weights, k=50)).capitalize()}.</p>\n")
    return f"{head}{''.join(paragraphs)}</article></body></html>".encode()


@contextmanager
def _ours(home: Path) -> Iterator[int]:
    port = _free_port()
    command = [sys.executable, "-m", "tamizdat.press.serve", "--edition", str(home / "edition"), "--port", str(port)]
    with _process(command, port, os.environ | {"PYTHONPATH": str(SOURCE)}):
        yield port


@contextmanager
def _nginx(home: Path) -> Iterator[int]:
    port = _free_port()
    configuration = home / "nginx.conf"
    configuration.write_text(NGINX.format(home=home, port=port, user="user root;" if os.geteuid() == 0 else ""))
    with _process([_tool("nginx"), "-c", str(configuration), "-p", str(home)], port, dict(os.environ)):
        yield port


@contextmanager
def _process(command: list[str], port: int, environment: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(command, env=environment)
    try:
        _wait_for(port, process)
        yield
    finally:
        process.terminate()
        process.wait(15)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 15
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"{process.args!r} did not come up")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _tool(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        raise RuntimeError(f"{name} is not installed: apt install nginx-light wrk")
    return found


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
