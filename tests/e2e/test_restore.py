"""The newspaper is backed up while it works, lost, and brought back on an empty machine."""

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing

import pytest

from e2e.conftest import ROOT, start, stop
from tamizdat.press.checking import check_folder
from tamizdat.sealed.keyring import Keyring
from tamizdat.sealed.lookup import keyed_hash

STAYS, LEAVES = "stays@post.example", "leaves@post.example"


def tamizdat(home, *arguments, said=""):
    variables = os.environ | {"TAMIZDAT_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "tamizdat", *arguments]
    return subprocess.run(command, env=variables, input=said, capture_output=True, text=True, timeout=240, cwd=ROOT)


def database(home, zone):
    return home / zone / f"{zone}.sqlite3"


def counted(home, zone):
    with closing(sqlite3.connect(database(home, zone))) as db:
        return [row[0] for row in db.execute("SELECT n FROM probe ORDER BY n")]


class Writer(threading.Thread):
    """Commits a number in the newsroom's database, then the same one in the readers', again and again."""

    def __init__(self, home):
        super().__init__()
        self.home, self.committed, self.going = home, 0, True

    def run(self):
        with (
            closing(sqlite3.connect(database(self.home, "newsroom"), timeout=60, isolation_level=None)) as first,
            closing(sqlite3.connect(database(self.home, "readers"), timeout=60, isolation_level=None)) as second,
        ):
            while self.going:
                for db in (first, second):
                    db.execute("INSERT INTO probe VALUES (?)", (self.committed + 1,))
                self.committed += 1


@pytest.fixture
def writer(newspaper):
    """Somebody who writes without a pause while the backup is made."""
    for zone in ("newsroom", "readers"):
        with closing(sqlite3.connect(database(newspaper.home, zone), timeout=60)) as db:
            db.execute("CREATE TABLE probe (n INTEGER PRIMARY KEY)")
    writing = Writer(newspaper.home)
    writing.start()
    yield writing
    writing.going = False
    writing.join()
    for zone in ("newsroom", "readers"):
        with closing(sqlite3.connect(database(newspaper.home, zone), timeout=60)) as db:
            db.execute("DROP TABLE probe")


@pytest.fixture
def two_readers(newspaper, tmp_path):
    """One who stays, and one who leaves after the backup."""
    file, words = tmp_path / "readers.csv", tmp_path / "words.txt"
    rows = [f"{address},weekly,en,2024-05-01,old form,old" for address in (STAYS, LEAVES)]
    file.write_text("\n".join(["address,letter,language,consented,source,version", *rows]))
    words.write_text("Yes, please.")
    done = tamizdat(newspaper.home, "readers", "import", str(file), "--wording", f"old={words}")
    assert done.returncode == 0, done.stderr
    yield
    tamizdat(newspaper.home, "readers", "erase", said=f"{STAYS}\n")


def are_readers(home, *addresses):
    lookup = Keyring(home / "keys").lookup()
    with closing(sqlite3.connect(database(home, "readers"))) as db:
        found = {bytes(row[0]) for row in db.execute("SELECT address_hash FROM newsletters_reader")}
    return [keyed_hash(lookup, address) in found for address in addresses]


@pytest.mark.usefixtures("two_readers")
def test_a_lost_newspaper_is_brought_back_as_it_was_at_one_moment(newspaper, writer, tmp_path):
    file, home = tmp_path / "backup.age", tmp_path / "var"
    passphrase = Keyring(newspaper.home / "keys").passphrase_on_disk()
    while writer.committed < 20:
        assert writer.is_alive()
    departures = tmp_path / "departures"
    before = writer.committed
    made = tamizdat(newspaper.home, "backup", str(file))
    after = writer.committed
    assert made.returncode == 0, made.stderr
    assert not list((newspaper.home / "backups").glob(".making-*")), "plain copies were left on the disk"
    assert file.stat().st_mode & 0o077 == 0

    assert tamizdat(newspaper.home, "readers", "erase", said=f"{LEAVES}\n").returncode == 0
    assert tamizdat(newspaper.home, "readers", "departures", str(departures)).returncode == 0

    _refused_unless_whole_and_ours(file, home, passphrase)
    cut = tmp_path / "cut"
    cut.write_bytes(departures.read_bytes()[:-3])
    refused = tamizdat(home, "restore", str(file), "--departures", str(cut), said=f"{passphrase}\n")
    assert refused.returncode == 1 and "list of departures is" in refused.stderr and not home.exists()

    restored = tamizdat(home, "restore", str(file), "--departures", str(departures), said=f"{passphrase}\n")
    assert restored.returncode == 0, restored.stderr
    assert "Erased again: 1 who had left" in restored.stdout
    assert are_readers(home, STAYS, LEAVES) == [True, False]
    wrote, read = counted(home, "newsroom"), counted(home, "readers")
    assert wrote == list(range(1, len(wrote) + 1)) and len(wrote) - len(read) in (0, 1), "the databases are not of one moment"
    assert before <= len(read) <= after + 1
    assert check_folder(home / "press" / "edition").whole
    assert sorted(path.name for path in (home / "newsroom" / "photos").rglob("*")) == sorted(
        path.name for path in (newspaper.home / "newsroom" / "photos").rglob("*")
    )

    again = tamizdat(home, "restore", str(file), said=f"{passphrase}\n")
    assert again.returncode == 1 and "is not empty" in again.stderr

    running = start(home, tmp_path / "log")
    try:
        assert running.query("SELECT count(*) FROM newsroom_articlepage") == newspaper.query("SELECT count(*) FROM newsroom_articlepage")
        assert Keyring(home / "keys").lookup() == Keyring(newspaper.home / "keys").lookup()
    finally:
        assert stop(running) == 0


def _refused_unless_whole_and_ours(file, home, passphrase):
    whole = file.read_bytes()
    hurt = file.with_name("hurt.age")
    shutil.copy(f"{file}.key", f"{hurt}.key")
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 1
    for data in (whole[: len(whole) // 2], whole[:-1], bytes(flipped), b"no backup at all"):
        hurt.write_bytes(data)
        said = tamizdat(home, "restore", str(hurt), said=f"{passphrase}\n")
        assert said.returncode == 1 and "hurt.age was not restored" in said.stderr and "Traceback" not in said.stderr
    said = tamizdat(home, "restore", str(file), said="not the passphrase\n")
    assert said.returncode == 1 and "passphrase does not open the backup key" in said.stderr
    assert not home.exists() and not home.with_name("var~").exists(), "something was left behind"
