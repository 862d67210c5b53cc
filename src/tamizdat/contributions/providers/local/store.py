"""What the pretend provider keeps: a SQLite file of its own, with objects as plain JSON and a journal of all that happened to them.

Promises: one change is one transaction, whole or not at all; an answer that was given to an idempotency key is kept with what it did.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_TABLES = """
CREATE TABLE IF NOT EXISTS thing (id TEXT PRIMARY KEY, kind TEXT NOT NULL, data TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS things_by_kind ON thing (kind);
CREATE TABLE IF NOT EXISTS due (id TEXT, what TEXT, at INTEGER NOT NULL, PRIMARY KEY (id, what)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS dues ON due (at);
CREATE TABLE IF NOT EXISTS journal (seq INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL,
                                    id TEXT NOT NULL, fact TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS journal_by_time ON journal (at, seq);
CREATE INDEX IF NOT EXISTS journal_by_thing ON journal (id, seq);
CREATE TABLE IF NOT EXISTS parcel (seq INTEGER PRIMARY KEY, body TEXT NOT NULL, made REAL NOT NULL, due REAL NOT NULL,
                                   tries INTEGER NOT NULL, copies INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS answered (key TEXT PRIMARY KEY, digest TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""

Plain = dict[str, Any]


class Store:
    """The file. Threads take turns."""

    def __init__(self, path: Path | None = None) -> None:
        self._turn = threading.RLock()
        self._depth = 0
        self._database = sqlite3.connect(path or ":memory:", timeout=20, isolation_level=None, check_same_thread=False)
        self._database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + _TABLES)

    @contextmanager
    def change(self) -> Iterator[None]:
        """One transaction; within another, a part of it."""
        with self._turn:
            if self._depth:
                yield
                return
            self._database.execute("BEGIN IMMEDIATE")
            self._depth = 1
            try:
                yield
                self._database.execute("COMMIT")
            finally:
                self._depth = 0
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")

    def close(self) -> None:
        """Close the file."""
        with self._turn:
            self._database.close()

    def rows(self, query: str, *values: object) -> list[Any]:
        """Return what *query* finds, or changes."""
        with self._turn:
            return self._database.execute(query, values).fetchall()

    def get(self, thing: str) -> Plain | None:
        """Return an object, None if there is none of that id."""
        found = self.rows("SELECT data FROM thing WHERE id = ?", thing)
        return json.loads(found[0][0]) if found else None

    def put(self, thing: Plain) -> None:
        """Keep an object, by its ``id`` and ``object``."""
        self.rows("INSERT OR REPLACE INTO thing VALUES (?, ?, ?)", thing["id"], thing["object"], json.dumps(thing))

    def things(self, kind: str, most: int = 50) -> list[Plain]:
        """Return the newest objects of a kind."""
        found = self.rows("SELECT data FROM thing WHERE kind = ? ORDER BY rowid DESC LIMIT ?", kind, most)
        return [json.loads(data) for (data,) in found]

    def plan(self, thing: str, what: str, at: int | None) -> None:
        """Have *what* done to an object at a time of the provider's clock; None: never."""
        if at is None:
            self.rows("DELETE FROM due WHERE id = ? AND what = ?", thing, what)
        else:
            self.rows("INSERT OR REPLACE INTO due VALUES (?, ?, ?)", thing, what, at)

    def first_due(self, until: int) -> tuple[str, str, int] | None:
        """Return what is due first, if it is by *until*: the object, what to do, when."""
        found = self.rows("SELECT id, what, at FROM due WHERE at <= ? ORDER BY at, id, what LIMIT 1", until)
        return found[0] if found else None

    def next_due(self, what: str = "%") -> int | None:
        """Return when the next thing is to be done, if any."""
        found: int | None = self.rows("SELECT min(at) FROM due WHERE what LIKE ?", what)[0][0]
        return found

    def noted(self, name: str, default: Any) -> Any:
        """Return what was noted under *name*."""
        found = self.rows("SELECT value FROM note WHERE name = ?", name)
        return json.loads(found[0][0]) if found else default

    def note(self, name: str, value: Any) -> None:
        """Note something."""
        self.rows("INSERT OR REPLACE INTO note VALUES (?, ?)", name, json.dumps(value))
