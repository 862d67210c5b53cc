"""A real gate for tests and benchmarks: its home, the newsroom's keys to it, its processes; and a client that comes from any address."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tamizdat.gate.home import Home
from tamizdat.sealed.keyring import make_gate_keys
from tamizdat.sealed.keyring_files import key_file, replace
from tamizdat.sealed.keys import P256, PrivateKey
from tamizdat.sealed.links import Link, sign_link

SOURCE = Path(__file__).resolve().parents[2] / "src"
FORM = "application/x-www-form-urlencoded"

BOARD = {
    "site": "https://courier.example",
    "mail": "letter@courier.example",
    "onion": "http://abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrstuvwx.onion",
    "careful": ["mail.ru", "yandex.ru"],
    "languages": [
        {
            "code": code,
            "newspaper": name,
            "home": f"{code}/index.html",
            "privacy": f"{code}/privacy.html",
            "consent": "I agree to receive the letter.",
            "version": "2026-11",
            "letters": [
                {"code": "weekly", "name": "The Friday letter", "promise": "The week, chosen by hand."},
                {"code": "alerts", "name": "Alerts", "promise": "When something happens."},
            ],
        }
        for code, name in (("en", "The Kesh Courier"), ("ru", "Кешский курьер"), ("fa", "پیک کش"))
    ],
}

GIVING = {
    "offers": [
        {"currency": currency, "frequency": frequency, "amounts": amounts, "least": 200, "most": 500_000}
        for currency in ("USD", "EUR")
        for frequency, amounts in (("once", [500, 1_000, 2_500]), ("monthly", [200, 500, 1_000]), ("annual", [2_400, 6_000]))
    ],
    "methods": [
        {
            "code": code,
            "provider": provider,
            "points": points,
            "fixed": {"USD": points // 10, "EUR": points // 10},
            "frequencies": frequencies,
            "origins": [f"https://pay.{provider.lower()}.example"],
        }
        for code, provider, points, frequencies in (
            ("card", "Cards", 290, ["once", "monthly", "annual"]),
            ("paypal", "Wallet", 340, ["once", "monthly", "annual"]),
            ("crypto", "Chain", 0, ["once"]),
        )
    ],
    "countries": [
        {"country": country, "law": law, "reason": reason, "date": "2026-10-01", "source": "Register of laws", "methods": methods}
        | ({"reasons": [{"language": "ru", "text": "Это запрещено."}]} if country == "BY" else {})
        for country, law, reason, methods in (
            ("RU", "no_ask", "Up to five years for giving to an organisation called undesirable.", []),
            ("RU", "no_share", "Passing our articles on is fined.", []),
            ("BY", "no_ask", "Called extremist.", []),
            ("KZ", "no_share", "Passing our articles on has been fined.", []),
            ("TR", "warn", "Lawful.", []),
            ("KP", "unsupported", "Sanctions.", []),
            ("VE", "unsupported", "The provider does not take cards.", ["card"]),
        )
    ],
    "links": [
        {
            "currency": "USD",
            "frequency": frequency,
            "amount": amount,
            "method": "card",
            "url": f"https://pay.cards.example/{frequency}-{amount}",
        }
        for frequency in ("once", "monthly")
        for amount in (500, 1_000, 2_500)
    ],
    "words": [
        {"language": "en", "receiver": "The Kesh Courier, Vilnius.", "statement": "KESHCOUR and the amount."},
        {"language": "ru", "receiver": "Кешский курьер, Вильнюс.", "statement": "KESHCOUR и сумма."},
    ],
}
"""What a newsroom says of giving."""


@dataclass
class Newsroom:
    """The newsroom's half of the keys."""

    gate: Ed25519PublicKey
    poll: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    links: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    queue: PrivateKey = field(default_factory=lambda: PrivateKey.generate(P256))

    @property
    def keys(self) -> dict[bytes, PrivateKey]:
        """What opens boxes."""
        return {self.queue.public.id: self.queue}

    def link(self, action: str, **said: object) -> str:
        """A signed link, as it follows ``/u/`` and the like."""
        return sign_link(self.links, Link(**({"action": action, "ref": "R" * 22, "language": "en"} | said)))


