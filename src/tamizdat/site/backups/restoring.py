"""Restoring: a backup onto an empty machine, checked as a whole before anything of it counts.

Promises: refuses a home that holds anything; until the last step everything lies in a folder beside the home, and a backup that is
damaged, not for this key, or whose databases are not whole leaves nothing behind. No letter goes on by itself afterwards: what was on
its way is paused, because the newspaper that made the backup may have sent it meanwhile.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from pyrage import x25519

from tamizdat.site.backups.parcel import BadParcel, read_parcel
from tamizdat.site.backups.stores import restore_postgres
from tamizdat.site.conf import ZONES, Conf
from tamizdat.site.errors import CannotDo

Wake = Callable[[Path], None]
"""Brings a home that is still aside up to this version, pauses its letters and makes its edition."""


def restore_backup(settings: Conf, file: Path, identity: str, wake: Wake) -> dict[str, Any]:
    """Bring the backup in *file* to the empty home of *settings*; return its manifest. Raises ``CannotDo``."""
    refuse_a_home_that_is_not_empty(settings.home)
    aside = settings.home.with_name(f"{settings.home.name}~")
    shutil.rmtree(aside, ignore_errors=True)  # of a restoration that was interrupted
    aside.mkdir(mode=0o700, parents=True)
    try:
        with file.open("rb") as parcel:
            manifest = read_parcel(parcel, [x25519.Identity.from_str(identity)], lambda *found: _put(aside, *found))
        for path in sorted(aside.glob("*/*.sqlite3")):
            _check(path)
        for zone in ZONES:
            _restore_dump(aside / zone / f"{zone}.pgdump", settings.databases[zone])
        wake(aside)
        _switch(aside, settings.home)
    except BadParcel as error:
        raise CannotDo(f"{file} was not restored: {error}") from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return manifest


def refuse_a_home_that_is_not_empty(home: Path) -> None:
    """Raise ``CannotDo`` if a file lies anywhere under *home*."""
    found = next((path for path in home.rglob("*") if not path.is_dir()), None) if home.is_dir() else None
    if found:
        raise CannotDo(f"{home} is not empty ({found.relative_to(home)} lies there): name a new home with TAMIZDAT_HOME")


def _put(home: Path, name: str, mode: int, pieces: Iterable[bytes]) -> None:
    path = home / name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        for piece in pieces:
            file.write(piece)


def _check(path: Path) -> None:
    try:
        with closing(sqlite3.connect(path)) as db:
            said = db.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError:
        said = "no database"
    if said != "ok":
        raise BadParcel(f"its database {path.name} is not whole")


def _restore_dump(dump: Path, url: str) -> None:
    if not dump.exists():
        return
    if not url:
        name = f"TAMIZDAT_DATABASE_{dump.stem.upper()}"
        raise CannotDo(
            f"this backup's {dump.stem} lay in PostgreSQL: name an empty database, {name}=postgres://user:password@host/{dump.stem}"
        )
    restore_postgres(dump, url)
    dump.unlink()


def _switch(aside: Path, home: Path) -> None:
    if home.is_dir():
        shutil.rmtree(home)  # empty folders, seen before
    os.sync()
    os.rename(aside, home)
