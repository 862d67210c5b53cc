"""``letter_spam_score``: what SpamAssassin's local rules make of the demo newspaper's letters as they are sent.

Every letter in every language, discreet ones too, signed; the figure is the worst of them. Local rules only: nothing is asked of the
network, so reputation counts neither for nor against. Exact: the same letter, the same score.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.measuring import ROOT, entry, own_versions, with_source

TARGET = 0.5
_POINTS = re.compile(r"Content analysis details:\s+\((-?[0-9.]+) points")
_RULE = re.compile(r"^\s*(-?[0-9]+\.[0-9]) ([A-Z0-9_]+) ", re.MULTILINE)


def run(runs: int = 1) -> list[dict[str, Any]]:
    """Return the figure as one entry for ``results.json``."""
    with tempfile.TemporaryDirectory() as folder:
        home, letters = Path(folder, "home"), Path(folder, "letters")
        letters.mkdir()
        for command in (["tamizdat", "init", "--demo"], ["tamizdat", "edition", "build"], ["benchmarks.demo_letters", str(letters)]):
            said = _python(command, home)
        if not json.loads(said.splitlines()[-1]):
            raise RuntimeError("the demo newspaper has no letter to measure")
        judged = {path.name: judge(path.read_bytes()) for path in sorted(letters.iterdir())}
    return [
        entry(
            "letter_spam_score",
            "points",
            max(points for points, _ in judged.values()),
            target=TARGET,
            at_most=True,
            detail={name: {"points": points, "rules": rules} for name, (points, rules) in judged.items()},
            runs=[],
            versions=own_versions("css-inline") | {"spamassassin": _version()},
        )
    ]


def judge(letter: bytes) -> tuple[float, dict[str, float]]:
    """Return SpamAssassin's points for *letter*, and those rules that gave or took any. Raises ``RuntimeError`` if it says nothing."""
    with tempfile.NamedTemporaryFile("w", suffix=".prefs") as nothing:  # nobody's own preferences
        command = ["spamassassin", "--local", "--test-mode", "--prefspath", nothing.name]
        done = subprocess.run(command, input=letter, capture_output=True, check=False)
    said = done.stdout.decode("utf-8", "replace")
    points = _POINTS.search(said)
    if points is None:
        raise RuntimeError(f"spamassassin said nothing about the letter: {done.stderr.decode(errors='replace')[-500:]}")
    rules = _RULE.findall(said[points.start() :])
    return float(points[1]), {name: float(value) for value, name in rules if float(value)}


def _python(command: list[str], home: Path) -> str:
    whole = [sys.executable, "-m", *command]
    environment = with_source(TAMIZDAT_HOME=str(home))
    done = subprocess.run(whole, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr[-1500:]}")
    return done.stdout


def _version() -> str:
    said = subprocess.run(["spamassassin", "--version"], capture_output=True, text=True, check=True).stdout
    return said.split()[2]
