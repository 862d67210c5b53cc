"""``gate_readable_on_disk`` and ``gate_readable_in_memory_after_90s``: whose address can be read by who seizes the gate.

A real gate with its own settings; 1,000 sign-ups, 200 other posts, 50 unsubscribes, 30 hooks of other machines and 26 provoked errors,
everybody with a mail address and a network address of their own. Looked for: addresses, their parts, network addresses, and unsalted
hashes of them, in all files under the gate's home, its log and its temporary files, and in all writable memory of all its processes, right
after the last post and 90 s later. The search finds planted ones first. Takes root, to look into the memory of others.
"""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.measuring import ROOT, entry, own_versions

sys.path.append(str(ROOT / "tests"))

from simulators.blind import Person, seize
from simulators.seizing import Needles, files_under, memory_of

REST = 90.0
STORY = {"sign_ups": int(os.environ.get("BLIND_SIGN_UPS", "1000")), "others": 200, "leaves": 50, "hooks": 30, "errors": 26}


def run(runs: int = 5) -> list[dict[str, Any]]:
    """Return both figures as entries for ``results.json``. Raises ``RuntimeError`` if the search does not find what was planted."""
    _check_search()
    seized = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            seized.append(seize(Path(folder), rest=REST, **STORY))
    measured = [
        {"taken": one.taken, "rows": one.rows, "live": len(one.live), "after": len(one.after), "disk": len(one.on_disk)} for one in seized
    ]
    detail = {"people": seized[0].people, "readable_in_memory_live": max(len(one.live) for one in seized)}
    figures = {"gate_readable_on_disk": "disk", "gate_readable_in_memory_after_90s": "after"}
    return [
        entry(
            figure,
            "people",
            max(one[name] for one in measured),
            target=0,
            at_most=True,
            detail=detail,
            runs=measured,
            versions=own_versions("cryptography", "h11"),
        )
        for figure, name in figures.items()
    ]


def _check_search() -> None:
    person = Person()
    needles = Needles({person.address: person.texts})
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "planted").write_text(person.address)
        if not needles.found_in(files_under(Path(folder))) or not needles.found_in(memory_of(os.getpid())):
            raise RuntimeError("the search does not find an address that was planted: nothing is measured")


if __name__ == "__main__":
    print(run(1))
