"""``gift_lost_or_doubled``: a gift on its way from the form to the ledger, while each wait for the disk in turn ends the process or fails.

``strace`` makes every ``fsync`` and ``fdatasync`` of the way (gate's queue, collector, till, inbox, worker), one in each run, end the
process by SIGKILL, or return ENOSPC or EIO; then the process is started again without faults, as ``site`` does. Lost: the provider was paid
and the ledger does not have it, or the giver never came to a page. Doubled: the provider was paid twice, or the ledger has it twice.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.measuring import entry, own_versions
from simulators.counting_house import environment
from simulators.pretend import PretendProvider
from tamizdat.contributions.providers.local.server import Server

CALLS = ("fdatasync", "fsync")
FAULTS = ("signal=KILL", "error=ENOSPC", "error=EIO")
LIVES = 4
SECONDS = 120


def run(runs: int = 5) -> list[dict[str, Any]]:
    """Return the figure as an entry for ``results.json``. One run, however many are asked for: a gift for each fault at each place."""
    found = measure()
    wrong = found["lost"] + found["doubled"]
    return [entry("gift_lost_or_doubled", "gifts", wrong, target=0, at_most=True, runs=[found], versions=own_versions("django"))]


def measure(every: int = 1) -> dict[str, Any]:
    """Give once for each fault at each place, or at one in *every* places; return what came of it."""
    if not shutil.which("strace"):
        raise RuntimeError("strace is not installed: sudo apt-get install -y --no-install-recommends strace")
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "fresh"
        fresh.mkdir()
        _chain("make", fresh)
        places = _places(fresh, Path(folder) / "counted")
        plan = [(call, turn, fault) for call in CALLS for turn in range(1, places[call] + 1) for fault in FAULTS][::every]
        for call, turn, fault in plan:
            home = Path(folder) / "home"
            shutil.copytree(fresh, home)
            counts += _gift(home, ["-e", f"inject={call}:{fault}:when={turn}"])
            shutil.rmtree(home)
    return {"places": dict(places), "gifts": len(plan), "lost": counts["lost"], "doubled": counts["doubled"], "faults_met": counts["met"]}


def _places(fresh: Path, home: Path) -> Counter[str]:
    """Return how often each call is made on the way."""
    shutil.copytree(fresh, home)
    log = home / "strace"
    with _provider(home) as (_, url):
        _chain("live", home, url, trace=["-o", str(log), "-e", f"trace={','.join(CALLS)}"])
    lines = log.read_text().splitlines()
    return Counter({call: sum(f" {call}(" in f" {line.split(maxsplit=1)[-1]}" for line in lines) for call in CALLS})


def _gift(home: Path, trace: list[str]) -> Counter[str]:
    """Let one gift go its way through one fault; return what was wrong, and whether the fault ended a life."""
    with _provider(home) as (provider, url):
        first = _chain("live", home, url, trace=["-o", os.devnull, *trace], may_fail=True)
        for _ in range(LIVES):
            if _chain("live", home, url, may_fail=True) == 0 and _look(home)["paid"]:
                break
        there = sum(fact.kind == "paid" for fact in provider.journal())
    here = _look(home)
    lost = there == 0 or here["contributions"] == 0 or here["waiting"] or here["faults"]
    return Counter(lost=int(bool(lost)), doubled=int(there > 1 or here["paid"] > 1), met=int(first != 0))


def _look(home: Path) -> dict[str, Any]:
    done = subprocess.run(_words("look", home), env=environment(), capture_output=True, text=True, timeout=SECONDS, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _chain(deed: str, home: Path, *more: str, trace: list[str] | None = None, may_fail: bool = False) -> int:
    words = [*(["strace", "-f", "-qq", *trace] if trace else []), *_words(deed, home, *more)]
    done = subprocess.run(words, env=environment(), capture_output=True, text=True, timeout=SECONDS)
    if done.returncode and not may_fail:
        raise RuntimeError(done.stderr[-2000:])
    return done.returncode


def _words(*words: object) -> list[str]:
    return [sys.executable, "-m", "simulators.gift_chain", *map(str, words)]


@contextmanager
def _provider(home: Path) -> Iterator[tuple[PretendProvider, str]]:
    """Run the provider; what it posts is laid into *home*, and each webhook stays there until it was taken."""
    (home / "posted").mkdir(exist_ok=True)
    provider, ended = PretendProvider(now=time.time()), threading.Event()

    def lay(_: bytes) -> int:
        body, headers = provider.posted[-1]
        number = len(provider.posted)
        made = home / "posted" / f"{number:03}.part"
        made.write_text(json.dumps({"body": body.decode(), "headers": headers}))
        made.rename(made.with_suffix(".json"))
        return 200

    def post() -> None:
        while not ended.is_set():
            provider.now = time.time()
            provider.postman.step()
            time.sleep(0.02)

    provider.answers = lay
    with Server(provider.app, 0) as server:
        threads = [threading.Thread(target=server.serve_forever, daemon=True), threading.Thread(target=post, daemon=True)]
        for thread in threads:
            thread.start()
        try:
            yield provider, f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            ended.set()
            server.shutdown()


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 1), indent=1))
