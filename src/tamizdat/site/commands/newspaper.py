"""``run``, ``init`` and the processes that ``run`` starts."""

import argparse
import json
import os
import sys
import time
from typing import Any

from tamizdat.site import conf
from tamizdat.site.commands import add_command, newsroom_exists, with_django
from tamizdat.site.errors import CannotDo
from tamizdat.site.processes import Child, PortTaken, answers, check_port, python, supervise
from tamizdat.site.routers import HOMES

NEWSROOM_THREADS = 4
"""Editors at a time; each thread holds one database connection."""


def add_commands(commands: Any) -> None:
    """Add the commands of this file."""
    run = add_command(commands, "run", run_newspaper, "start the newspaper: site, newsroom, press and worker")
    run.add_argument("--demo", action="store_true", help="fill an empty newsroom with the demo newspaper first")
    init = add_command(commands, "init", init_newspaper, "make the folders, the databases, the roles and the first front pages")
    init.add_argument("--demo", action="store_true", help="fill an empty newsroom with the demo newspaper")
    process = add_command(commands, "process", run_process, "run one of the processes that `run` starts (for service managers)")
    process.add_argument("name", choices=sorted(PROCESSES))


def init_newspaper(options: argparse.Namespace) -> int:
    """Make or update everything that lies on disk. May be run again at any time."""
    drawing = draw_demo() if options.demo and not newsroom_exists() else None
    with_django()
    from tamizdat.newsroom.models import ArticlePage
    from tamizdat.newsroom.setup import initialise

    say("preparing the databases")
    migrate()
    initialise()
    if options.demo and not ArticlePage.objects.exists():
        from tamizdat.newsroom.demo.loading import fill_newsroom

        say("filling the newsroom with the demo newspaper")
        settings = conf.load()
        fill_newsroom(settings.home, settings.site_port, drawing or draw_demo())
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

    zones = {home for app, home in HOMES.items() if apps.is_installed(f"tamizdat.{app}")}
    for alias in ("default", *sorted(zones)):
        call_command("migrate", database=alias, interactive=False, verbosity=0)


def run_newspaper(options: argparse.Namespace) -> int:
    """Start all processes and keep them running until Ctrl-C or SIGTERM."""
    settings = conf.load()
    try:
        check_port("SITE_PORT", settings.site_port)
        check_port("NEWSROOM_PORT", settings.newsroom_port)
    except PortTaken as error:
        raise CannotDo(str(error)) from None
    began = time.monotonic()
    press = Child("press", python("-m", "tamizdat", "process", "press"), os.environ)
    init_newspaper(options)
    others = [Child(name, python("-m", "tamizdat", "process", name), os.environ) for name in ("newsroom", "site", "worker")]

    def ready() -> bool:
        return (settings.home / "press" / "edition").exists() and answers(settings.site_port) and answers(settings.newsroom_port)

    def on_ready() -> None:
        say(f"ready after {time.monotonic() - began:.0f} s; Ctrl-C stops it")
        print(f"site: http://127.0.0.1:{settings.site_port}/")
        print(f"newsroom: http://127.0.0.1:{settings.newsroom_port}/")
        tell_password_once(settings)
        sys.stdout.flush()

    supervise([press, *others], ready=ready, on_ready=on_ready, say=say)
    return 0


def tell_password_once(settings: conf.Conf) -> None:
    """Print the demo editor's password and forget it: only its hash stays in the newsroom."""
    path = settings.home / "keys" / "demo-editor"
    if path.exists():
        account = json.loads(path.read_text())
        print(f"demo editor: {account['name']}, password: {account['password']} (shown this once)")
        path.unlink()


def run_process(options: argparse.Namespace) -> int:
    """Run one process in this one."""
    PROCESSES[options.name](conf.load())
    return 0


def _press(settings: conf.Conf) -> None:
    from tamizdat.press.lock import PressIsBusy
    from tamizdat.press.process import run_press

    try:
        run_press(settings.home / "press")
    except PressIsBusy as error:
        raise CannotDo(str(error)) from None


def _worker(_settings: conf.Conf) -> None:
    with_django()
    from tamizdat.site.worker import run_worker

    run_worker()


def _site(settings: conf.Conf) -> None:
    arguments = ["--edition", str(settings.home / "press" / "edition"), "--port", str(settings.site_port)]
    os.execv(sys.executable, python("-m", "tamizdat.press.serve", *arguments))  # noqa: S606 - our own module


def _newsroom(settings: conf.Conf) -> None:
    from granian.constants import Interfaces
    from granian.server import Server

    Server(
        "tamizdat.site.wsgi:application",
        address="127.0.0.1",
        port=settings.newsroom_port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=NEWSROOM_THREADS,
        log_access=False,
        log_level="warning",  # type: ignore[arg-type]
        respawn_failed_workers=True,
    ).serve()


PROCESSES = {"press": _press, "worker": _worker, "site": _site, "newsroom": _newsroom}


def say(words: str) -> None:
    """Tell the operator what is going on."""
    print(f"tamizdat: {words}", flush=True)
