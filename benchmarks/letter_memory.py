"""``letter_memory_ratio``: what the sender's processes hold together with 1,000,000 recipients, against 10,000.

Both are planned whole. Handed over are as many as there are, at most ``HANDED_OVER``: what a sender holds while it sends does not depend
on how many are left. The relay is ``null:``, which takes everything. Memory is the greatest proportional set size (Pss) of the
sender's process tree, looked at every ``LOOK`` seconds; the same for both. Readers are made once and copied for each run.
"""

import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import letters
from benchmarks.measuring import entry, own_versions, spread
from benchmarks.newsrooms import stop

SIZES, HANDED_OVER, CONNECTIONS = (10_000, int(os.environ.get("MEMORY_READERS", "1000000"))), 10_000, 16
RATIO = 1.2
LOOK = 0.05
SENT_WITHIN = 1_800.0


def run(runs: int = 5) -> list[dict[str, Any]]:
    """Return the figure as an entry for ``results.json``."""
    with tempfile.TemporaryDirectory() as name:
        made = {size: Path(name) / str(size) for size in SIZES}
        for size, home in made.items():
            letters.make(home, size, "--one-box")
        turns = [{str(size): measure(home) for size, home in made.items()} for _ in range(runs)]
    ratio = spread([turn[str(SIZES[1])]["peak_mib"] / turn[str(SIZES[0])]["peak_mib"] for turn in turns])
    versions = own_versions("django")
    return [entry("letter_memory_ratio", "ratio", ratio["median"], target=RATIO, at_most=True, detail=ratio, runs=turns, versions=versions)]


def measure(made: Path) -> dict[str, float]:
    """Plan and send the letter of a copy of *made*; return the peak of memory and how long planning took."""
    home = letters.again(made, made.with_suffix(".copy"))
    sender, started = letters.start(home, f"null:?connections={CONNECTIONS}"), time.monotonic()
    peak, looked, planned_at = 0.0, 0.0, 0.0
    try:
        while True:
            peak = max(peak, pss(sender.pid))
            if time.monotonic() - looked > 2:
                copies, looked = letters.asked("state", home)["copies"], time.monotonic()
                planned_at = planned_at or (looked - started if copies.get("sent") else 0.0)
                if copies.get("sent", 0) >= HANDED_OVER:
                    break
            if time.monotonic() - started > SENT_WITHIN or sender.poll() is not None:
                raise RuntimeError(f"the letter was not sent within {SENT_WITHIN:.0f} s")
            time.sleep(LOOK)
    finally:
        stop([sender])
        shutil.rmtree(home)
    return {"peak_mib": round(peak, 1), "first_sent_s": round(planned_at, 1), "sent": copies["sent"]}


def pss(pid: int) -> float:
    """Return the proportional set size of a process and all below it, in MiB; what is shared is counted once."""
    return sum(_pss_of(one) for one in [pid, *below(pid)]) / 1024


def below(pid: int) -> list[int]:
    """Return the processes that a process has started, and those that they have."""
    try:
        children = [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
    return children + [one for child in children for one in below(child)]


def _pss_of(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
