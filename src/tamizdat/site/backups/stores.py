"""The databases of a newspaper, paused for a moment together so that each can be copied as it was then.

Promises: what any of them had committed before the moment is in the copy, what came after is in none; writers wait for milliseconds and
are refused nothing. A database that stays busy delays the backup, never the newspaper: we let go of all and try again.
"""

import os
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit, urlunsplit

from tamizdat.site.errors import CannotDo

PAUSE_SECONDS = 2.0
TRIES = 30


class Busy(RuntimeError):
    """A database that somebody is writing to for longer than we wait."""


class Store(Protocol):
    """One database. ``pause``, ``freeze``, ``resume``, then ``copy`` at leisure."""

    name: str  # where its copy lies in the backup

    def pause(self) -> None:
        """Have writers wait. Raises ``Busy``."""
        ...

    def freeze(self) -> None:
        """From now on see the database as it is now."""
        ...

    def resume(self) -> None:
        """Let writers go on."""
        ...

    def copy(self, target: Path) -> None:
        """Write what was frozen to *target*."""
        ...

    def close(self) -> None:
        """Let go. May be called again."""
        ...


class SqliteStore:
    """A SQLite file."""

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self._writer = sqlite3.connect(path, timeout=PAUSE_SECONDS, isolation_level=None)
        self._reader = sqlite3.connect(path, timeout=PAUSE_SECONDS, isolation_level=None)

    def pause(self) -> None:
        """Take the writers' lock."""
        try:
            self._writer.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            raise Busy(self.name) from None

    def freeze(self) -> None:
        """Begin to read: a reader goes on seeing the moment of its first look."""
        self._reader.execute("BEGIN")
        self._reader.execute("SELECT count(*) FROM sqlite_master").fetchone()

    def resume(self) -> None:
        """Give the writers' lock back; nothing was written."""
        if self._writer.in_transaction:
            self._writer.execute("ROLLBACK")

    def copy(self, target: Path) -> None:
        """Copy page by page, through the reader that sees the moment."""
        with closing(sqlite3.connect(target, isolation_level=None)) as copied:
            self._reader.backup(copied)

    def close(self) -> None:
        """Close both."""
        self.resume()
        self._reader.close()
        self._writer.close()


class PostgresStore:
    """A PostgreSQL database, copied by ``pg_dump`` from an exported snapshot."""

    def __init__(self, name: str, url: str) -> None:
        self.name = name
        self._url = url
        self._writer, self._reader = _connected(url), _connected(url)
        self._snapshot = ""

    def pause(self) -> None:
        """Lock every table against writers."""
        import psycopg
        from psycopg import sql

        self._writer.execute(f"SET lock_timeout = '{PAUSE_SECONDS:.0f}s'")
        try:
            tables = self._writer.execute("SELECT schemaname, tablename FROM pg_tables WHERE schemaname = ANY (current_schemas(false))")
            for table in tables.fetchall():
                self._writer.execute(sql.SQL("LOCK TABLE {} IN SHARE MODE").format(sql.Identifier(*table)))
        except psycopg.errors.LockNotAvailable:
            self._writer.rollback()
            raise Busy(self.name) from None

    def freeze(self) -> None:
        """Export a snapshot, which ``pg_dump`` takes over."""
        self._reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        self._snapshot = self._reader.execute("SELECT pg_export_snapshot()").fetchone()[0]

    def resume(self) -> None:
        """Unlock the tables."""
        if not self._writer.closed:
            self._writer.rollback()

    def copy(self, target: Path) -> None:
        """Dump the snapshot, in ``pg_dump``'s own format."""
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={self._snapshot}", f"--file={target}"]
        run_tool("pg_dump", options, self._url)

    def close(self) -> None:
        """Close both connections."""
        self._writer.close()
        self._reader.close()


@contextmanager
def one_moment(stores: Sequence[Store], beside: Callable[[], None]) -> Iterator[None]:
    """Pause *stores*, do *beside* (what is no database, done within the pause), freeze all, let writers go on; close them at the end.

    Raises ``CannotDo`` if one stays busy.
    """
    with ExitStack() as closing_all:
        for store in stores:
            closing_all.callback(store.close)
        _pause_all(stores)
        try:
            beside()
            for store in stores:
                store.freeze()
        finally:
            for store in stores:
                store.resume()
        yield


def _pause_all(stores: Sequence[Store]) -> None:
    for tried in range(TRIES):
        try:
            for store in stores:
                store.pause()
            return
        except Busy as busy:
            for store in stores:
                store.resume()
            if tried == TRIES - 1:
                raise CannotDo(f"{busy} was being written to for a whole minute: make the backup in a quieter one") from None
            time.sleep(0.2)


def restore_postgres(dump: Path, url: str) -> None:
    """Bring *dump* back into the empty database at *url*: all of it or nothing. Raises ``CannotDo``."""
    with closing(_connected(url)) as connection:
        found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = ANY (current_schemas(false))").fetchone()[0]
    if found:
        raise CannotDo(f"the database that {dump.stem} goes into is not empty: name a new one, so that nothing is written over")
    run_tool("pg_restore", ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", str(dump)], url)


def run_tool(name: str, arguments: list[str], url: str) -> None:
    """Run one of PostgreSQL's tools on the database at *url*; the password is not shown to who lists processes. Raises ``CannotDo``."""
    parts = urlsplit(url)
    shown = urlunsplit(parts._replace(scheme="postgresql", netloc=parts.netloc.replace(f":{parts.password}@", "@")))
    secret = {"PGPASSWORD": unquote(parts.password or ""), "PATH": os.defpath}
    try:
        done = subprocess.run([name, f"--dbname={shown}", *arguments], env=secret, capture_output=True, text=True)
    except FileNotFoundError:
        raise CannotDo(f"{name} is not installed: sudo apt-get install -y --no-install-recommends postgresql-client") from None
    if done.returncode:
        raise CannotDo(f"{name} ended with code {done.returncode}: look at the database's own log")


def _connected(url: str) -> Any:
    try:
        import psycopg
    except ImportError:
        raise CannotDo("PostgreSQL needs a package: pip install 'psycopg[binary]'") from None
    try:
        return psycopg.connect(url.replace("postgres://", "postgresql://", 1), connect_timeout=10)
    except psycopg.OperationalError:
        raise CannotDo("a PostgreSQL database does not answer: is it running, and are its user and password right?") from None
