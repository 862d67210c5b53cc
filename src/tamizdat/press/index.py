"""The press's index: which records there are, which files they make, and what is still to do. One SQLite file.

Promises: what ``commit`` took is there after a crash, so that a killed build is taken up where it stopped. One process writes (it
holds the lock); others read. Leaves file contents to the store.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tamizdat.edition.catalogue import Catalogue, Teaser
from tamizdat.edition.records import Article, Correction, Figure, Record, Rendition
from tamizdat.edition.schema import decode_kept, encode
from tamizdat.press.folder import Placement

SCHEMA = """
CREATE TABLE IF NOT EXISTS records (
    id TEXT PRIMARY KEY, change INTEGER NOT NULL, build INTEGER NOT NULL, digest TEXT NOT NULL, teaser TEXT, data BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS records_by_build ON records (build);
CREATE TABLE IF NOT EXISTS files (
    path TEXT PRIMARY KEY, grp TEXT NOT NULL, view TEXT NOT NULL, digest TEXT, leaf TEXT, inputs TEXT NOT NULL,
    bytes INTEGER NOT NULL, packed INTEGER NOT NULL, build INTEGER NOT NULL, names TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS files_by_group ON files (grp);
CREATE INDEX IF NOT EXISTS files_by_build ON files (build);
CREATE INDEX IF NOT EXISTS files_by_size ON files (view, packed);
CREATE TABLE IF NOT EXISTS names (name TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY (name, path)) WITHOUT ROWID;
DROP INDEX IF EXISTS names_by_path;
CREATE TABLE IF NOT EXISTS todo (grp TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""

ROOM = "PRAGMA cache_size=-65536;"
"""64 MB of the file stay in memory, if it has as many: a full build writes to all of it at random."""

LATE = "PRAGMA wal_autocheckpoint=16000;"
"""Waiting for the disk is left to ``settle``, when nobody waits for the press, unless the log has grown to some 64 MB."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file of the edition. ``packed`` is the size of its brotli twin in bytes, 0 if it has none."""

    path: str
    group: str
    view: str
    digest: str
    leaf: str
    inputs: str
    bytes: int
    packed: int
    names: tuple[str, ...]


class Index:
    """The index at *path*; ``:memory:`` will do for a test."""

    def __init__(self, path: Path | str, *, read_only: bool = False) -> None:
        self.path = path
        if read_only:
            self._db = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None, check_same_thread=False)
        else:
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=10000;" + ROOM + LATE + SCHEMA)
            if "names" not in {row[1] for row in self._db.execute("PRAGMA table_info(files)")}:  # written before version 0.1
                self._db.execute("ALTER TABLE files ADD COLUMN names TEXT NOT NULL DEFAULT ''")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def begin(self) -> None:
        """Begin to change several things at once."""
        self._db.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make the changes since ``begin`` lasting."""
        self._db.execute("COMMIT")

    def settle(self) -> None:
        """Bring what was committed from the log into the file itself, as far as nobody reads the file."""
        self._db.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def rollback(self) -> None:
        """Forget the changes since ``begin``."""
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    # Facts

    def fact(self, name: str, default: Any = None) -> Any:
        """Return a remembered value."""
        row = self._db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return json.loads(row[0]) if row else default

    def remember(self, **facts: Any) -> None:
        """Remember values by name."""
        rows = [(name, json.dumps(value)) for name, value in facts.items()]
        self._db.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", rows)

    # Records

    def put_record(self, record: Record, digest: str, build: int) -> None:
        """Keep a record, and for an article its teaser apart, so that starting need not read every body."""
        teaser = _teaser_json(record, digest) if isinstance(record, Article) else None
        row = (record.id, record.change, build, digest, teaser, zlib.compress(encode(record), 1))
        self._db.execute("INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?, ?, ?)", row)

    def record(self, record_id: str) -> Record:
        """Return a record by id. Raises ``KeyError``."""
        row = self._db.execute("SELECT data FROM records WHERE id = ?", (record_id,)).fetchone()
        if row is None:
            raise KeyError(record_id)
        return decode_kept(zlib.decompress(row[0]))

    def article(self, record_id: str) -> Article:
        """Return a whole article by id. Raises ``KeyError``."""
        record = self.record(record_id)
        if not isinstance(record, Article):
            raise KeyError(record_id)
        return record

    def fill(self, catalogue: Catalogue, *, since: int = 0) -> None:
        """Put every record kept in a build from *since* on into *catalogue*."""
        rows = self._db.execute("SELECT teaser, data, digest FROM records WHERE build >= ? ORDER BY id", (since,))
        for teaser, data, digest in rows:
            catalogue.put(_teaser(teaser) if teaser else decode_kept(zlib.decompress(data)), digest)

    # To do

    def add_todo(self, groups: Iterable[str]) -> None:
        """Note groups whose files must be looked at again."""
        self._db.executemany("INSERT OR IGNORE INTO todo VALUES (?)", ((group,) for group in groups))

    def todo(self) -> list[str]:
        """Return the groups to look at."""
        return [row[0] for row in self._db.execute("SELECT grp FROM todo ORDER BY grp")]

    def done(self, groups: Iterable[str]) -> None:
        """Strike groups off the list."""
        self._db.executemany("DELETE FROM todo WHERE grp = ?", ((group,) for group in groups))

    def groups_naming(self, name: str) -> set[str]:
        """Return the groups with a file that names a record: the reverse index."""
        query = "SELECT DISTINCT grp FROM names JOIN files USING (path) WHERE name = ?"
        return {row[0] for row in self._db.execute(query, (name,))}

    def groups(self) -> set[str]:
        """Return all groups that have files."""
        return {row[0] for row in self._db.execute("SELECT DISTINCT grp FROM files WHERE digest IS NOT NULL")}

    # Files

    def inputs_of(self, path: str) -> tuple[str, str, tuple[str, ...]] | None:
        """Return the group, the input digest and the names of a live file, or None."""
        row = self._db.execute("SELECT grp, inputs, names FROM files WHERE path = ? AND digest IS NOT NULL", (path,)).fetchone()
        return row and (row[0], row[1], _split(row[2]))

    def paths_of(self, group: str) -> set[str]:
        """Return the paths of a group's live files."""
        return {row[0] for row in self._db.execute("SELECT path FROM files WHERE grp = ? AND digest IS NOT NULL", (group,))}

    def put_file(self, row: FileRow, build: int) -> bool:
        """Keep what is known of a file; return whether its bytes changed."""
        return bool(self.put_files([row], build))

    def put_files(self, rows: Iterable[FileRow], build: int) -> list[str]:
        """Keep what is known of files; return the paths of those whose bytes changed."""
        known: dict[str, tuple[str | None, int, tuple[str, ...]]] = {}
        lost: list[tuple[str, str]] = []
        gained: list[tuple[str, str]] = []
        values: list[tuple[Any, ...]] = []
        changed: list[str] = []
        for row in rows:
            old_digest, stamp, before = known.get(row.path) or self._known(row.path)
            if old_digest != row.digest:
                changed.append(row.path)
                stamp = build
            if before != row.names:
                lost += [(name, row.path) for name in set(before) - set(row.names)]
                gained += [(name, row.path) for name in (set(row.names) - set(before) if before else row.names)]
            known[row.path] = row.digest, stamp, row.names
            values.append(
                (row.path, row.group, row.view, row.digest, row.leaf, row.inputs, row.bytes, row.packed, stamp, "\n".join(row.names))
            )
        self._db.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
        self._db.executemany("DELETE FROM names WHERE name = ? AND path = ?", lost)
        self._db.executemany("INSERT OR IGNORE INTO names VALUES (?, ?)", sorted(gained))
        return changed

    def _known(self, path: str) -> tuple[str | None, int, tuple[str, ...]]:
        row = self._db.execute("SELECT digest, build, names FROM files WHERE path = ?", (path,)).fetchone()
        return (row[0], row[1], _split(row[2])) if row else (None, 0, ())

    def remove_file(self, path: str, group: str, build: int) -> bool:
        """Note that a file is gone, unless another group has taken its path; return whether it was there."""
        names = self._known(path)[2]
        query = "UPDATE files SET digest = NULL, leaf = NULL, names = '', build = ? WHERE path = ? AND grp = ? AND digest IS NOT NULL"
        gone = self._db.execute(query, (build, path, group)).rowcount > 0
        if gone:
            self._db.executemany("DELETE FROM names WHERE name = ? AND path = ?", ((name, path) for name in names))
        return gone

    def placements(self, *, since: int) -> Iterator[Placement]:
        """Yield what changed in builds after *since*."""
        for path, digest, packed in self._db.execute("SELECT path, digest, packed FROM files WHERE build > ?", (since,)):
            yield Placement(path, digest, packed > 0)

    def forget_gone(self, *, before: int) -> None:
        """Forget files that were gone before a build that both folders have reached."""
        self._db.execute("DELETE FROM files WHERE digest IS NULL AND build <= ?", (before,))

    def leaves(self, *, since: int = -1) -> Iterator[tuple[str, str | None]]:
        """Yield the path and leaf digest of each file changed after build *since*; None for one that is gone. No tree nodes."""
        return self._db.execute("SELECT path, leaf FROM files WHERE build > ? AND view NOT IN ('node', 'head')", (since,))

    def files(self) -> Iterator[tuple[str, str, str]]:
        """Yield path, digest and leaf of every live file, by path."""
        return self._db.execute("SELECT path, digest, leaf FROM files WHERE digest IS NOT NULL ORDER BY path")

    def totals(self) -> tuple[int, int]:
        """Return the number and the bytes of the live files, twins apart."""
        row = self._db.execute("SELECT count(*), coalesce(sum(bytes), 0) FROM files WHERE digest IS NOT NULL").fetchone()
        return row[0], row[1]

    def over_budget(self, view: str, limit: int) -> list[tuple[str, int]]:
        """Return path and packed size of a view's files over *limit* bytes, the largest first."""
        query = "SELECT path, packed FROM files WHERE view = ? AND packed > ? AND digest IS NOT NULL ORDER BY packed DESC"
        return self._db.execute(query, (view, limit)).fetchall()


def _split(names: str) -> tuple[str, ...]:
    return tuple(names.split("\n")) if names else ()


def _teaser_json(article: Article, digest: str) -> str:
    from tamizdat.edition.catalogue import teaser_of

    teaser = teaser_of(article, digest)
    return json.dumps({name: _plain(getattr(teaser, name)) for name in Teaser.__dataclass_fields__}, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Figure | Rendition | Correction):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    return value


def _teaser(text: str) -> Teaser:
    plain = json.loads(text)
    for name in ("bylines", "topics", "former", "photos"):
        plain[name] = tuple(plain[name])
    plain["corrections"] = tuple(Correction(**item) for item in plain["corrections"])
    plain["lead"] = plain["lead"] and Figure(**plain["lead"])
    plain["card"] = plain["card"] and Rendition(**plain["card"])
    return Teaser(**plain)
