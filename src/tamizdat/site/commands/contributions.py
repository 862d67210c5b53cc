"""``contributions reconcile|verify|export|differences|damaged``: what an operator does with the money's record.

Promises: nothing is entered, left or closed without a person's name and reason, which the log keeps; an export leaves people out and goes
into a new file that its owner alone reads.
"""

import argparse
import getpass
import json
import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tamizdat.site import conf
from tamizdat.site.commands import add_command, newsroom_exists, with_django
from tamizdat.site.errors import CannotDo


def add_commands(commands: Any) -> None:
    """Add the commands of this file."""
    words = "compare, verify and export the record of all money"
    group = commands.add_parser("contributions", help=words, description=words).add_subparsers(metavar="WHAT", required=True)
    compare = add_command(group, "reconcile", reconcile, "compare with every provider's own list and settlement report now")
    compare.add_argument("--days", type=int, metavar="N", help="how far back at least; by default from the last comparison on")
    compare.add_argument("--json", action="store_true")
    proof = add_command(group, "verify", verify, "walk the chain from its first entry, and make all that follows from it again")
    proof.add_argument("--head", action="append", default=[], metavar="HEAD", help="a head that was noted elsewhere, as in an export")
    proof.add_argument("--rebuild", action="store_true", help="then make states and totals anew from the entries")
    out = add_command(group, "export", export, "write all entries to a new file, or those of a period")
    out.add_argument("file", metavar="FILE", type=Path, help="ends in .csv or .json")
    for name, which in (("since", "first"), ("until", "last")):
        out.add_argument(f"--{name}", type=_day, metavar="YYYY-MM-DD", help=f"the {which} day of the period")
    _decisions(group, "differences", list_differences, settle_difference, "what the provider and the ledger do not say alike")
    _decisions(group, "damaged", list_damaged, settle_damaged, "webhooks that wait for a person")


def reconcile(options: argparse.Namespace) -> int:
    """Compare now; 0 if nothing is open afterwards, 1 if something is."""
    _start()
    from tamizdat.contributions import reconcile as comparing
    from tamizdat.contributions.ledger.append import Ledger
    from tamizdat.contributions.providers.from_settings import providers

    since = _now() - timedelta(days=options.days) if options.days else None
    reports = [comparing.run(provider, Ledger(), _now(), since=since) for _, provider in sorted(providers().items())]
    said = [{name: getattr(report, name) for name in _SAID} | {"differences": _open(report.provider)} for report in reports]
    if options.json:
        print(json.dumps(said))
    for one in said if not options.json else ():
        print("{provider}: {there} there, {here} here, {settlements} settlements, {filled} fees learned".format(**one))
        print(f"  not finished: {one['trouble']}" if one["trouble"] else f"  {len(one['differences'])} differences are open")
        for row in one["differences"]:
            print(f"  {row['number']}  {row['kind']}  {row['event']}\n      {row['what_to_do']}")
    return int(any(one["trouble"] or one["differences"] for one in said))


_SAID = ("provider", "there", "here", "settlements", "filled", "trouble")


def verify(options: argparse.Namespace) -> int:
    """Prove the chain; 1 if it does not hold."""
    _start()
    from tamizdat.contributions.ledger import heads, rebuilding, verifying

    try:
        known = [heads.read_head(text) for text in (*options.head, *_in_backup())]
    except heads.BadHead as bad:
        raise CannotDo(str(bad)) from None
    report = verifying.verify(known)
    for sentence in report.faults:
        print(sentence)
    if report.more:
        print(f"and {report.more} more like these")
    if options.rebuild and report.first_broken is None:
        print(f"made again from {rebuilding.rebuild():,} entries")
        report = verifying.verify(known)
    print(f"{report.entries:,} entries, {report.contributions:,} contributions: " + ("all holds" if report.holds else "this does not hold"))
    print(f"head {report.head}")
    return int(not report.holds)


def _in_backup() -> list[str]:
    """Return the head that the last backup noted, outside of the database."""
    try:
        said = json.loads((conf.load().home / "backups" / "last.json").read_text()).get("ledger", "")
    except (FileNotFoundError, ValueError):
        return []
    return [said] if said else []


