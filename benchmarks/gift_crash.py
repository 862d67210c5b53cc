"""``gift_lost_or_doubled``: a gift on its way from the form to the ledger, while each wait for the disk in turn ends its process or fails.

The newspaper's own processes run on loopback: gate (doors, keeper, hatch), collector, till, the ledger's worker, and the pretend
provider, which alone is spared. For each ``fsync`` and ``fdatasync`` that one of them makes on the way of one gift, ``strace`` has that
one call, in one gift each, end the process by SIGKILL, return ENOSPC, or return EIO; then, for some of their writes, return ENOSPC.
What falls is started again at once, as ``site`` does. A giver who is told to try again does so with another attempt.

Lost: the provider was paid and the ledger does not have it; the webhook was called taken and never came to rest; or the giver never came
to a page. Doubled: one wish has two pages, one page was paid twice, or the ledger has what the provider has not. The control is a keeper
that says "taken" before it waits for the disk: there a webhook must be lost. Needs strace, and root for tracing the gate.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from benchmarks.measuring import ROOT, entry, own_versions, with_source
from benchmarks.newsrooms import free_port, process, stop
from benchmarks.unsubscribe import newspaper, until
from simulators.gift_faults import ROLES, Giver, look_at, payments, roles, tampering

CALLS = ("fdatasync", "fsync")
FAULTS = ("signal=KILL", "error=ENOSPC", "error=EIO")
WRITES = ("write", "pwrite64")
EVERY_WRITE = 9
"""Of the writes, one in so many: there are hundreds, and a wait for the disk follows them."""

HOUSEHOLD = ("local", "gate", "collector", "till", "ledger")
CALM = {"TAMIZDAT_GATE_GIFT_CALM": "100000", "TAMIZDAT_GATE_GIFT_CALM_HOUR": "100000"}
CARELESS = ROOT / "tests" / "simulators" / "careless"
STEADY = 4.0
COMES_UP_WITHIN, ARRIVES_WITHIN, SETTLES_WITHIN = 90.0, 6.0, 150.0
"""Seconds: until a process is at work; until all are; for one gift, before the next is given; for all of them: a lease must run out."""


def run(runs: int = 5) -> list[dict[str, Any]]:
    """Return the figure as an entry for ``results.json``. One run, however many are asked for: a gift for each fault at each place."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "var"
        with newspaper(home, "outbox:"):
            pass  # its demo has terms of giving, keys, and a gate that is introduced
        found, control = measure(home), measure(home, careless=True)
    if not control["hooks_lost"]:
        raise RuntimeError("the control lost nothing: what is measured could not be seen")
    detail = {"control_with_a_careless_keeper": control}
    versions = own_versions("django", "cryptography")
    return [entry("gift_lost_or_doubled", "gifts", wrong(found), target=0, at_most=True, runs=[found], versions=versions, detail=detail)]


def measure(home: Path, *, every: int = 1, careless: bool = False) -> dict[str, Any]:
    """Give once for each fault at each place, or at one in *every*; with a *careless* keeper, at webhooks alone."""
    started, counts = time.monotonic(), Counter[str]()
    with household(home, careless=careless) as house:
        before, places = look_at(home), {} if careless else house.places()
        plan = [("gate keeper", f"inject=fdatasync:{fault}:when=1") for fault in FAULTS] if careless else list(_plan(places))[::every]
        for number, (role, tell) in enumerate(plan):
            counts += house.gift(role, tell, at_the_webhook=careless)
            if sys.stderr.isatty():
                print(f"  {number + 1} of {len(plan)}: {role} {tell}", file=sys.stderr)
        after = house.settled(before, ARRIVES_WITHIN if careless else SETTLES_WITHIN)
    return {
        "places": {f"{role} {call}": count for (role, call), count in places.items()},
        "gifts": len(plan),
        **dict(sorted(counts.items())),
        **{name: after[name] - before[name] for name in after if name != "faults"},
        "faults": after["faults"],
        "seconds": round(time.monotonic() - started),
    }


def wrong(found: dict[str, Any]) -> int:
    """Return how many gifts were lost or doubled."""
    lost = found.get("gave_up", 0) + found["missing"] + found["hooks_lost"] + found["hooks_waiting"]
    return int(lost + found["invented"] + found["twice"] + found["pages_unknown_here"] + len(found["faults"]))


def _plan(places: dict[tuple[str, str], int]) -> Iterator[tuple[str, str]]:
    """Yield who meets a fault, and what ``strace`` is told; one process seldom twice in a row, for it has to come up again."""
    met = []
    for (role, call), count in places.items():
        turns = range(1, count + 1, 1 if call in CALLS else EVERY_WRITE)
        met += [(turn, fault, role, call) for turn in turns for fault in (FAULTS if call in CALLS else FAULTS[1:2])]
    yield from ((role, f"inject={call}:{fault}:when={turn}") for turn, fault, role, call in sorted(met))


