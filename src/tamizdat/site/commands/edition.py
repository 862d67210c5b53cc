"""``edition build``, ``verify`` and ``export``."""

import argparse
import json
import shutil
import sys
from pathlib import Path
from typing import Any

from tamizdat.site import conf
from tamizdat.site.commands import add_command, newsroom_exists, with_django
from tamizdat.site.errors import CannotDo

WAIT_SECONDS = 3600.0
COPY_TRIES = 5


def add_commands(commands: Any) -> None:
    """Add the commands of this file."""
    words = "make, check and copy editions"
    group = commands.add_parser("edition", help=words, description=words).add_subparsers(metavar="WHAT", required=True)
    build = add_command(group, "build", build_edition, "make the edition that the newsroom's records now say")
    build.add_argument("--full", action="store_true", help="make every file again, not only what changed")
    build.add_argument("--json", action="store_true", help="print the report as JSON")
    verify = add_command(group, "verify", verify_edition, "check every byte of an edition in a folder")
    verify.add_argument("folder", metavar="DIR", type=Path)
    verify.add_argument("--json", action="store_true", help="print the report as JSON")
    export = add_command(group, "export", export_edition, "copy the current edition into an empty folder")
    export.add_argument("folder", metavar="DIR", type=Path)


def build_edition(options: argparse.Namespace) -> int:
    """Build here, or have the running press build."""
    from tamizdat.press.lock import PressIsBusy, press_lock

    home = conf.load().home / "press"
    try:
        with press_lock(home):
            report = _build_here(home, options)
    except PressIsBusy:
        report = _have_it_built(home, options)
    if options.json:
        print(json.dumps(report))
    else:
        heavy = [f"  {path}: {sentence}" for path, sentence in report["warnings"]]
        print(f"edition {report['edition']}: {report['files']} files, {report['bytes']:,} bytes, made in {report['seconds']:.2f} s")
        print("\n".join(heavy)) if heavy else None
    return 0


def remake_folders(home: Path) -> bool:
    """Give the edition's folders under *home* all their files again, from index and store; return whether there is an edition."""
    from tamizdat.press.folder import SLOTS
    from tamizdat.press.index import Index
    from tamizdat.press.lock import press_lock
    from tamizdat.press.process import PressProcess

    index = Index(home / "index.sqlite3")
    index.remember(**dict.fromkeys(SLOTS, -1))
    index.close()
    with press_lock(home):
        return PressProcess(home).publish() is not None


def _build_here(home: Path, options: argparse.Namespace) -> dict[str, Any]:
    from tamizdat.press.process import PressProcess

    if not (home / "index.sqlite3").exists():
        _take_records_from_newsroom()
    press = PressProcess(home)
    if press.publish(full=options.full, progress=_progress if sys.stderr.isatty() else None) is None:
        raise CannotDo("there is nothing to build yet: run `tamizdat init`, or start the newspaper with `tamizdat run`")
    return _status(home)


def _take_records_from_newsroom() -> None:
    """A press folder that is new or was lost gets every frozen record again."""
    if not newsroom_exists():
        raise CannotDo("there is no newsroom in this home yet: run `tamizdat init`, or start the newspaper with `tamizdat run`")
    with_django()
    from tamizdat.newsroom.delivery import deliver_again

    deliver_again()


def _have_it_built(home: Path, options: argparse.Namespace) -> dict[str, Any]:
    from tamizdat.press.desk import Press

    press = Press(home)
    ticket = press.ask_full_build() if options.full else press.submit([]) or None
    if ticket and press.wait(ticket, WAIT_SECONDS) is None:
        raise CannotDo("the running press did not answer within an hour: look at its log, then start the newspaper again")
    return _status(home)


def _status(home: Path) -> dict[str, Any]:
    from tamizdat.press.desk import Press

    status = Press(home).status()
    return {
        "edition": status.edition,
        "built": status.built,
        "seconds": status.seconds,
        "files": status.pages,
        "bytes": status.bytes,
        "warnings": list(status.warnings),
    }


def _progress(done: int, total: int) -> None:
    print(f"\r{done:,} of {total:,} groups", end="\n" if done == total else "", file=sys.stderr, flush=True)


def verify_edition(options: argparse.Namespace) -> int:
    """Check an edition; exit code 1 if anything is wrong with it."""
    from tamizdat.press.checking import check_folder

    if not options.folder.is_dir():
        raise CannotDo(f"{options.folder} is not a folder: name the folder that an edition lies in")
    report = check_folder(options.folder)
    if options.json:
        print(json.dumps(report.as_plain()))
    else:
        print(report.as_text())
    return 0 if report.whole else 1


def export_edition(options: argparse.Namespace) -> int:
    """Copy the current edition; again if one was published meanwhile, so that the copy is never a mixture."""
    from tamizdat.press.checking import check_folder

    edition = conf.load().home / "press" / "edition"
    if not edition.exists():
        raise CannotDo("there is no edition yet: start the newspaper with `tamizdat run`, or run `tamizdat edition build`")
    if options.folder.exists() and any(options.folder.iterdir()):
        raise CannotDo(f"{options.folder} is not empty: name a new folder, so that nothing old is taken for part of the edition")
    for _ in range(COPY_TRIES):
        head = (edition / "head.json").read_bytes()
        shutil.copytree(edition.resolve(), options.folder, dirs_exist_ok=True, copy_function=shutil.copyfile)
        if (edition / "head.json").read_bytes() == head and check_folder(options.folder).whole:
            print(f"copied the edition to {options.folder}")
            return 0
        shutil.rmtree(options.folder)
    raise CannotDo("new editions came faster than one could be copied: try again in a quieter minute")
