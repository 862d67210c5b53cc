"""``publish_p95_s_10000``, ``publish_ratio_10000_1000``: from an editor's click to bytes on disk.

The newsroom and the press run as they do for an editor; the click is the HTTP POST of an article's form with a new headline; the end
is the first moment at which the article's file in the served folder holds the headline and ``head.json`` names a newer edition
(compressed twins, lists, feeds and trees included: the folder switches at once). The other rows of a run are the newsroom's answer,
which comes later, and the press's share. Both sizes take turns. The peer is Hugo's rebuild after one new article, at 10,000.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.corpus import make_corpus
from benchmarks.hugo import add_article, hugo, hugo_version, remove_added
from benchmarks.measuring import entry, others_share, own_versions, percentile, run_whole, spread, wait_for_quiet
from benchmarks.newsrooms import click, fill, running

SIZES = (1_000, 10_000)
CLICKS = 20
WARM_UP = 3
P95, RATIO = "publish_p95_s_10000", "publish_ratio_10000_1000"
MOST_SECONDS, MOST_RATIO = 0.5, 1.2
SAID = 20
"""Lines of a profile that the results keep."""


def run(runs: int = 5) -> list[dict[str, Any]]:
    """Return both figures as entries for ``results.json``, from *runs* turns of ``CLICKS`` clicks at each size."""
    with tempfile.TemporaryDirectory() as folder:
        corpora = {size: make_corpus(size, Path(folder) / f"corpus-{size}") for size in SIZES}
        homes = {size: Path(folder) / f"home-{size}" for size in SIZES}
        accounts = {size: fill(homes[size], corpora[size]) for size in SIZES}
        turns = [_turn(number, homes, accounts) for number in range(runs)]
        peer = _hugo(corpora[SIZES[1]] / "hugo", runs)
        profile = _profile(homes[SIZES[1]], accounts[SIZES[1]], Path(folder))
    versions = own_versions("django", "wagtail", "granian") | {"hugo": hugo_version()}
    waits = {size: [one["on_disk_s"] for turn in turns for one in turn[str(size)]] for size in SIZES}
    answers = {size: [one["answered_s"] for turn in turns for one in turn[str(size)]] for size in SIZES}
    detail = {f"at_{size}": {"on_disk_s": _summary(waits[size]), "answered_s": _summary(answers[size])} for size in SIZES}
    p95 = spread([percentile([one["on_disk_s"] for one in turn[str(SIZES[1])]], 0.95) for turn in turns])["median"]
    ratio = round(spread(waits[SIZES[1]])["median"] / spread(waits[SIZES[0]])["median"], 3)
    more: dict[str, Any] = {"peer": {"hugo_rebuild_after_one_article": peer}, "detail": detail, "profile": profile, "versions": versions}
    return [
        entry(P95, "s", p95, target=MOST_SECONDS, at_most=True, runs=[_brief(turn) for turn in turns], **more),
        entry(RATIO, "ratio", ratio, target=MOST_RATIO, at_most=True, runs=[], **more | {"profile": [], "peer": None}),
    ]


def _turn(number: int, homes: dict[int, Path], accounts: dict[int, dict[str, str]]) -> dict[str, Any]:
    turn: dict[str, Any] = {}
    for size, home in homes.items():
        with running(home) as address:
            click(home, address, accounts[size], WARM_UP, 0)
            wait_for_quiet()
            others: list[float] = []
            with others_share(others):
                turn[str(size)] = click(home, address, accounts[size], CLICKS, number * CLICKS + WARM_UP)
            turn[f"busy_{size}"] = others[0]
    return turn


def _hugo(site: Path, runs: int) -> dict[str, Any]:
    remove_added(site)
    command = [str(hugo()), "--quiet"]
    run_whole(command, folder=site)
    rebuilt = []
    for number in range(1, runs + 1):
        add_article(site, number)
        rebuilt.append(run_whole(command, folder=site))
    remove_added(site)
    return {name: spread([getattr(one, name) for one in rebuilt]) for name in ("wall_s", "cpu_s", "others")}


def _profile(home: Path, account: dict[str, str], folder: Path) -> list[str]:
    """Where the press's half goes, by function, over ten clicks; the newsroom's half is the rest of the time."""
    import pstats

    from benchmarks.build_vs_hugo import top_lines

    into = folder / "press.profile"
    with running(home, press=[sys.executable, "-m", "cProfile", "-o", str(into), "-m", "tamizdat", "process", "press"]) as address:
        click(home, address, account, 10, 0)
    return top_lines(pstats.Stats(str(into)), SAID)


def _brief(turn: dict[str, Any]) -> dict[str, Any]:
    """Return a turn as the results keep it: no single clicks."""
    sizes = {str(size): turn[str(size)] for size in SIZES}
    brief = {
        f"{name}_at_{size}": {"median": spread(values)["median"], "p95": percentile(values, 0.95)}
        for size, clicks in sizes.items()
        for name in ("on_disk_s", "answered_s")
        if (values := [one[name] for one in clicks])
    }
    return brief | {name: value for name, value in turn.items() if name not in sizes}


def _summary(values: list[float]) -> dict[str, float]:
    return spread(values) | {"p95": percentile(values, 0.95)}
