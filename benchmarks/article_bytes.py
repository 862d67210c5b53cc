"""``article_p95_bytes``: article pages as they cross the line: brotli 5, style and statement included.

The pages are those of the demo newspaper and of the WordPress export in ``../shared/data``, imported and published as an operator
would do it, built by the press. Sizes are those of the compressed twins on disk. The same content should give the same sizes: each run
fills and builds anew.
"""

import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.measuring import ROOT, entry, own_versions, percentile, spread, with_source

TARGET = 10_240
ARCHIVE = ROOT.parent / "shared" / "data" / "wordpress-theme-unit-test.wxr.xml"
HEAVIEST = 5
SIZES = "SELECT path, packed FROM files WHERE view = 'article' AND digest IS NOT NULL"


def run(runs: int = 5) -> list[dict[str, Any]]:
    """Return the figure as one entry for ``results.json``."""
    if not ARCHIVE.exists():
        raise RuntimeError("the archive is missing: put the shared folder beside the checkout (../shared/data/)")
    turns = [{"demo": _pages(["init", "--demo"]), "archive": _pages(["init"], ["import", "wordpress", str(ARCHIVE)])} for _ in range(runs)]
    p95 = [percentile(_sizes(turn), 0.95) for turn in turns]
    pages = turns[-1]
    sizes = _sizes(pages)
    heaviest = sorted(((size, path) for found in pages.values() for path, size in found.items()), reverse=True)[:HEAVIEST]
    return [
        entry(
            "article_p95_bytes",
            "bytes",
            spread(p95, 1)["median"],
            target=TARGET,
            at_most=True,
            detail={
                "pages": {name: len(found) for name, found in pages.items()},
                "all": spread(sizes),
                **{name: spread([float(size) for size in found.values()]) for name, found in pages.items() if found},
                "heaviest": [f"{size:,} {path}" for size, path in heaviest],
            },
            runs=p95,
            versions=own_versions("brotli", "minijinja"),
        )
    ]


def _sizes(pages: dict[str, dict[str, int]]) -> list[float]:
    return [float(size) for found in pages.values() for size in found.values()]


def _pages(*commands: list[str]) -> dict[str, int]:
    """Path → size of the article pages of a newspaper that *commands* fill."""
    with tempfile.TemporaryDirectory() as folder:
        environment = with_source(TAMIZDAT_HOME=folder, SITE_PORT="8000")
        for command in (*commands, ["edition", "build"]):
            whole = [sys.executable, "-m", "tamizdat", *command]
            done = subprocess.run(whole, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
            if done.returncode:
                raise RuntimeError(f"tamizdat {' '.join(command)} failed:\n{done.stderr[-1500:]}")
        with closing(sqlite3.connect(Path(folder) / "press" / "index.sqlite3")) as index:
            return dict(index.execute(SIZES).fetchall())
