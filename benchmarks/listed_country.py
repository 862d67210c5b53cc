"""``listed_country_reached_payment``: of all ways to give from where nobody may, those that come through a layer that could have known.

Every method with every declared bank, declared residence and network, listed or not or unknown, is tried at each layer on its own, whatever
the layers before it say. The page in Chromium, with script and without, as it stands on the site, on a mirror in a folder and at an onion
address. A real gate behind a pretended proxy, by its plain form, by the button of an older check page, by the pages made beforehand, and by
boxes that were sealed in a page. A newsroom with its till and a provider, to which a gate that lies hands over everything by every door.
A browser's time zone and language open nothing: they are looked at only to ask nobody.

A run counts only if nobody was stopped who may give, and if each layer, without its rules, lets somebody through: the control.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.measuring import ROOT, entry, own_versions, with_source

sys.path.append(str(ROOT / "tests"))

from playwright.sync_api import sync_playwright

from simulators import listed_gate, listed_page
from simulators.listed import Tried

LISTED = 40
"""Of those who may not, how many press the last button in the control, where each is kept waiting for a newsroom that is not there."""


def run(runs: int = 1) -> list[dict[str, Any]]:
    """Return the figure as one entry for ``results.json``. Raises ``RuntimeError``."""
    measured = [once() for _ in range(min(runs, 1))]
    worst = max(one["reached"] for one in measured)
    versions = own_versions("maxminddb", "playwright", "django")
    return [entry("listed_country_reached_payment", "", worst, target=0, at_most=True, runs=measured, versions=versions)]


def once() -> dict[str, Any]:
    """Try everything once, and once more without the rules; return what came of it in all and by layer."""
    ruled, unruled = dict(_layers(ruled=True)), dict(_layers(ruled=False))
    for name, found in ruled.items():
        if found.stopped:
            raise RuntimeError(f"{name}: {found.stopped} who may give were stopped")
        if not unruled[name].reached:
            raise RuntimeError(f"{name}: without the rules nobody comes through either, so this proves nothing")
    layers = {name: asdict(found) | {"without_rules": unruled[name].reached} for name, found in ruled.items()}
    return {"tried": sum(one.tried for one in ruled.values()), "reached": sum(one.reached for one in ruled.values()), "layers": layers}


def _layers(*, ruled: bool) -> Iterator[tuple[str, Tried]]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=listed_page.CHROMIUM)
        with listed_page.pages(browser, ruled=ruled) as places:
            for place, opens in places.items():
                for script in (True, False):
                    yield f"page: {place}, {'script' if script else 'no script'}", listed_page.try_all(opens(script), script=script)
        browser.close()
    with listed_gate.gate_with_table(ruled=ruled) as (gate, newsroom):
        yield "gate: plain form", listed_gate.by_form(gate)
        yield "gate: button", listed_gate.by_button(gate, **({} if ruled else {"of_listed": LISTED}))
        yield "gate: pages made beforehand", listed_gate.by_link(gate)
        yield "gate: sealed in the page", listed_gate.by_box(gate, newsroom)
    yield "newsroom: every door", _newsroom(ruled=ruled)


def _newsroom(*, ruled: bool) -> Tried:
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "simulators.listed_newsroom", str(Path(home) / "var"), *([] if ruled else ["--unruled"])]
        paths = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}"}
        done = subprocess.run(command, env=with_source(**paths), cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return Tried(**json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    print(json.dumps(run(1), indent=1))
