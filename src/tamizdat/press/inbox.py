"""The inbox: what the newsroom hands in and the press has not yet published. Any process may hand in; one press takes out.

Promises: what ``hand_in`` returned a ticket for is on disk; tickets grow; ``answer`` is kept for whoever waits.
"""

import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS inbox (ticket INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS answer (only INTEGER PRIMARY KEY CHECK (only = 1), ticket INTEGER NOT NULL, edition INTEGER NOT NULL);
"""
POLL_SECONDS = 0.01


class Inbox:
    """The inbox file under *home*."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self._path = home / "inbox.sqlite3"
        with closing(self._connect()) as db:
            db.executescript("PRAGMA journal_mode=WAL;" + SCHEMA)

    def hand_in(self, kind: str, items: Sequence[bytes]) -> int:
        """Keep *items* and return the ticket of the last one. One commit, on disk when it returns."""
        with closing(self._connect()) as db:
            db.execute("PRAGMA synchronous=FULL")
            db.execute("BEGIN IMMEDIATE")
            ticket = 0
            for item in items:
                ticket = db.execute("INSERT INTO inbox (kind, data) VALUES (?, ?)", (kind, item)).lastrowid or 0
            db.execute("COMMIT")
            return ticket

    def waiting(self, limit: int = 2000) -> list[tuple[int, str, bytes]]:
        """Return ticket, kind and bytes of what waits, the oldest first."""
        with closing(self._connect()) as db:
            return db.execute("SELECT ticket, kind, data FROM inbox ORDER BY ticket LIMIT ?", (limit,)).fetchall()

    def count(self) -> int:
        """Return how many items wait."""
        with closing(self._connect()) as db:
            return int(db.execute("SELECT count(*) FROM inbox").fetchone()[0])

    def answer(self, ticket: int, edition: int) -> None:
        """Strike off everything up to *ticket*: it is in *edition*."""
        with closing(self._connect()) as db:
            db.execute("BEGIN IMMEDIATE")
            db.execute("DELETE FROM inbox WHERE ticket <= ?", (ticket,))
            db.execute("INSERT OR REPLACE INTO answer VALUES (1, ?, ?)", (ticket, edition))
            db.execute("COMMIT")

    def wait(self, ticket: int, timeout: float) -> int | None:
        """Return the number of the edition that holds *ticket*'s item, or None after *timeout* seconds."""
        deadline = time.monotonic() + timeout
        with closing(self._connect()) as db:
            while True:
                row = db.execute("SELECT edition FROM answer WHERE ticket >= ?", (ticket,)).fetchone()
                if row:
                    return int(row[0])
                if time.monotonic() >= deadline:
                    return None
                time.sleep(POLL_SECONDS)

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, isolation_level=None)
        db.execute("PRAGMA busy_timeout=10000")
        return db
