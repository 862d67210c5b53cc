"""``backup FILE`` and ``restore FILE``."""

import argparse
import os
import shutil
import time
from pathlib import Path
from typing import Any

from tamizdat.sealed.keyring import Keyring, KeyringDamaged, WrongPassphrase, open_key_file
from tamizdat.site import conf
from tamizdat.site.asking import passphrase
from tamizdat.site.commands import add_command, newsroom_exists, with_django
from tamizdat.site.errors import CannotDo


def add_commands(commands: Any) -> None:
    """Add the commands of this file."""
    backup = add_command(commands, "backup", make, "write everything, as it is at one moment, into one encrypted file")
    backup.add_argument("file", metavar="FILE", type=Path)
    backup.add_argument("--to", metavar="KEY", action="append", help="an age recipient (age1…) instead of the newspaper's own backup key")
    restore = add_command(commands, "restore", bring_back, "bring a backup back onto an empty machine")
    restore.add_argument("file", metavar="FILE", type=Path)
    restore.add_argument("--key", metavar="FILE", type=Path, help="the locked key that was written beside the backup (default: FILE.key)")
    restore.add_argument("--identity", metavar="FILE", type=Path, help="a file with an age identity, for a backup made with --to")
    restore.add_argument("--departures", metavar="FILE", type=Path, help="who has left since: from `tamizdat readers departures FILE`")


def make(options: argparse.Namespace) -> int:
    """Make a backup, and lay the locked key that opens it beside it."""
    from tamizdat.site.backups.age_keys import recipient
    from tamizdat.site.backups.making import make_backup

    settings = conf.load()
    if not newsroom_exists():
        raise CannotDo(f"there is nothing to back up in {settings.home}: name the newspaper's home with TAMIZDAT_HOME")
    keyring = Keyring(settings.home / "keys")
    try:
        made = make_backup(settings, options.file, options.to or [recipient(keyring.backup_public())])
    except KeyringDamaged as error:
        raise CannotDo(str(error)) from None
    print(f"{options.file}: {made.files:,} files, {made.bytes:,} bytes, made and checked in {made.seconds:.1f} s")
    if not options.to and keyring.locked("backup").exists():
        shutil.copy2(keyring.locked("backup"), _key_beside(options.file))
        print(f"{_key_beside(options.file)}: the key that opens it, under the passphrase. Keep both files, the passphrase elsewhere.")
    for sentence in made.missing:
        print(f"not included: {sentence}")
    return 0


def bring_back(options: argparse.Namespace) -> int:
    """Restore a backup; nothing counts unless all of it is good."""
    from tamizdat.site.backups.restoring import refuse_a_home_that_is_not_empty, restore_backup

    settings = conf.load()
    if not options.file.is_file():
        raise CannotDo(f"there is no file {options.file}")
    refuse_a_home_that_is_not_empty(settings.home)
    began = time.perf_counter()
    if options.departures and not options.departures.is_file():
        raise CannotDo(f"there is no file {options.departures}")
    left: list[int] = []
    manifest = restore_backup(settings, options.file, _identity(options), lambda home: left.append(_wake(home, options.departures)))
    made = time.strftime("%Y-%m-%d %H:%M", time.gmtime(manifest["made"]))
    print(f"{settings.home}: {len(manifest['files']):,} files of {made} UTC, restored in {time.perf_counter() - began:.1f} s")
    print("Letters that were on their way are paused: see in the newsroom what became of them before you resume one.")
    if options.departures:
        print(f"Erased again: {left[0]:,} who had left after {made}, as {options.departures} says.")
    else:
        print(f"Who left after {made} is not known here, and would get the next letter: erase them again first, or restore once more with")
        print("--departures FILE. If the old home can still be read: TAMIZDAT_HOME=OLD tamizdat readers departures FILE")
    print("Start it with: tamizdat run")
    return 0


def _identity(options: argparse.Namespace) -> str:
    from tamizdat.site.backups.age_keys import identity

    if options.identity:
        return _identity_in(options.identity)
    key = options.key or _key_beside(options.file)
    if not key.is_file():
        raise CannotDo(f"the backup's key is not at {key}: name the .key file with --key, or an age identity with --identity")
    try:
        return identity(open_key_file(key, passphrase("passphrase of the backup key"), "backup"))
    except (WrongPassphrase, KeyringDamaged) as error:
        raise CannotDo(str(error)) from None


def _identity_in(file: Path) -> str:
    lines = file.read_text().splitlines() if file.is_file() else []
    found = [line.strip() for line in lines if line.startswith("AGE-SECRET-KEY-1")]
    if not found:
        raise CannotDo(f"there is no age identity in {file}: it is a line that begins with AGE-SECRET-KEY-1")
    return found[0]


def _key_beside(file: Path) -> Path:
    return file.with_name(f"{file.name}.key")


def _wake(home: Path, departures: Path | None) -> int:
    """Bring the restored databases up to this version, hold every letter, erase who has left, and make the edition; *home* is still aside.

    Return how many were erased.
    """
    os.environ["TAMIZDAT_HOME"] = str(home)
    with_django()
    from django.db import connections

    from tamizdat.newsletters.sending.desk import pause_all
    from tamizdat.press.checking import check_folder
    from tamizdat.site.commands.edition import remake_folders
    from tamizdat.site.commands.newspaper import migrate

    migrate()
    pause_all("The newspaper was restored from a backup.")
    left = _erase_again(departures) if departures else 0
    has_edition = remake_folders(home / "press")
    connections.close_all()
    if has_edition and not check_folder(home / "press" / "edition").whole:
        raise CannotDo("the restored edition is not whole: use another backup")
    return left


def _erase_again(departures: Path) -> int:
    from django.utils import timezone

    from tamizdat.contributions.givers import departures as givers
    from tamizdat.newsletters.readers.departures import BadDepartures, take_in

    try:
        with departures.open(encoding="ascii") as file:
            return take_in(file, timezone.now()) + givers.take_in(givers.read(file))
    except (BadDepartures, UnicodeDecodeError) as bad:
        said = str(bad) if isinstance(bad, BadDepartures) else "this is no list of departures"
        raise CannotDo(f"{departures}: {said}. Nothing was restored") from None
