"""``process NAME``: one of the newspaper's processes in this one, for ``run`` and for service managers.

Promises: the gate gets nothing of the newsroom's: no path, no secret, no setting but its own.
"""

import argparse
import os
import sys
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from tamizdat.site import conf
from tamizdat.site.commands import add_command, with_django
from tamizdat.site.errors import CannotDo
from tamizdat.site.priorities import GIVE_WAY, give_way
from tamizdat.site.processes import Child, python
from tamizdat.site.running import hold

NEWSROOM_THREADS = 4
"""Editors at a time; each thread holds one database connection."""

GATE_MAY_KNOW = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "TZ", "GATE_PORT")
NOT_THE_GATES = ("TAMIZDAT_GATE_POLL_URL", "TAMIZDAT_GATE_PROXY")
"""Named after the gate, but the newsroom's: how it reaches it."""


def add_commands(commands: Any) -> None:
    """Add the commands of this file."""
    process = add_command(commands, "process", run_process, "run one of the processes that `run` starts (for service managers)")
    process.add_argument("name", choices=sorted(PROCESSES))


def run_process(options: argparse.Namespace) -> int:
    """Run one process in this one."""
    settings = conf.load()
    sys.excepthook = say_without_its_words
    hold(settings.home, options.name)
    if level := GIVE_WAY.get(options.name):
        give_way(level)
    PROCESSES[options.name](settings)
    return 0


def say_without_its_words(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say of an error that ends a process its type and places alone: its text may hold what somebody typed."""
    from tamizdat.newsroom.logs import PlainFormatter

    print(PlainFormatter().formatException((kind, error, trace)), file=sys.stderr, flush=True)


def child(name: str) -> Child:
    """Return one of the newsroom side's processes, not started yet."""
    return Child(name, python("-m", "tamizdat", "process", name), os.environ)


def gate_child(settings: conf.Conf) -> Child:
    """Return the gate's process, not started yet."""
    return Child("gate", python("-m", "tamizdat.gate"), gate_environment(os.environ, settings))


def gate_environment(env: Mapping[str, str], settings: conf.Conf) -> dict[str, str]:
    """Return the part of *env* that is the gate's."""
    own = {name: value for name, value in env.items() if name.startswith("TAMIZDAT_GATE_") and name not in NOT_THE_GATES}
    shared = {name: env[name] for name in GATE_MAY_KNOW if name in env}
    hooks = " ".join(name for name in settings.giving.known if name != "null")
    own = ({"TAMIZDAT_GATE_HOOKS": hooks} if hooks else {}) | own
    return shared | own | {"TAMIZDAT_GATE_HOME": str(settings.gate_home), "GATE_PORT": str(settings.gate_port)}


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


def _postman(_settings: conf.Conf) -> None:
    with_django()
    from tamizdat.site.postman import run_postman

    run_postman()


def _collector(_settings: conf.Conf) -> None:
    with_django()
    from tamizdat.newsletters.collecting.process import run_collector

    run_collector()


def _sender(_settings: conf.Conf) -> None:
    with_django()
    from tamizdat.newsletters.sending.process import run_sender

    run_sender()


def _till(_settings: conf.Conf) -> None:
    with_django()
    from tamizdat.contributions.till_process import run_till

    run_till()


def _ledger(_settings: conf.Conf) -> None:
    with_django()
    from tamizdat.contributions.worker import run_worker

    run_worker()


def _local(settings: conf.Conf) -> None:
    from tamizdat.contributions.providers.local.from_settings import run_here

    run_here(settings)


def _agent(settings: conf.Conf) -> None:
    from tamizdat.sealed.agent_process import run_agent
    from tamizdat.sealed.keyring import Keyring

    run_agent(settings.home / conf.AGENT_SOCKET, Keyring(settings.home / "keys").locked("list"))


def _gate(settings: conf.Conf) -> None:
    os.execve(sys.executable, python("-m", "tamizdat.gate"), gate_environment(os.environ, settings))  # noqa: S606 - our own module


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


PROCESSES = {
    "press": _press,
    "newsroom": _newsroom,
    "site": _site,
    "worker": _worker,
    "agent": _agent,
    "collector": _collector,
    "postman": _postman,
    "sender": _sender,
    "till": _till,
    "ledger": _ledger,
    "local": _local,
    "gate": _gate,
}
