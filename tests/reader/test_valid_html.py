"""Every page is valid HTML, by the Nu HTML checker (npm package vnu-jar, run by Java)."""

import json
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLACES = (
    os.environ.get("TAMIZDAT_VNU_JAR", ""),
    ".cache/npm/node_modules/vnu-jar/build/dist/vnu.jar",
    "node_modules/vnu-jar/build/dist/vnu.jar",
)
"""Where the checker is looked for: named by the environment, or put there by ``npm install --prefix .cache/npm vnu-jar``."""


def checked(*paths: Path) -> list[str]:
    """Return the checker's errors, the page first."""
    jar = next((ROOT / place for place in PLACES if place and (ROOT / place).is_file()), None)
    if jar is None:
        pytest.fail("the Nu HTML checker is not there: npm install --prefix .cache/npm vnu-jar")
    command = ["java", "-jar", str(jar), "--format", "json", "--errors-only", *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = json.loads(done.stderr)["messages"]
    return [f"{message['url'].rpartition('/')[2]}: {message['message']} {message.get('extract', '')}" for message in found]


def test_every_page_is_valid(folder):
    assert checked(*(folder.root / path for paths in folder.kinds.values() for path in paths[:4])) == []


def test_the_checker_would_tell(folder, tmp_path):
    page = (folder.root / "404.html").read_text("utf-8")
    broken = tmp_path / "broken.html"
    broken.write_text(page.replace("</h1>", "</h1><p><section></p>"), "utf-8")
    assert checked(broken)
