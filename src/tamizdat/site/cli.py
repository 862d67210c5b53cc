"""The ``tamizdat`` command: one door to everything an operator does.

Promises: an error is a sentence that says what to do, never a traceback; the exit code is 0 when what was asked is done, 1 when it
could not be, 2 when the question was wrong. Each command lives in ``commands``; this file only finds it.
"""

import argparse
import sys
from collections.abc import Sequence

from tamizdat import __version__
from tamizdat.site.commands import (
    backup,
    config,
    contributions,
    doctor,
    edition,
    importing,
    keys,
    letters,
    networks,
    newspaper,
    processes,
    readers,
)
from tamizdat.site.conf import BadSetting
from tamizdat.site.errors import CannotDo


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command in *arguments* (by default the process's own) and return its exit code."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except (CannotDo, BadSetting) as error:
        print(f"tamizdat: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ntamizdat: stopped; nothing was left half done", file=sys.stderr)
        return 130


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    top = argparse.ArgumentParser(prog="tamizdat", description="The whole newspaper for a newsroom in exile.")
    top.add_argument("--version", action="version", version=f"tamizdat {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    newspaper.add_commands(commands)
    processes.add_commands(commands)
    edition.add_commands(commands)
    importing.add_commands(commands)
    keys.add_commands(commands)
    letters.add_commands(commands)
    readers.add_commands(commands)
    networks.add_commands(commands)
    contributions.add_commands(commands)
    backup.add_commands(commands)
    doctor.add_commands(commands)
    config.add_commands(commands)
    return top