def export(options: argparse.Namespace) -> int:
    """Write the ledger to a new file."""
    _start()
    from tamizdat.contributions import exports
    from tamizdat.contributions.ledger import heads

    write = {".csv": exports.write_csv, ".json": exports.write_json}.get(options.file.suffix)
    if write is None:
        raise CannotDo("the file's name says how it is written: it ends in .csv or .json")
    if options.file.exists():
        raise CannotDo(f"{options.file} is there already: name a new file")
    with open(os.open(options.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", newline="", encoding="utf-8") as file:
        head = heads.note(_now())
        rows = write(file, exports.entries(options.since, options.until).filter(number__lte=head.number), head)
    print(f"wrote {options.file}: {rows:,} entries, nobody's name\nhead {head} (note it: it proves later that nothing was cut off)")
    return 0


def list_differences(_: argparse.Namespace) -> int:
    """List what is open."""
    rows = _open("")
    for row in rows:
        print(f"{row['number']}  {row['provider']}  {row['kind']}  {row['event']}\n    {row['what_to_do']}")
        for side in ("here", "there"):
            print(f"    {side}: {json.dumps({name: value for name, value in (row[side] or {}).items() if value})}")
    print(f"{len(rows)} open")
    return 0


def settle_difference(options: argparse.Namespace) -> int:
    """Enter what is missing, or leave a difference."""
    from tamizdat.contributions import differences
    from tamizdat.contributions.ledger.append import Ledger
    from tamizdat.contributions.models import Difference

    row = Difference.objects.filter(pk=options.number).first() if options.number.isdecimal() else None
    if row is None:
        raise CannotDo(f"there is no difference {options.number}: `tamizdat contributions differences` lists them")
    done = _checked(lambda: differences.decide(row, options.person, options.reason, _now(), Ledger(), apply=options.do == "apply"))
    print("done" if done else "it was closed already")
    return 0


def list_damaged(_: argparse.Namespace) -> int:
    """List the webhooks that wait."""
    from tamizdat.contributions import inbox

    rows = inbox.damaged()
    for row in rows:
        print(f"{row.pk}  {row.name}  {row.came:%Y-%m-%d %H:%M}  {row.what} {row.object}\n    {row.why}")
    print(f"{len(rows)} wait")
    return 0


def settle_damaged(options: argparse.Namespace) -> int:
    """Have a webhook looked at anew, or leave it."""
    from tamizdat.contributions import inbox

    done = _checked(lambda: inbox.decide(options.number, options.person, options.reason, _now(), apply=options.do == "apply"))
    if not done:
        raise CannotDo(f"no webhook {options.number} waits: `tamizdat contributions damaged` lists them")
    print("done")
    return 0


def _decisions(group: Any, name: str, show: Callable[[Any], int], settle: Callable[[Any], int], words: str) -> None:
    def run(options: argparse.Namespace) -> int:
        _start()
        if options.do and not (options.number and options.reason):
            raise CannotDo(f"say which and why: tamizdat contributions {name} {options.do} NUMBER --reason 'WORDS'")
        return settle(options) if options.do else show(options)

    parser = add_command(group, name, run, f"list {words}, or decide about one")
    parser.add_argument("do", nargs="?", choices=["apply", "leave"], help="without it, all are listed")
    parser.add_argument("number", nargs="?", metavar="NUMBER")
    parser.add_argument("--reason", metavar="WORDS", default="", help="for the log")
    parser.add_argument("--person", metavar="NAME", default=getpass.getuser(), help="who decides; by default this account")


def _open(provider: str) -> list[dict[str, Any]]:
    from tamizdat.contributions.differences import WHAT_TO_DO, open_differences

    names = ("provider", "kind", "event", "here", "there")
    return [
        {"number": row.pk, "what_to_do": WHAT_TO_DO[row.kind]} | {name: getattr(row, name) for name in names}
        for row in open_differences(provider)
    ]


def _start() -> None:
    if not newsroom_exists():
        raise CannotDo("there is no newsroom in this home yet: run `tamizdat init`, or start the newspaper with `tamizdat run`")
    with_django()


def _checked(work: Callable[[], bool]) -> bool:
    try:
        return work()
    except ValueError as error:
        raise CannotDo(str(error)) from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"a day is written YYYY-MM-DD, not {text}") from None


def _now() -> datetime:
    return datetime.now(UTC)
