"""``restore_min``: a newspaper of 10,000 articles and 200,000 readers is backed up while it is written to, and brought back elsewhere.

The figure is the whole way: ``tamizdat backup``, ``tamizdat restore`` into an empty home (which checks every file and every byte of the
edition), and the newsroom and press of the restored home answering. Nothing committed before the backup began may be missing, and what
came during it is there up to one moment, the same in both databases: else there is no figure. Filling is not measured.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.corpus import make_corpus
from benchmarks.measuring import ROOT, entry, others_share, own_versions, spread, wait_for_quiet, with_source
from benchmarks.newsrooms import fill, running

ARTICLES = int(os.environ.get("RESTORE_ARTICLES", "10000"))
READERS = int(os.environ.get("RESTORE_READERS", "200000"))
TARGET = 30


def run(runs: int = 5) -> list[dict[str, Any]]:
    """Return the figure as one entry for ``results.json``, from *runs* backups and restorations of one newspaper."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "var"
        fill(home, make_corpus(ARTICLES, Path(folder) / "corpus"))
        subprocess.run([sys.executable, "-m", "benchmarks.many_readers", str(READERS)], cwd=ROOT, env=_environment(home), check=True)
        for zone in ("newsroom", "readers"):
            with closing(sqlite3.connect(_database(home, zone))) as db:
                db.execute("CREATE TABLE probe (n INTEGER PRIMARY KEY)")
        measured = [_once(home, Path(folder) / f"run-{number}") for number in range(runs)]
    minutes = spread([one["minutes"] for one in measured], 2)
    detail = {"articles": ARTICLES, "readers": READERS, "minutes": minutes, "committed_and_lost": 0}
    versions = own_versions("pyrage", "django")
    return [entry("restore_min", "min", minutes["median"], target=TARGET, at_most=True, detail=detail, runs=measured, versions=versions)]


class Writing:
    """Commits a number in the newsroom's database, then in the readers', a hundred times a second, for the time of a block."""

    def __init__(self, home: Path) -> None:
        self.home, self.last, self._going = home, _last(home, "readers"), True
        self._thread = threading.Thread(target=self._write)

    def __enter__(self) -> "Writing":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._going = False
        self._thread.join()

    def _write(self) -> None:
        databases = [sqlite3.connect(_database(self.home, zone), timeout=60, isolation_level=None) for zone in ("newsroom", "readers")]
        while self._going:
            for database in databases:
                database.execute("INSERT OR IGNORE INTO probe VALUES (?)", (self.last + 1,))
            self.last += 1
            time.sleep(0.01)
        for database in databases:
            database.close()


def _once(home: Path, folder: Path) -> dict[str, Any]:
    folder.mkdir()
    file, restored = folder / "backup.age", folder / "var"
    passphrase = (home / "keys" / "list.passphrase").read_text()
    wait_for_quiet()
    others: list[float] = []
    with others_share(others):
        with Writing(home) as writing:
            time.sleep(0.5)
            committed, began = writing.last, time.perf_counter()
            _tamizdat(home, "", "backup", str(file))
        backed_up = time.perf_counter()
        _tamizdat(restored, passphrase, "restore", str(file))
        back = time.perf_counter()
        with running(restored):
            ready = time.perf_counter()
    _compare(home, restored, committed)
    return {
        "minutes": round((ready - began) / 60, 3),
        "backup_s": round(backed_up - began, 1),
        "restore_s": round(back - backed_up, 1),
        "start_s": round(ready - back, 1),
        "mib": round(file.stat().st_size / 2**20, 1),
        "others": others[0],
    }


def _compare(home: Path, restored: Path, committed: int) -> None:
    wrote, read = _last(restored, "newsroom"), _last(restored, "readers")
    if read < committed or wrote - read not in (0, 1):
        raise RuntimeError(f"lost: {committed} was committed before the backup, and {wrote} and {read} came back")
    for zone, table in (("newsroom", "newsroom_articlepage"), ("readers", "newsletters_subscription")):
        query = f"SELECT count(*) FROM {table}"
        if _rows(home, zone, query) != _rows(restored, zone, query):
            raise RuntimeError(f"lost: {table} has fewer rows than before")


def _tamizdat(home: Path, said: str, *arguments: str) -> None:
    command = [sys.executable, "-m", "tamizdat", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=_environment(home), input=said, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)}: {done.stderr[-1500:]}")


def _environment(home: Path) -> dict[str, str]:
    return with_source(TAMIZDAT_HOME=str(home))


def _database(home: Path, zone: str) -> Path:
    return home / zone / f"{zone}.sqlite3"


def _last(home: Path, zone: str) -> int:
    return int(_rows(home, zone, "SELECT coalesce(max(n), 0) FROM probe"))


def _rows(home: Path, zone: str, query: str) -> Any:
    with closing(sqlite3.connect(_database(home, zone))) as db:
        return db.execute(query).fetchone()[0]
