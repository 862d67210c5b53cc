"""``config systemd|nginx|onion``: configuration for the programs around the newspaper, printed to be read first."""

import argparse
from pathlib import Path
from typing import Any

from tamizdat.site import conf
from tamizdat.site.commands import add_command
from tamizdat.site.configuration import fronts, systemd


def add_commands(commands: Any) -> None:
    """Add the commands of this file."""
    words = "print configuration for systemd, nginx and Tor"
    group = commands.add_parser("config", help=words, description=words).add_subparsers(metavar="WHAT", required=True)
    units = add_command(group, "systemd", print_units, "print systemd units, or write them into a folder")
    units.add_argument("--into", metavar="DIR", type=Path, help="write the files there instead, e.g. /etc/systemd/system")
    nginx = add_command(group, "nginx", print_nginx, "print nginx servers for the edition and the gate")
    nginx.add_argument("--site", metavar="HOST", default="courier.example", help="the edition's host name")
    add_command(group, "onion", print_onion, "print torrc lines for site, gate and newsroom")


def print_units(options: argparse.Namespace) -> int:
    """Print or write the units."""
    for name, text in systemd.units(conf.load()):
        if options.into:
            (options.into / name).write_text(text)
            print(options.into / name)
        else:
            print(f"# /etc/systemd/system/{name}\n{text}")
    return 0


def print_nginx(options: argparse.Namespace) -> int:
    """Print nginx's servers."""
    print(fronts.nginx(conf.load(), options.site))
    return 0


def print_onion(options: argparse.Namespace) -> int:
    """Print torrc lines."""
    print(fronts.onion(conf.load()))
    return 0
