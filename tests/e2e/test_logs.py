"""Logs say that something broke and where, never what somebody typed: every process is given an address to trip over."""

import re
import socket
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from tamizdat.sealed.agent import framed
from tamizdat.sealed.keyring import Keyring
from tamizdat.sealed.keys import b64
from tamizdat.sealed.records import sealed

NAME, ADDRESS = "ada-lovelace-4711", "ada-lovelace-4711@mailbox-0815.example"


def knock(address, *requests):
    """Send raw bytes to an address, a connection each, and wait for the answer or the end."""
    parts = urlsplit(address)
    for request in requests:
        with closing(socket.create_connection((parts.hostname, parts.port), 10)) as line:
            line.sendall(request)
            line.settimeout(3)
            try:
                while line.recv(65_536):
                    pass
            except OSError:
                pass


def raw(path, *headers, method="GET", body=b""):
    lines = [f"{method} {path} HTTP/1.1", "Connection: close", *headers, f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def broken_requests(host):
    at = f"Host: {host}"
    form = "Content-Type: application/x-www-form-urlencoded"
    return [
        raw(f"/{ADDRESS}", at),
        raw(f"/?address={ADDRESS}&%ff%fe=%00", at),
        raw("/", f"Host: {ADDRESS}"),
        raw("/", at, f"Cookie: newsroom={ADDRESS}", f"Referer: http://{ADDRESS}/", f"X-Forwarded-For: {ADDRESS}"),
        raw("/sign-up", at, form, method="POST", body=f"address={ADDRESS}&box=%%%&letter=\0".encode()),
        raw("/login/", at, form, method="POST", body=f"username={ADDRESS}&password={ADDRESS}".encode()),
        raw(f"/u/{ADDRESS}", at, form, method="POST", body=b"List-Unsubscribe=One-Click"),
        raw("/newsroom/poll", at, "Content-Type: application/octet-stream", method="POST", body=ADDRESS.encode() * 5),
        f"POST /sign-up {ADDRESS}\r\n\r\n".encode(),
        raw("/sign-up", at, f"Content-Type: multipart/form-data; boundary={NAME}", method="POST", body=ADDRESS.encode()),
    ]


def test_no_process_writes_down_what_it_tripped_over(newspaper):
    said = newspaper.log.read_text()
    gate = re.search(r"^gate: (\S+)$", said, re.MULTILINE)[1].rstrip("/")
    for address in (newspaper.site, newspaper.newsroom, gate):
        knock(address, *broken_requests(urlsplit(address).netloc))
    _trip_the_agent(newspaper.home)
    _trip_the_collector(newspaper, gate)
    time.sleep(4)  # worker, postman and sender have looked since
    written = [newspaper.log, *(path for path in (newspaper.home / "logs").rglob("*") if path.is_file())]
    for path in written:
        assert NAME not in path.read_text(errors="replace") and "mailbox-0815" not in path.read_text(errors="replace"), path


def _trip_the_agent(home: Path):
    for said in (framed(b"U" + ADDRESS.encode()), framed(b"O" + ADDRESS.encode()), framed(ADDRESS.encode()), ADDRESS.encode()):
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(home / "keys" / "agent.sock"))
            line.sendall(said)
            line.shutdown(socket.SHUT_WR)
            line.settimeout(10)
            with suppress(ConnectionResetError):  # hung up on what is no message
                line.recv(1_000)


def _trip_the_collector(newspaper, gate):
    """Records that no form of ours sends, sealed as if one had."""
    key = Keyring(newspaper.home / "keys").queue_public()
    odd = [
        sealed(key, "sign_up", address=ADDRESS, language=7, letters=ADDRESS, consent=[ADDRESS], discreet=ADDRESS),
        sealed(key, "sign_up", address=[ADDRESS], language="en", letters=["weekly"], consent="", discreet=False),
        sealed(key, "preferences", ref=ADDRESS, letters=[ADDRESS], language=ADDRESS),
        sealed(key, "unsubscribe", ref={"a": ADDRESS}, letter=ADDRESS, issue=ADDRESS),
        sealed(key, ADDRESS, ref=ADDRESS),
    ]
    tokens = [httpx.get(f"{gate}/token", timeout=10).json() for _ in odd]
    time.sleep(max(token["after"] for token in tokens) + 0.5)
    for box, token in zip(odd, tokens, strict=True):
        form = {"box": b64(box), "lang": "en", "token": token["token"]}
        assert httpx.post(f"{gate}/sign-up", data=form, timeout=10).status_code == 200
    collected = "SELECT last, unknown FROM newsletters_gatestate"
    deadline = time.monotonic() + 60
    while _readers(newspaper.home, collected)[0][0] < len(odd):
        assert time.monotonic() < deadline, "the collector did not fetch them"
        time.sleep(0.2)


def _readers(home, query):
    with closing(sqlite3.connect(f"file:{home}/readers/readers.sqlite3?mode=ro", uri=True)) as db:
        return db.execute(query).fetchall() or [(0, 0)]
