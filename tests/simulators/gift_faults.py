"""A gift's whole way through a newspaper's own processes, as a giver goes it, while one of them meets a fault at the disk.

    TAMIZDAT_HOME=… python -m simulators.gift_faults     print what the ledger there has, as JSON

The fault is made by ``strace``, which attaches to one process and has one of its waits for the disk (or writes) fail, or end the process.
Needs the right to trace: root, for the gate's processes close themselves to their own user. A giver who is told to try again does so.
"""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tamizdat.contributions.providers.local.means import PAYS
from tamizdat.sealed.keyring import Keyring
from tamizdat.sealed.keys import b64
from tamizdat.sealed.records import sealed

ROLES = ("gate keeper", "gate hatch", "collector", "till", "ledger")
"""Who waits for the disk on a gift's way, in its order."""

RIPE = 2.5
"""Seconds until a token is good."""

TOKENS, TRIES, ASKS = 20, 6, 20
WISH = {
    "frequency": "once", "amount": 1000, "currency": "EUR", "method": "card", "bank": "DE", "residence": "", "cover": False,
    "language": "en", "email": "", "appeal": "", "variant": "",
}  # fmt: skip
_ATTACHES_WITHIN = 10.0


@dataclass
class Giver:
    """Somebody who gives ten euros by card as often as asked. *gate*: its address; *home*: of the newsroom, for the key in its pages."""

    gate: str
    home: Path
    tokens: list[tuple[float, str]] = field(default_factory=list)
    tried_again: int = 0

    def __post_init__(self) -> None:
        self._http = httpx.Client(base_url=self.gate, timeout=ASKS + 10, trust_env=False)

    def come_to_a_page(self) -> str:
        """Fill in the form until it leads to a page; return its address, "" if it never did."""
        for _ in range(TRIES):
            if page := self._page():
                return page
            self.tried_again += 1
        return ""

    def pay(self, page: str) -> None:
        """Pay there. The provider meets no faults."""
        httpx.post(page, data={"means": PAYS}, timeout=30, trust_env=False)

    def _page(self) -> str:
        """Post one form; return the address of the page to which it leads, "" for one that asks to try again."""
        box = sealed(Keyring(self.home / "keys").queue_public(), "wish", **WISH)
        try:
            told = {"box": b64(box), "token": self._token(), "wait": str(ASKS), "method": "card"}
            answer = self._http.post("/ask", data=told)
            if answer.status_code == 202:
                answer = self._http.post("/reply", data={"ref": answer.json()["ref"], "wait": str(ASKS)})
        except httpx.HTTPError:
            time.sleep(1)
            return ""
        said = json.loads(answer.json()["answer"]) if answer.status_code == 200 else {}
        if "url" not in said:
            time.sleep(0.2)
            return ""
        return str(said["url"])

    def _token(self) -> str:
        """Return a token that is ripe: one serves one attempt."""
        if not self.tokens:
            self.tokens = [(time.monotonic(), self._http.get("/token").json()["token"]) for _ in range(TOKENS)]
        made, token = self.tokens.pop(0)
        time.sleep(max(0.0, made + RIPE - time.monotonic()))
        return token


def roles(parent: int) -> dict[str, int]:
    """Return the processes under *parent* that wait for the disk on a gift's way, by name."""
    found, waiting = {}, [parent]
    while waiting:
        pid = waiting.pop()
        try:
            name = Path(f"/proc/{pid}/comm").read_text().strip()
            words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
            waiting += [int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]
        except (FileNotFoundError, ProcessLookupError):
            continue
        name = words[words.index("process") + 1] if "process" in words[:-1] and not name.startswith("gate ") else name
        if name in ROLES:
            found[name] = pid
    return found


@contextmanager
def tampering(pid: int, *tell: str) -> Iterator[Path]:
    """Attach ``strace`` with *tell* to a process; yield where it notes the calls. The process goes on alone afterwards, if it lives."""
    if not shutil.which("strace"):
        raise RuntimeError("strace is not installed: sudo apt-get install -y --no-install-recommends strace")
    notes, said = Path(f"/tmp/strace-{pid}-{time.monotonic_ns()}"), Path(f"/tmp/strace-{pid}-said")
    with said.open("wb") as file:
        tracer = subprocess.Popen(["strace", "-f", "-p", str(pid), "-o", str(notes), *tell], stdout=file, stderr=file)
    try:
        until = time.monotonic() + _ATTACHES_WITHIN
        while "attached" not in said.read_text():
            if tracer.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"strace does not trace: {said.read_text()}")
            time.sleep(0.01)
        yield notes
    finally:
        if tracer.poll() is None:
            tracer.send_signal(signal.SIGINT)
        tracer.wait(_ATTACHES_WITHIN)
        for path in (notes, said):
            path.unlink(missing_ok=True)


def payments(home: Path) -> int:
    """Return how many payments the ledger under *home* has."""
    with closing(sqlite3.connect(f"file:{home}/ledger/ledger.sqlite3?mode=ro", uri=True, timeout=20)) as ledger:
        return int(ledger.execute("SELECT count(*) FROM contributions_entry WHERE kind = 'paid'").fetchone()[0])


def look_at(home: Path) -> dict[str, Any]:
    """Return what ``look`` does, in a process of the newspaper under *home*."""
    tests = Path(__file__).resolve().parents[1]
    environment = os.environ | {"PYTHONPATH": f"{tests.parent / 'src'}{os.pathsep}{tests}", "TAMIZDAT_HOME": str(home)}
    done = subprocess.run([sys.executable, "-m", "simulators.gift_faults"], env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def look() -> dict[str, Any]:
    """Return what the ledger of this process's newspaper has, and what is not as it should be."""
    from collections import Counter

    from django.conf import settings

    from tamizdat.contributions.ledger.verifying import verify
    from tamizdat.contributions.models import Checkout, Entry, Inbound
    from tamizdat.contributions.providers.local.store import Store

    store = Store(settings.TAMIZDAT.home / "local" / "provider.sqlite3")
    journal = [json.loads(fact) for (fact,) in store.rows("SELECT fact FROM journal")]
    there = Counter(fact["transaction"] for fact in journal if fact["kind"] == "paid")
    here = Counter(Entry.objects.filter(kind="paid").values_list("transaction", flat=True))
    pages = Counter(json.loads(data)["ref"] for (data,) in store.rows("SELECT data FROM thing WHERE kind = 'checkout'"))
    told = set(Inbound.objects.filter(state=Inbound.APPLIED).values_list("object", flat=True))
    refs = set(Checkout.objects.values_list("ref", flat=True))
    return {
        "paid": there.total(),
        "missing": len(there - here),
        "invented": (here - there).total(),
        "twice": sum(count > 1 for count in pages.values()) + sum(count > 1 for count in there.values()),
        "pages_unknown_here": len(pages.keys() - refs),
        "hooks_lost": len(there.keys() - told),
        "hooks_waiting": Inbound.objects.filter(state__in=("new", "retry", "damaged")).count(),
        "faults": verify().faults,
    }


if __name__ == "__main__":
    from tamizdat.site.commands import with_django

    with_django()
    print(json.dumps(look()))
