"""The queue in PostgreSQL: the keeper's role may INSERT and nothing else; the hatch's role owns the tables.

Promises: whoever takes over the public side with the keeper's password can read no row. After ``erase`` the table is vacuumed; what a
database keeps beside it (its log, its backups) holds sealed boxes, and their key is destroyed within weeks.
"""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

from tamizdat.gate.stores import StoreAway, Taken
from tamizdat.sealed.keys import b64
from tamizdat.sealed.poll import TOLERANCE, Row

_TABLES = """
CREATE TABLE IF NOT EXISTS record (seq bigint PRIMARY KEY, minute bigint NOT NULL, box bytea NOT NULL, door text NOT NULL DEFAULT '');
ALTER TABLE record ADD COLUMN IF NOT EXISTS door text NOT NULL DEFAULT '';
CREATE TABLE IF NOT EXISTS queue (id text NOT NULL, erased bigint NOT NULL);
CREATE TABLE IF NOT EXISTS beat (n bigint NOT NULL);
CREATE TABLE IF NOT EXISTS heard (nonce bytea PRIMARY KEY, time bigint NOT NULL);
"""
_PUBLIC = ("record", "beat")


class PostgresShelf:
    """The keeper's side. Connects again after a loss."""

    def __init__(self, url: str) -> None:
        self._url, self._open = url, _connect(url)

    def close(self) -> None:
        """Close the connection."""
        self._open.close()

    def append(self, rows: Sequence[Row], beats: int) -> None:
        """Write all in one transaction that is on the disk. Raises ``StoreAway``."""
        with _away():
            self._open = _still_open(self._open, self._url)
            with self._open.transaction(), self._open.cursor() as cursor:
                said = [(row.seq, row.minute, row.box, row.door) for row in rows]
                cursor.executemany("INSERT INTO record (seq, minute, box, door) VALUES (%s, %s, %s, %s)", said)
                if beats:
                    cursor.execute("INSERT INTO beat VALUES (1)")


class PostgresHatch:
    """The newsroom's side. *door* is the keeper's URL: its role is given its one right."""

    def __init__(self, url: str, *, door: str) -> None:
        self._url, self._open = url, _connect(url)
        role = unquote(urlsplit(door).username or "")
        with self._cursor() as cursor:
            cursor.execute(_TABLES)
            for table in ("record", "queue", "beat", "heard"):
                cursor.execute(sql.SQL("REVOKE ALL ON {} FROM PUBLIC, {}").format(sql.Identifier(table), sql.Identifier(role)))
            for table in _PUBLIC:
                cursor.execute(sql.SQL("GRANT INSERT ON {} TO {}").format(sql.Identifier(table), sql.Identifier(role)))
            cursor.execute("INSERT INTO queue SELECT %s, 0 WHERE NOT EXISTS (SELECT FROM queue)", [b64(secrets.token_bytes(16))])
            self.queue: str = cursor.execute("SELECT id FROM queue").fetchone()[0]  # type: ignore[index]

    def close(self) -> None:
        """Close the connection."""
        self._open.close()

    def bounds(self) -> tuple[int, int]:
        """Return the sequence numbers of the oldest row kept and of the newest ever written."""
        with self._cursor() as cursor:
            query = "SELECT min(seq), max(seq), (SELECT erased FROM queue) FROM record"
            first, last, erased = cursor.execute(query).fetchone() or (None, None, 0)
        return first or erased + 1, last or erased

    def read(self, limit: int) -> list[Row]:
        """Return the oldest rows."""
        with self._cursor() as cursor:
            found = cursor.execute("SELECT seq, minute, box, door FROM record ORDER BY seq LIMIT %s", [limit]).fetchall()
        return [Row(seq, minute, bytes(box), door) for seq, minute, box, door in found]

    def box(self, seq: int) -> bytes:
        """Return the box of one row, empty if there is none."""
        with self._cursor() as cursor:
            found = cursor.execute("SELECT box FROM record WHERE seq = %s", [seq]).fetchone()
        return bytes(found[0]) if found else b""

    def erase(self, done: int) -> int:
        """Erase the rows up to *done*; return how many there were."""
        with self._cursor() as cursor:
            newest = (cursor.execute("SELECT max(seq) FROM record").fetchone() or (0,))[0] or 0
            gone = cursor.execute("DELETE FROM record WHERE seq <= %s", [done]).rowcount
            cursor.execute("UPDATE queue SET erased = greatest(erased, least(%s::bigint, %s::bigint))", [done, newest])
            cursor.execute("DELETE FROM beat")
        if gone:
            with _away():
                self._open.execute("VACUUM record")
        return gone

    def is_new(self, nonce: bytes, now: float) -> bool:
        """Remember *nonce*; return False if it was known."""
        with self._cursor() as cursor:
            cursor.execute("DELETE FROM heard WHERE time < %s", [int(now) - 2 * TOLERANCE])
            return cursor.execute("INSERT INTO heard VALUES (%s, %s) ON CONFLICT DO NOTHING", [nonce, int(now)]).rowcount == 1

    @contextmanager
    def _cursor(self) -> Iterator[psycopg.Cursor[Any]]:
        with _away():
            self._open = _still_open(self._open, self._url)
            with self._open.transaction(), self._open.cursor() as cursor:
                yield cursor


def _still_open(database: psycopg.Connection[Any], url: str) -> psycopg.Connection[Any]:
    if not database.broken and not database.closed:
        return database
    database.close()
    return _connect(url)


def _connect(url: str) -> psycopg.Connection[Any]:
    with _away():
        # Waiting for the disk at each commit is the promise to the reader; a server's own default may be otherwise.
        return psycopg.connect(url, autocommit=True, connect_timeout=10, options="-c synchronous_commit=on", prepare_threshold=2)


@contextmanager
def _away() -> Iterator[None]:
    try:
        yield
    except psycopg.errors.UniqueViolation:
        raise Taken("a sequence number is in use") from None
    except psycopg.Error as error:
        raise StoreAway(f"the queue's database does not take it ({type(error).__name__})") from None