@dataclass
class House:
    """The processes on a gift's way, and a giver."""

    home: Path
    environment: dict[str, str]
    log: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    ended: threading.Event = field(default_factory=threading.Event)
    _seen: dict[int, float] = field(default_factory=dict)

    def keep(self) -> None:
        """Start what does not run, until told to end."""
        with self.log.open("ab") as log:
            while not self.ended.is_set():
                for name in HOUSEHOLD:
                    if name not in self.running or self.running[name].poll() is not None:
                        self.running[name] = subprocess.Popen(
                            process(name), env=self.environment, cwd=self.home, stdin=subprocess.DEVNULL, stdout=log, stderr=log
                        )
                self.ended.wait(0.05)

    def come_up(self) -> None:
        """Wait until a giver is led to a page."""
        gate = f"http://127.0.0.1:{self.environment['GATE_PORT']}"
        until(lambda: _answers(f"{gate}/health"), COMES_UP_WITHIN, f"no gate: {self.log}")
        self.giver = Giver(gate, self.home)
        if not self.giver.come_to_a_page():
            raise RuntimeError(f"nobody can give: {self.log.read_text()[-2000:]}")

    def gift(self, role: str, tell: str, *, at_the_webhook: bool) -> Counter[str]:
        """Let one gift go its way past one fault, from its form on or from its payment on; return what the fault and the giver did."""
        pid = self._pid(role)
        paid, tries = payments(self.home), self.giver.tried_again
        page = self.giver.come_to_a_page() if at_the_webhook else ""
        with tampering(pid, "-e", f"trace={','.join((*CALLS, *WRITES))}", "-e", tell) as notes:
            page = page or self.giver.come_to_a_page()
            if page:
                self.giver.pay(page)
            self._wait_for_more_than(paid)
            said = notes.read_text()
        met = "(INJECTED)" in said or "killed by SIGKILL" in said
        return Counter(met=int(met), gave_up=int(not page), tried_again=self.giver.tried_again - tries)

    def places(self) -> dict[tuple[str, str], int]:
        """Return how often each process makes each call while a gift goes its way."""
        found = {}
        for role in ROLES:
            pid, paid = self._pid(role), payments(self.home)
            with tampering(pid, "-e", f"trace={','.join((*CALLS, *WRITES))}") as notes:
                self.giver.pay(self.giver.come_to_a_page())
                self._wait_for_more_than(paid)
                time.sleep(1)
                lines = notes.read_text().splitlines()
            for call in (*CALLS, *WRITES):
                if count := sum(f" {call}(" in line for line in lines):
                    found[role, call] = count
        return found

    def settled(self, before: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Return what is wrong when all has come to rest, or has had so many *seconds*."""
        last, found = time.monotonic() + seconds, look_at(self.home)
        while any(found[name] > before[name] for name in ("missing", "hooks_lost", "hooks_waiting")) and time.monotonic() < last:
            time.sleep(3)
            found = look_at(self.home)
        return found

    def _wait_for_more_than(self, paid: int) -> None:
        last = time.monotonic() + ARRIVES_WITHIN
        while payments(self.home) <= paid and time.monotonic() < last:
            time.sleep(0.05)

    def _pid(self, role: str) -> int:
        """Return the process of that *role*, once it is up: it was seen ``STEADY`` seconds ago."""
        until(lambda: self._steady(role), COMES_UP_WITHIN, f"{role} does not come up: {self.log}")
        return roles(os.getpid())[role]

    def _steady(self, role: str) -> bool:
        pid = roles(os.getpid()).get(role)
        return pid is not None and time.monotonic() - self._seen.setdefault(pid, time.monotonic()) > STEADY


@contextmanager
def household(home: Path, *, careless: bool = False) -> Iterator[House]:
    """Run the processes on a gift's way until the end of the block."""
    ports = {name: str(free_port()) for name in ("SITE_PORT", "NEWSROOM_PORT", "GATE_PORT", "LOCAL_PORT")}
    environment = with_source(TAMIZDAT_HOME=str(home), TAMIZDAT_RELAYS="outbox:", **ports, **CALM)
    if careless:
        environment["PYTHONPATH"] = f"{CARELESS}{os.pathsep}{environment['PYTHONPATH']}"
    house = House(home, environment, home.parent / "household.log")
    keeping = threading.Thread(target=house.keep)
    keeping.start()
    try:
        house.come_up()
        yield house
    finally:
        house.ended.set()
        keeping.join()
        stop(list(house.running.values()))


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), every=int(sys.argv[2]), careless="careless" in sys.argv), indent=1))
