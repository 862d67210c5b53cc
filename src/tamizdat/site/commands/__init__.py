"""The commands, a file a family. Each offers ``add_commands(subparsers)``; a command is a function from options to an exit code."""

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from tamizdat.site import conf


def add_command(commands: Any, name: str, run: Callable[[Any], int], words: str) -> ArgumentParser:
    """Add command *name*, described by *words*, and return its parser for more arguments."""
    parser: ArgumentParser = commands.add_parser(name, help=words, description=words)
    parser.set_defaults(run=run)
    return parser


def with_django() -> None:
    """Start Django, for the commands that touch the newsroom."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tamizdat.site.settings")
    django.setup()


def newsroom_exists() -> bool:
    """Return whether this home has a newsroom: a database of our own, or one elsewhere that the settings name."""
    settings = conf.load()
    return bool(settings.databases["newsroom"]) or (settings.home / "newsroom" / "newsroom.sqlite3").exists()
