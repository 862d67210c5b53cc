"""Making a backup: all zones at one moment, encrypted while it is written, read once more from the disk before it counts.

Promises: holds what every database had committed at one moment, the photos and keys of that moment, and the press's objects, which never
change. Never a plain copy of it all on the disk: only of the databases, in the closed folder they come from, gone at the end. Leaves out
what lets nobody restore: logs, the outbox, sockets.
"""

import json
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pyrage import x25519

from tamizdat import __version__
from tamizdat.site.backups.parcel import Member, nowhere, read_parcel, write_parcel
from tamizdat.site.backups.stores import PostgresStore, SqliteStore, Store, one_moment
from tamizdat.site.conf import ZONES, Conf
from tamizdat.site.errors import CannotDo

LEFT_OUT = ("agent.sock", "demo-editor")


@dataclass(frozen=True, slots=True)
class Made:
    """A backup: how many files are in it, its size in bytes, the seconds it took, and what could not be read, a sentence each."""

    files: int
    bytes: int
    seconds: float
    missing: tuple[str, ...]


def make_backup(settings: Conf, file: Path, recipients: list[str]) -> Made:
    """Write a backup of *settings*' newspaper to *file*, encrypted to *recipients* (``age1…``). Raises ``CannotDo``."""
    if file.exists():
        raise CannotDo(f"{file} is there already: name a new file")
    began = time.perf_counter()
    (settings.home / "backups").mkdir(mode=0o700, parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.part")
    checking = x25519.Identity.generate()  # a reader of this one file, so that it can be checked without the passphrase; then forgotten
    try:
        with tempfile.TemporaryDirectory(dir=settings.home / "backups", prefix=".making-") as stage:
            missing = _set_aside(settings, Path(stage))
            about = {"made": int(time.time()), "version": __version__, "missing": missing, "ledger": ledger_head(Path(stage))}
            keys = [*(x25519.Recipient.from_str(text) for text in recipients), checking.to_public()]
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
                manifest = write_parcel(out, keys, _members(settings, Path(stage)), about)
                out.flush()
                os.fsync(out.fileno())
        with part.open("rb") as written:
            read_parcel(written, [checking], nowhere)
        os.replace(part, file)
        noted = {name: manifest[name] for name in ("made", "ledger")}
        (settings.home / "backups" / "last.json").write_text(json.dumps(noted))
    finally:
        part.unlink(missing_ok=True)
    return Made(len(manifest["files"]), file.stat().st_size, time.perf_counter() - began, tuple(missing))


def ledger_head(stage: Path) -> str:
    """Return the head of the ledger's chain in the copies in *stage*, as ``contributions verify --head`` takes it; "" if there is none.

    A dump of PostgreSQL is not looked into: there ``contributions reconcile`` and ``export`` note heads.
    """
    path = stage / "ledger" / "ledger.sqlite3"
    if not path.exists():
        return ""
    with closing(sqlite3.connect(path)) as copy:
        try:
            found = copy.execute("SELECT number, digest FROM contributions_chainhead WHERE number > 0").fetchone()
        except sqlite3.OperationalError:  # a ledger that has no tables yet
            found = None
    return f"{found[0]}:{found[1]}" if found else ""


def _set_aside(settings: Conf, stage: Path) -> list[str]:
    """Bring into *stage* what changes: copies of the databases, and the photos and keys, of one moment."""
    stores, missing = _stores(settings)

    def beside() -> None:
        _link_tree(settings.home / "newsroom" / "photos", stage / "newsroom" / "photos")
        _copy_files(settings.home / "keys", stage / "keys")
        _copy_files(settings.gate_home, stage / "gate")

    with one_moment(stores, beside):
        for store in stores:
            target = stage / store.name
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            store.copy(target)
    return missing


def _stores(settings: Conf) -> tuple[list[Store], list[str]]:
    stores: list[Store] = []
    missing = []
    for zone in ZONES:
        path = settings.home / zone / f"{zone}.sqlite3"
        if settings.databases[zone]:
            stores.append(PostgresStore(f"{zone}/{zone}.pgdump", settings.databases[zone]))
        elif path.exists():
            stores.append(SqliteStore(f"{zone}/{path.name}", path))
    stores += [SqliteStore(f"press/{path.name}", path) for path in sorted((settings.home / "press").glob("*.sqlite3"))]
    if not settings.mail.gate_here:
        missing.append("the gate is on another machine: its queue holds only sealed records, which the newsroom fetches")
    elif settings.gate_home.exists() and not os.access(settings.gate_home, os.R_OK | os.W_OK | os.X_OK):
        missing.append("the gate's folder belongs to another user: back up its keys there; its queue holds only sealed records")
    else:
        stores += [SqliteStore(f"gate/{path.name}", path) for path in sorted(settings.gate_home.glob("*.sqlite3"))]
    return stores, missing


def _members(settings: Conf, stage: Path) -> Iterator[Member]:
    for path in sorted(stage.rglob("*")):
        if path.is_file():
            yield Member(path.relative_to(stage).as_posix(), path)
    objects = settings.home / "press" / "objects"
    for folder in sorted(objects.glob("?")):  # not "begun": what lies there is nobody's
        for path in sorted(folder.iterdir()):
            yield Member(f"press/objects/{folder.name}/{path.name}", path)


def _link_tree(source: Path, target: Path) -> None:
    """A second name for every file: what the newsroom deletes meanwhile is still there."""
    if source.is_dir():
        shutil.copytree(source, target, copy_function=os.link)


def _copy_files(source: Path, target: Path) -> None:
    if not source.is_dir() or not os.access(source, os.R_OK | os.X_OK):
        return
    for path in sorted(source.rglob("*")):
        if path.is_file() and ".sqlite3" not in path.name and path.name not in LEFT_OUT:
            copied = target / path.relative_to(source)
            copied.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copy2(path, copied)
