"""``import wordpress FILE``: others' archives in. The importers know how; this file only hangs them in."""

from typing import Any

from tamizdat.site.commands import add_command, with_django


def add_commands(commands: Any) -> None:
    """Add the commands of this file."""
    from tamizdat.importers import cli

    group = commands.add_parser("import", help="bring an archive of another system in").add_subparsers(metavar="SYSTEM", required=True)
    wordpress = add_command(group, "wordpress", _wordpress, "bring in a WordPress export (WXR 1.0 to 1.2)")
    cli.add_arguments(wordpress)


def _wordpress(options: Any) -> int:
    from tamizdat.importers import cli

    return int(cli.run(options, with_django))  # a bad archive is refused before Django starts
