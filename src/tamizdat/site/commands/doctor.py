"""``doctor``: what an operator should know, a sentence each."""

import argparse
import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from tamizdat.site import conf
from tamizdat.site.commands import add_command, newsroom_exists, with_django
from tamizdat.site.errors import CannotDo

MARKS = {"fine": "  ", "warning": "! ", "bad": "!!"}


def add_commands(commands: Any) -> None:
    """Add the commands of this file."""
    doctor = add_command(
        commands, "doctor", look, "look at keys, processes, backups, letters and open duties; exit code 1 if something is bad"
    )
    doctor.add_argument("--network", action="store_true", help="contact relays and certificates too")
    doctor.add_argument("--json", action="store_true")


def look(options: argparse.Namespace) -> int:
    """Examine this installation."""
    if not newsroom_exists():
        raise CannotDo("there is no newsroom in this home yet: run `tamizdat init`, or start the newspaper with `tamizdat run`")
    with_django()
    from tamizdat.newsroom.models import NewspaperSettings
    from tamizdat.site.doctor import Case, examine

    host = urlsplit(NewspaperSettings.load().canonical_base).hostname
    case = Case(conf.load(), datetime.now(UTC), host in ("127.0.0.1", "localhost"), options.network)
    findings = examine(case)
    if options.json:
        print(json.dumps([asdict(finding) for finding in findings]))
    else:
        for finding in findings:
            print(f"{MARKS[finding.level]} {finding.topic}: {finding.words}")
    return int(any(finding.level == "bad" for finding in findings))
