"""The newsroom on PostgreSQL: the same migrations, the same demo, the same edition."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from e2e.conftest import ROOT, free_port

AS_POSTGRES = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []  # a server refuses to run as root


def _tool(name):
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    assert found, "PostgreSQL is not installed: sudo apt-get install -y --no-install-recommends postgresql"
    return str(found[-1])


@contextmanager
def _server(folder: Path, port: int):
    """A PostgreSQL server of our own on a loopback port."""
    data = folder / "data"
    subprocess.run([*AS_POSTGRES, _tool("initdb"), "-A", "trust", "-U", "postgres", "-D", str(data)], check=True, capture_output=True)
    options = ["-p", str(port), "-c", "listen_addresses=127.0.0.1", "-k", str(folder), "-c", "fsync=off"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([*AS_POSTGRES, _tool("postgres"), "-D", str(data), *options], stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 30
        while subprocess.run([_tool("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]).returncode:
            assert time.monotonic() < deadline, (folder / "log").read_text()
            time.sleep(0.2)
        yield f"postgres://postgres@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*AS_POSTGRES, _tool("pg_ctl"), "-D", str(data), "-m", "immediate", "stop"], check=True, capture_output=True)
        process.wait(30)


@pytest.fixture
def database():
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # short: a socket's path may have 107 bytes
    if AS_POSTGRES:
        shutil.chown(folder, "postgres")
    with _server(folder, free_port()) as url:
        yield url
    shutil.rmtree(folder)


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