def furnish(folder: Path, board: dict | None = BOARD) -> Newsroom:
    """Make a gate's home in *folder*; return the newsroom that it is introduced to."""
    newsroom = Newsroom(Ed25519PublicKey.from_public_bytes(make_gate_keys(folder)))
    for name, raw in {
        "newsroom-poll.public": newsroom.poll.public_key().public_bytes_raw(),
        "links.public": newsroom.links.public_key().public_bytes_raw(),
        "queue.public": newsroom.queue.public.raw,
    }.items():
        replace(folder / name, key_file(name, raw, 0))
    if board is not None:
        (folder / "board.json").write_text(json.dumps(board))
    Home(folder).check()
    return newsroom


@dataclass
class RunningGate:
    """A gate's processes."""

    home: Path
    port: int
    process: subprocess.Popen
    log: Path

    def tree(self) -> list[int]:
        """All its processes, the parent first."""
        found = [self.process.pid]
        for pid in found:
            try:
                found += [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
            except FileNotFoundError:
                continue
        return found

    @staticmethod
    def name_of(pid: int) -> str:
        """What a process calls itself; "" if it has ended."""
        try:
            return Path(f"/proc/{pid}/comm").read_text().strip()
        except (FileNotFoundError, ProcessLookupError):
            return ""

    def url(self, path: str = "") -> str:
        """Return an address of it."""
        return f"http://127.0.0.1:{self.port}{path}"


@contextmanager
def running_gate(home: Path, scheme: str = "http", **settings: str) -> Iterator[RunningGate]:
    """A gate in *home*, stopped at the end. *settings* without ``TAMIZDAT_GATE_``."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    env |= {f"TAMIZDAT_GATE_{name.upper()}": value for name, value in settings.items()}
    env |= {"PYTHONPATH": str(SOURCE), "TAMIZDAT_GATE_HOME": str(home), "GATE_PORT": str(port), "TMPDIR": str(home.parent)}
    log = home.parent / f"{home.name}.log"
    with log.open("wb") as said:
        process = subprocess.Popen([sys.executable, "-m", "tamizdat.gate"], env=env, stdout=said, stderr=said, cwd=home.parent)
    try:
        deadline = time.monotonic() + 30
        while "accepting" not in log.read_text():
            assert process.poll() is None and time.monotonic() < deadline, log.read_text()
            time.sleep(0.02)
        yield RunningGate(home, port, process, log)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def request(method: str, path: str, body: bytes = b"", kind: str = FORM) -> bytes:
    """Return the bytes of a request."""
    head = f"{method} {path} HTTP/1.1\r\nHost: gate.example\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def sign_up(address: str, **more: object) -> bytes:
    """Return the bytes of a plain sign-up."""
    fields = {"lang": "en", "address": address, "letter": "weekly", "consent": "2026-11"} | more
    return request("POST", "/sign-up", urlencode(fields, doseq=True).encode())


async def send(port: int, data: bytes, *, source: str = "127.0.0.1") -> bytes:
    """Send *data* from the loopback address *source*; return all that comes back until the gate closes or the answer is whole."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0))
    try:
        writer.write(data)
        head = await reader.readuntil(b"\r\n\r\n")
        size = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        return head + (await reader.readexactly(size) if not data.startswith(b"HEAD") else b"")
    finally:
        writer.close()


def ask(port: int, data: bytes, **options: str) -> tuple[int, str]:
    """``send``, for who has no event loop; return status and body."""
    answer = asyncio.run(send(port, data, **options))
    return int(answer[9:12]), answer.partition(b"\r\n\r\n")[2].decode()
