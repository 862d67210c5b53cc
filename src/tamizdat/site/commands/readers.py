"""``readers show|erase|import|export|table``: what an operator does with the list of readers, and for one reader who asks.

Promises: an address is asked for, never taken as an argument, so that it stands in no shell history; an export has been asked for by one
person and approved by another in the newsroom, and leaves this machine sealed. Each is in the audit log under the person's name.
"""

import argparse
import getpass
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from tamizdat.site.asking import passphrase
from tamizdat.site.commands import add_command, newsroom_exists, with_django
from tamizdat.site.errors import CannotDo


def add_commands(commands: Any) -> None:
    """Add the commands of this file."""
    words = "show, erase, import and export readers of letters"
    group = commands.add_parser("readers", help=words, description=words).add_subparsers(metavar="WHAT", required=True)
    _by_somebody(add_command(group, "show", show, "show all that is kept of one address (it is asked for)"))
    erase_one = _by_somebody(add_command(group, "erase", erase, "erase one address from every store (it is asked for)"))
    erase_one.add_argument("--never-again", action="store_true", help="not even a sign-up may cause a mail to it any more")
    bring = _by_somebody(add_command(group, "import", bring_in, "bring readers in from a CSV file with source, day and wording of consent"))
    bring.add_argument("file", metavar="FILE", type=Path, help="columns: address,letter,language,consented,source,version[,discreet]")
    bring.add_argument("--dry-run", action="store_true", help="only say what would happen")
    bring.add_argument("--wording", metavar="VERSION=FILE", action="append", default=[], help="the words that the other system showed")
    out = _by_somebody(add_command(group, "export", export, "write an approved list to a file, sealed to an age key or a passphrase"))
    out.add_argument("request", metavar="REQUEST", type=int, help="its number in the newsroom, under List of readers")
    out.add_argument("file", metavar="FILE", type=Path)
    out.add_argument("--to", metavar="KEY", default="", help="an age key (age1…); without it a passphrase is asked for")
    leavers = add_command(
        group, "departures", departures, "write who has left or was erased, readers and givers, for `restore --departures`"
    )
    leavers.add_argument("file", metavar="FILE", type=Path, help="replaced if it is there; carry it to where the backups are")
    add_command(group, "table", table, "print what is kept of readers and of givers, why and how long, as Markdown")


def show(options: argparse.Namespace) -> int:
    """Print what is kept of an address, as JSON that can be sent to whom it is about."""
    _start()
    from tamizdat.contributions.givers import requests as givers
    from tamizdat.newsletters.readers.requests import show as show_one

    address = _address()
    found = _checked(lambda: show_one(address, options.person, _now())) | givers.show(address, options.person, _now())
    print(json.dumps(found, ensure_ascii=False, indent=2) if found else "nothing is kept of this address")
    return 0


def erase(options: argparse.Namespace) -> int:
    """Erase an address."""
    _start()
    from tamizdat.contributions.givers import requests as givers
    from tamizdat.newsletters.readers.requests import erase as erase_one

    address = _address()
    erased = _checked(lambda: erase_one(address, options.person, _now(), never_again=options.never_again))
    going_on = givers.running(address)
    erased |= givers.erase(address, options.person, _now())
    gone = ", ".join(f"{store}: {rows}" for store, rows in erased.items() if rows)
    print(f"erased ({gone})" if gone else "nothing was kept of this address")
    print("what remains is a keyed hash, so that no import brings the address back")
    if going_on:
        print(f"payments go on at the provider until they are ended there: {', '.join(going_on)}")
    return 0


