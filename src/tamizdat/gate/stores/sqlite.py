"""The queue in a SQLite file. One process appends, one reads and erases.

Promises: what ``append`` returned from is on the disk; after ``erase`` neither file nor log holds a byte of the erased (sealed) boxes.
"""

import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tamizdat.gate.stores import StoreAway, Taken
from tamizdat.sealed.keys import b64
from tamizdat.sealed.poll import TOLERANCE, Row

_TABLES = """
CREATE TABLE IF NOT EXISTS record (seq INTEGER PRIMARY KEY, minute INTEGER NOT NULL, box BLOB NOT NULL, door TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS queue (id TEXT NOT NULL, erased INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS beat (n INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS heard (nonce BLOB PRIMARY KEY, time INTEGER NOT NULL) WITHOUT ROWID;
"""
_MARKED = "ALTER TABLE record ADD COLUMN door TEXT NOT NULL DEFAULT ''"
_WAIT = 20.0  # seconds for the other process to finish


class SqliteShelf:
    """The keeper's side."""

    def __init__(self, path: Path) -> None:
        self._database = _open(path)

    def append(self, rows: Sequence[Row], beats: int) -> None:
        """Write all in one transaction that is on the disk. Raises ``StoreAway``."""
        with _transaction(self._database) as database:
            said = [(row.seq, row.minute, row.box, row.door) for row in rows]
            database.executemany("INSERT INTO record (seq, minute, box, door) VALUES (?, ?, ?, ?)", said)
            if beats:
                database.execute("INSERT INTO beat DEFAULT VALUES")


class SqliteHatch:
    """The newsroom's side."""

    def __init__(self, path: Path) -> None:
        self._database = _open(path)
        with _away():
            self._database.executescript(_TABLES)
            if not self._one("SELECT count(*) FROM pragma_table_info('record') WHERE name = 'door'"):
                self._database.execute(_MARKED)  # a queue from before doors were marked
        with _transaction(self._database) as database:
            if database.execute("SELECT count(*) FROM queue").fetchone() == (0,):
                database.execute("INSERT INTO queue VALUES (?, 0)", [b64(secrets.token_bytes(16))])
        self.queue: str = self._one("SELECT id FROM queue")

    def bounds(self) -> tuple[int, int]:
        """Return the sequence numbers of the oldest row kept and of the newest ever written."""
        with _away():
            query = "SELECT min(seq), max(seq), (SELECT erased FROM queue) FROM record"
            first, last, erased = self._database.execute(query).fetchone()
        return first or erased + 1, last or erased

    def read(self, limit: int) -> list[Row]:
        """Return the oldest rows."""
        with _away():
            return [Row(*row) for row in self._database.execute("SELECT seq, minute, box, door FROM record ORDER BY seq LIMIT ?", [limit])]

    def box(self, seq: int) -> bytes:
        """Return the box of one row, empty if there is none."""
        with _away():
            found = self._database.execute("SELECT box FROM record WHERE seq = ?", [seq]).fetchone()
        return bytes(found[0]) if found else b""

    def erase(self, done: int) -> int:
        """Erase the rows up to *done*, also from the log; return how many there were."""
        with _transaction(self._database) as database:
            newest = database.execute("SELECT max(seq) FROM record").fetchone()[0] or 0
            gone = database.execute("DELETE FROM record WHERE seq <= ?", [done]).rowcount
            database.execute("UPDATE queue SET erased = max(erased, min(?, ?))", [done, newest])
            database.execute("DELETE FROM beat")
        if gone:
            self._shrink()
        return gone

    def is_new(self, nonce: bytes, now: float) -> bool:
        """Remember *nonce*; return False if it was known."""
        with _transaction(self._database) as database:
            database.execute("DELETE FROM heard WHERE time < ?", [int(now) - 2 * TOLERANCE])
            return database.execute("INSERT OR IGNORE INTO heard VALUES (?, ?)", [nonce, int(now)]).rowcount == 1

    def _shrink(self) -> None:
        with _away():
            self._database.executescript("PRAGMA incremental_vacuum")  # as a script: ``execute`` would stop after one page
            # The log still has the pages as they were before; this writes them over in the file and cuts the log to nothing.
            self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _one(self, query: str) -> Any:
        with _away():
            return self._database.execute(query).fetchone()[0]


def _open(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    with _away():
        database = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
        database.executescript("PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
        database.executescript("PRAGMA secure_delete=ON; PRAGMA trusted_schema=OFF; PRAGMA temp_store=MEMORY;")
    return database


@contextmanager
def _transaction(database: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    with _away():
        database.execute("BEGIN IMMEDIATE")
        try:
            yield database
            database.execute("COMMIT")
        finally:
            if database.in_transaction:
                database.execute("ROLLBACK")


@contextmanager
def _away() -> Iterator[None]:
    try:
        yield
    except sqlite3.IntegrityError:
        raise Taken("a sequence number is in use") from None
    except sqlite3.Error as error:
        raise StoreAway(f"the queue's file does not take it ({type(error).__name__})") from None
