"""``build_vs_hugo_10000``: articles a second of our full build over Hugo's, on the same corpus of 10,000, without compression.

Whole processes in turns, from nothing but records (ours) and Markdown files (Hugo's) to a complete site; medians. Ours makes more
files of it: three feeds a list and not one, an archive by month, trees, and links to 5,000 picture files. ``peer`` has the counts.
"""

import pstats
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.corpus import make_corpus, records_of
from benchmarks.hugo import hugo, hugo_version
from benchmarks.measuring import ROOT, Run, entry, own_versions, run_whole, spread, with_source
from tamizdat.press.build import Builder
from tamizdat.reader import load_theme

TARGET = 1.0
ARTICLES = 10_000
FIGURES = ("build_vs_hugo_10000",)


def run(runs: int = 5) -> list[dict[str, Any]]:
    """Return the figure as one entry for ``results.json``, from *runs* turns of each."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = make_corpus(ARTICLES, Path(folder) / "corpus")
        prepared = Path(folder) / "prepared"
        prepare(corpus, prepared)
        turns = [(_ours(prepared, Path(folder) / "press"), _hugo(corpus / "hugo")) for _ in range(runs)]
        ours_files, hugo_files = _count(Path(folder) / "press" / "edition"), _count(corpus / "hugo" / "public")
        profile = build_profile(prepared, Path(folder) / "press")
    ours, theirs = ([turn[which] for turn in turns] for which in (0, 1))
    ratio = round(_median(theirs, "wall_s") / _median(ours, "wall_s"), 3)
    return [
        entry(
            FIGURES[0],
            "ratio",
            ratio,
            target=TARGET,
            at_most=False,
            peer={"hugo": _summary(theirs, hugo_files), "ours": _summary(ours, ours_files)},
            cpu_ratio=round(_median(theirs, "cpu_s") / _median(ours, "cpu_s"), 3),
            profile=profile,
            runs=[run for turn in turns for run in turn],
            versions=own_versions("minijinja") | {"hugo": hugo_version()},
        )
    ]


def prepare(corpus: Path, home: Path) -> None:
    """Make a press under *home* that knows the corpus's records and has made nothing of them."""
    builder = Builder(home, load_theme(), pack=False)
    builder.take(records_of(corpus, builder.store.put))
    builder.close()


def build_profile(prepared: Path, home: Path, lines: int = 25) -> list[str]:
    """Return where one build in one process spends its time: the functions that take longest by themselves."""
    _fresh(prepared, home)
    into = home.with_suffix(".profile")
    run_whole([*_COMMAND, str(home), "--profile", str(into)], folder=ROOT, environment=with_source())
    return top_lines(pstats.Stats(str(into)), lines)


def top_lines(stats: pstats.Stats, lines: int) -> list[str]:
    """Return the functions that take longest by themselves: seconds, share of all, calls, name."""
    found = stats.stats.items()  # type: ignore[attr-defined]
    rows = sorted(((took, calls, where) for where, (_, calls, took, _, _) in found), reverse=True)
    total = sum(took for took, _, _ in rows) or 1
    names = [(took, calls, f"{Path(file).stem}.{name}" if line else name) for took, calls, (file, line, name) in rows[:lines]]
    return [f"{took:6.2f} s {took / total:5.1%} {calls:>9,} × {name}" for took, calls, name in names]


_COMMAND = [sys.executable, "-m", "benchmarks.full_build"]


def _ours(prepared: Path, home: Path) -> Run:
    _fresh(prepared, home)
    return run_whole([*_COMMAND, str(home)], folder=ROOT, environment=with_source())


def _fresh(prepared: Path, home: Path) -> None:
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(prepared, home)


def _hugo(site: Path) -> Run:
    shutil.rmtree(site / "public", ignore_errors=True)
    return run_whole([str(hugo()), "--quiet"], folder=site)


def _count(folder: Path) -> int:
    return sum(path.is_file() for path in folder.resolve().rglob("*"))


def _median(runs: list[Run], name: str) -> float:
    return spread([getattr(run, name) for run in runs])["median"]


def _summary(runs: list[Run], files: int) -> dict[str, Any]:
    spreads = {name: spread([getattr(run, name) for run in runs]) for name in ("wall_s", "cpu_s", "peak_mib", "others")}
    return spreads | {"articles_per_s": round(ARTICLES / spreads["wall_s"]["median"]), "files": files}