def bring_in(options: argparse.Namespace) -> int:
    """Import a file, or say what is wrong with it."""
    _start()
    from tamizdat.newsletters.readers.import_lines import BadFile
    from tamizdat.newsletters.readers.importing import Stopped, cut_short, import_readers

    wordings = dict(_wording(text) for text in options.wording)
    if before := cut_short():
        print(f"The last import, {before.at:%Y-%m-%d %H:%M} UTC by {before.person}, did not come to its end. Its file may be given again.")
    try:
        report = import_readers(_File(options.file), options.person, _now(), wordings=wordings, dry=options.dry_run, progress=_Shown())
    except BadFile as bad:
        print("\n".join(bad.sentences), file=sys.stderr)
        more = f", and {bad.more} more lines like these" if bad.more else ""
        raise CannotDo(f"nothing was imported{more}: mend the file and try again") from None
    except Stopped as stop:
        cause = type(stop.__cause__).__name__
        raise CannotDo(f"{stop} ({cause}). What came before is taken; give the same file again: nobody is taken twice") from stop.__cause__
    print("this would happen:" if options.dry_run else "imported:")
    for name in (one.name for one in fields(report) if one.name != "counts"):
        print(f"  {name:<14} {getattr(report, name)}")
    return 0


def export(options: argparse.Namespace) -> int:
    """Write an approved list to a new file of mode 0600."""
    _start()
    from tamizdat.newsletters.interfaces import Locked
    from tamizdat.newsletters.readers.doors import opener
    from tamizdat.newsletters.readers.exporting import NotAllowed, take

    if options.file.exists():
        raise CannotDo(f"{options.file} is there already: name a new file")
    seal_to = options.to or passphrase("a passphrase for the file, at least 16 characters")
    try:
        sealed = take(options.request, options.person, seal_to, opener(), _now())
    except (NotAllowed, Locked) as refusal:
        raise CannotDo(str(refusal)) from None
    with open(os.open(options.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(sealed)
    print(f"wrote {options.file}: {len(sealed):,} bytes; `age -d` opens it")
    return 0


def departures(options: argparse.Namespace) -> int:
    """Write who has left to a file of mode 0600, whole or not at all."""
    _start()
    from tamizdat.contributions.givers import departures as givers
    from tamizdat.newsletters.readers.departures import lines

    part = options.file.with_name(f"{options.file.name}.part")
    part.unlink(missing_ok=True)
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.writelines(f"{line}\n" for line in chain(lines(), givers.lines()))
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, options.file)
    print(f"wrote {options.file}: who has left, and no address; `tamizdat restore BACKUP --departures {options.file}` takes it in")
    return 0


def table(options: argparse.Namespace) -> int:
    """Print the retention tables: of readers, then of givers."""
    with_django()
    from tamizdat.contributions.privacy import retention_table as givers
    from tamizdat.newsletters.privacy import retention_table

    print(f"{retention_table()}\n{givers()}", end="")
    return 0


def _by_somebody(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--person", metavar="NAME", default=getpass.getuser(), help="who does it, for the log; by default this account")
    return parser


def _start() -> None:
    if not newsroom_exists():
        raise CannotDo("there is no newsroom in this home yet: run `tamizdat init`, or start the newspaper with `tamizdat run`")
    with_django()


def _address() -> str:
    """Return the address that the operator types; from a pipe, its next line."""
    return input("address: ") if sys.stdin.isatty() else sys.stdin.readline()


def _checked(work: Any) -> Any:
    from tamizdat.sealed.lookup import BadAddress

    try:
        return work()
    except BadAddress as bad:
        raise CannotDo(str(bad)) from None


def _wording(text: str) -> tuple[str, str]:
    version, given, name = text.partition("=")
    if not version or not given:
        raise CannotDo("--wording names a version and a file, as in --wording 2024-old=words.txt")
    try:
        return version, "".join(_lines(Path(name)))
    except UnicodeDecodeError:
        raise CannotDo(f"{name} is not in UTF-8: save it again with that encoding") from None


class _File:
    """A file of lines that can be read more than once, never whole in memory."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __iter__(self) -> Iterator[str]:
        return _lines(self._path)


class _Shown:
    """Says every few seconds how far a long import is."""

    EVERY = 5.0

    def __init__(self) -> None:
        self._said = time.monotonic()

    def __call__(self, done: int, lines: int) -> None:
        if time.monotonic() - self._said >= self.EVERY:
            self._said = time.monotonic()
            print(f"  {done:,} of {lines:,} lines", file=sys.stderr, flush=True)


def _lines(path: Path) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            yield from file
    except OSError as error:
        raise CannotDo(f"{path} cannot be read: {error.strerror}") from None


def _now() -> datetime:
    return datetime.now(UTC)
