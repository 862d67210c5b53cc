"""The newsroom on PostgreSQL: the same migrations, the same demo, the same edition."""

import os
import subprocess
import sys

import pytest

from e2e.conftest import ROOT
from simulators.postgres import postgres


@pytest.fixture
def database():
    with postgres() as url:
        yield url


def test_the_demo_is_loaded_and_published_from_postgresql(newspaper, database, tmp_path):
    home = tmp_path / "var"
    environment = os.environ | {"TAMIZDAT_HOME": str(home), "TAMIZDAT_DATABASE_NEWSROOM": database, "PYTHONPATH": str(ROOT / "src")}

    def tamizdat(*arguments):
        command = [sys.executable, "-m", "tamizdat", *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        return done.stdout

    tamizdat("init", "--demo")
    tamizdat("edition", "build")
    assert "every file is as the head says" in tamizdat("edition", "verify", str(home / "press" / "edition"))

    def pages(edition):
        return {str(path.relative_to(edition)) for path in edition.glob("en/section/*.html")}

    assert pages((home / "press" / "edition").resolve()) == pages((newspaper.home / "press" / "edition").resolve())
    assert not list((home / "newsroom").glob("*.sqlite3"))
