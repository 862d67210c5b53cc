"""``run`` and ``init``: the whole newspaper on one machine."""

import argparse
import json
import sys
import time
from typing import Any

from tamizdat.site import conf
from tamizdat.site.commands import add_command, newsroom_exists, with_django
from tamizdat.site.commands.processes import child, gate_child
from tamizdat.site.errors import CannotDo
from tamizdat.site.processes import PortTaken, answers, check_port, supervise
from tamizdat.site.routers import HOMES

STAFF = ("newsroom", "site", "worker", "agent", "collector", "postman", "sender", "till", "ledger")
"""Processes that ``run`` starts once everything on the disk is ready; the press is asked first, and the gate has its own way."""


def add_commands(commands: Any) -> None:
    """Add the commands of this file."""
    run = add_command(commands, "run", run_newspaper, "start the newspaper: site, newsroom, gate, press, letters and worker")
    run.add_argument("--demo", action="store_true", help="fill an empty newsroom with the demo newspaper first")
    init = add_command(commands, "init", init_newspaper, "make the folders, the databases, the roles and the first front pages")
    init.add_argument("--demo", action="store_true", help="fill an empty newsroom with the demo newspaper")


def init_newspaper(options: argparse.Namespace) -> int:
    """Make or update everything that lies on disk. May be run again at any time."""
    drawing = draw_demo() if options.demo and not newsroom_exists() else None
    with_django()
    from tamizdat.newsroom.models import ArticlePage
    from tamizdat.newsroom.setup import initialise
    from tamizdat.site.setting_up import make_keys, make_up_networks, open_demo_cards, tell_newsroom

    settings = conf.load()
    say("preparing the databases")
    migrate()
    make_keys(settings)
    initialise()
    tell_newsroom(settings)
    if options.demo and not ArticlePage.objects.exists():
        from tamizdat.newsroom.demo.loading import fill_newsroom

        say("filling the newsroom with the demo newspaper")
        fill_newsroom(settings.home, settings.site_port, drawing or draw_demo())
    if options.demo:
        open_demo_cards(settings)
        make_up_networks(settings)
    return 0


def draw_demo() -> Any:
    """Begin to draw the demo's pictures, beside whatever else is to be done."""
    from tamizdat.newsroom.demo.drawn import Drawing

    say("drawing the demo newspaper's pictures")
    return Drawing()


def migrate() -> None:
    """Bring the databases up to date: the newsroom's, and those of the zones that have a room."""
    from django.apps import apps
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    for app, home in HOMES.items():
        if apps.is_installed(f"tamizdat.{app}"):  # alone: the other rooms' migrations would be walked through for nothing
            call_command("migrate", app, database=home, interactive=False, verbosity=0)


def run_newspaper(options: argparse.Namespace) -> int:
    """Start all processes and keep them running until Ctrl-C or SIGTERM."""
    settings = conf.load()
    ports = {"SITE_PORT": settings.site_port, "NEWSROOM_PORT": settings.newsroom_port}
    gate = [gate_child(settings)] if settings.mail.gate_here else []
    if gate:
        ports["GATE_PORT"] = settings.gate_port
    if "local" in settings.giving.names:
        ports["LOCAL_PORT"] = settings.local_port
    try:
        for name, port in ports.items():
            check_port(name, port)
    except PortTaken as error:
        raise CannotDo(str(error)) from None
    began = time.monotonic()
    press = child("press")
    init_newspaper(options)

    def ready() -> bool:
        return (settings.home / "press" / "edition").exists() and all(map(answers, ports.values()))

    def on_ready() -> None:
        say(f"ready after {time.monotonic() - began:.0f} s; Ctrl-C stops it")
        tell_addresses(settings)
        tell_password_once(settings)
        sys.stdout.flush()

    pretend = [child("local")] if "local" in settings.giving.names else []
    supervise([press, *gate, *pretend, *map(child, STAFF)], ready=ready, on_ready=on_ready, say=say)
    return 0


def tell_addresses(settings: conf.Conf) -> None:
    """Print where everything is."""
    print(f"site: http://127.0.0.1:{settings.site_port}/")
    print(f"newsroom: http://127.0.0.1:{settings.newsroom_port}/")
    if settings.mail.gate_here:
        print(f"gate: http://127.0.0.1:{settings.gate_port}/")
    if "local" in settings.giving.names:
        print(f"payments (a pretence): http://127.0.0.1:{settings.local_port}/")
    passphrase = settings.home / "keys" / "list.passphrase"
    if passphrase.exists():
        print(f"list key: its passphrase lies in {passphrase} (take it away before real readers come: tamizdat keys passphrase)")


def tell_password_once(settings: conf.Conf) -> None:
    """Print the demo editor's password and forget it: only its hash stays in the newsroom."""
    path = settings.home / "keys" / "demo-editor"
    if path.exists():
        account = json.loads(path.read_text())
        print(f"demo editor: {account['name']}, password: {account['password']} (shown this once)")
        path.unlink()


def say(words: str) -> None:
    """Tell the operator what is going on."""
    print(f"tamizdat: {words}", flush=True)
