"""The machine: processes, disk, the edition's date, backups, certificates."""

import json
import shutil
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from tamizdat.site.doctor.findings import Case, Said
from tamizdat.site.processes import answers
from tamizdat.site.running import runs

SCARCE_BYTES = 2 * 1024**3
SCARCE_SHARE = 0.05
HEAD_LEFT = timedelta(days=2)
BACKUP_AGE = timedelta(days=2)
CERTIFICATE_LEFT = timedelta(days=21)
REACH_SECONDS = 10.0
HEALTH_SECONDS = 5.0

DUTIES = {
    "worker": "nothing goes out by the clock",
    "collector": "nothing that readers send arrives",
    "postman": "nobody gets the mail to confirm with",
    "sender": "no letter goes out",
    "till": "who wants to give is led nowhere",
    "ledger": "no payment is entered",
}
"""Process -> what stands still without it."""


def processes(case: Case) -> Iterator[Said]:
    """Everything that `tamizdat run` starts runs."""
    home, settings = case.settings.home, case.settings
    silent = [f"{name} ({harm})" for name, harm in DUTIES.items() if not runs(home, name)]
    ports = {"newsroom": settings.newsroom_port, "site": settings.site_port}
    if settings.mail.gate_here:
        ports["gate (readers' forms are refused)"] = settings.gate_port
    states = {name: _health(port) if answers(port) else "silent" for name, port in ports.items()}
    silent += [name for name, state in states.items() if state == "silent"]
    if not runs(home, "press"):
        silent.append("press (nothing is published)")
    if silent:
        yield "bad", f"these do not run: {', '.join(silent)}"
    sick = [f"{name.partition(' ')[0]} {state}" for name, state in states.items() if state not in ("ok", "silent")]
    if sick:
        yield "bad", f"these answer, and say what is wrong with them at /health: {', '.join(sick)}"
    if not silent and not sick:
        yield "fine", "all run"


def _health(port: int) -> str:
    """Return the state that ``GET /health`` says there; "ok" as well where only TLS is spoken: something runs, and no more can be known."""
    connection = HTTPConnection("127.0.0.1", port, timeout=HEALTH_SECONDS)
    try:
        connection.request("GET", "/health")
        answer = connection.getresponse()
        return str(json.loads(answer.read(1_000))["state"])
    except (HTTPException, ConnectionError):
        return "ok"
    except (OSError, ValueError, KeyError, TypeError):
        return "unwell"
    finally:
        connection.close()


def disk(case: Case) -> Iterator[Said]:
    """There is room on the disk."""
    usage = shutil.disk_usage(case.settings.home)
    scarce = usage.free < SCARCE_BYTES or usage.free < usage.total * SCARCE_SHARE
    yield ("bad" if scarce else "fine"), f"{usage.free / 1024**3:.1f} GB free of {usage.total / 1024**3:.1f}"


def edition(case: Case) -> Iterator[Said]:
    """The edition that readers get is not about to expire."""
    head = case.settings.home / "press" / "edition" / "head.json"
    if not head.exists():
        yield "bad", "there is no edition yet"
        return
    expires = datetime.fromisoformat(json.loads(head.read_bytes())["expires"])
    late = expires - case.now < HEAD_LEFT
    words = f"good until {expires:%Y-%m-%d %H:%M} UTC"
    yield ("bad" if late else "fine"), words + (": the press should have renewed it" if late else "")


def backups(case: Case) -> Iterator[Said]:
    """There is a backup, and it is young."""
    note = case.settings.home / "backups" / "last.json"
    if not note.exists():
        yield case.risk, "none was ever made: tamizdat backup FILE, and keep it on another machine"
        return
    made = datetime.fromtimestamp(json.loads(note.read_bytes())["made"], UTC)
    old = case.now - made > BACKUP_AGE
    yield (case.risk if old else "fine"), f"the last one is of {made:%Y-%m-%d %H:%M} UTC" + (": make one every day" if old else "")


def certificates(case: Case) -> Iterator[Said]:
    """The certificates of what readers and editors reach by https. Contacts them."""
    for address in (case.settings.newsroom_url, case.settings.mail.gate_url):
        parts = urlsplit(address)
        if parts.scheme != "https" or not case.network:
            continue
        ends = _certificate_ends(parts.hostname or "", parts.port or 443)
        soon = ends - case.now < CERTIFICATE_LEFT
        yield ("bad" if soon else "fine"), f"{parts.hostname}: until {ends:%Y-%m-%d}" + (": renew it" if soon else "")


def _certificate_ends(host: str, port: int) -> datetime:
    with (
        socket.create_connection((host, port), REACH_SECONDS) as plain,
        ssl.create_default_context().wrap_socket(plain, server_hostname=host) as line,
    ):
        found = line.getpeercert() or {}
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(found["notAfter"])), UTC)
