"""systemd units: a service a process, two users, and as little else as each process needs.

Promises: the gate's user sees nothing of the newsroom; press and key agent have no network at all; gate and key agent leave no core dump
and are never swapped out. Needs users ``tamizdat`` and ``tamizdat-gate``; settings go into ``/etc/tamizdat/newsroom.env`` and
``gate.env``.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from tamizdat.site.conf import Conf
from tamizdat.site.priorities import CPU_WEIGHT, GIVE_WAY

HARDENED = """NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome=read-only
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
ProtectProc=invisible
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
LimitCORE=0
UMask=0077
"""

NO_NETWORK = "PrivateNetwork=yes\nRestrictAddressFamilies=AF_UNIX\n"
NETWORK = "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6\n"
OUT_OF_SWAP = "LimitMEMLOCK=infinity\nMemorySwapMax=0\n"

PROCESSES = {
    "press": ("makes the edition", NO_NETWORK),
    "newsroom": ("where editors work", NETWORK),
    "site": ("serves the edition", NETWORK),
    "worker": ("does what is due by the clock", NETWORK),
    "agent": ("holds the list key while a letter goes out", NO_NETWORK + OUT_OF_SWAP),
    "collector": ("fetches from the gate", NETWORK),
    "postman": ("mails about subscriptions, bounces, expiry", NETWORK),
    "sender": ("sends letters", NETWORK),
    "till": ("takes who gives to the payment provider", NETWORK),
    "ledger": ("enters payments, compares with the provider every day", NETWORK),
    "local": ("pretends to be a payment provider", NETWORK),
}
"""The newsroom side's processes: what each does, and what it gets beside ``HARDENED``."""

GATE_MEMORY = "Environment=PYTHONMALLOC=malloc MALLOC_PERTURB_=165 GLIBC_TUNABLES=glibc.malloc.tcache_count=0:glibc.malloc.perturb=165\n"
"""Freed memory is overwritten at once. The gate would start itself again with these; so it need not."""


def units(settings: Conf, python: str = sys.executable) -> Iterator[tuple[str, str]]:
    """Yield each unit's file name and text."""
    processes = {name: said for name, said in PROCESSES.items() if name != "local" or name in settings.giving.names}
    names = [f"tamizdat-{name}.service" for name in processes] + (["tamizdat-gate.service"] if settings.mail.gate_here else [])
    wants = f"[Unit]\nDescription=Tamizdat: the whole newspaper\nWants={' '.join(names)}\n\n[Install]\nWantedBy=multi-user.target\n"
    yield "tamizdat.target", wants
    for name, (words, more) in processes.items():
        weight = f"CPUWeight={CPU_WEIGHT}\n" if name in GIVE_WAY else ""
        yield f"tamizdat-{name}.service", _service(name, words, f"{python} -m tamizdat process {name}", settings.home, more + weight)
    if settings.mail.gate_here:
        yield "tamizdat-gate.service", _gate(settings, python)
    yield "tamizdat-backup.service", _backup(settings.home, python)
    timer = "[Timer]\nOnCalendar=*-*-* 03:30\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n"
    yield "tamizdat-backup.timer", f"[Unit]\nDescription=Tamizdat: a backup every night\n\n{timer}"


def _service(name: str, words: str, command: str, home: Path, more: str) -> str:
    return (
        f"[Unit]\nDescription=Tamizdat {name}: {words}\nPartOf=tamizdat.target\nAfter=network.target\n\n"
        f"[Service]\nUser=tamizdat\nExecStart={command}\nRestart=always\nRestartSec=2\nTimeoutStopSec=30\n"
        f"Environment=TAMIZDAT_HOME={home}\nEnvironmentFile=-/etc/tamizdat/newsroom.env\nReadWritePaths={home}\n{HARDENED}{more}"
    )


def _gate(settings: Conf, python: str) -> str:
    return (
        "[Unit]\nDescription=Tamizdat gate: takes what readers type, and seals it\nPartOf=tamizdat.target\nAfter=network.target\n\n"
        f"[Service]\nUser=tamizdat-gate\nExecStart={python} -m tamizdat.gate\nRestart=always\nRestartSec=2\nTimeoutStopSec=60\n"
        f"Environment=TAMIZDAT_GATE_HOME={settings.gate_home} GATE_PORT={settings.gate_port}\nEnvironmentFile=-/etc/tamizdat/gate.env\n"
        f"ReadWritePaths={settings.gate_home}\nInaccessiblePaths={' '.join(f'-{folder}' for folder in _newsrooms_own(settings))}\n"
        f"{HARDENED}{NETWORK}{OUT_OF_SWAP}{GATE_MEMORY}"
    )


def _newsrooms_own(settings: Conf) -> list[Path]:
    if settings.home not in settings.gate_home.parents:
        return [settings.home]
    return [settings.home / name for name in ("newsroom", "readers", "ledger", "keys", "press", "mail", "logs", "backups")]


def _backup(home: Path, python: str) -> str:
    # systemd's %Y and the like are no dates: the shell makes the name
    command = f"/bin/sh -c 'exec {python} -m tamizdat backup {home}/backups/$(date +%%Y-%%m-%%d).age'"
    text = _service("backup", "everything, encrypted, in one file", command, home, NETWORK)
    return text.replace("Restart=always\nRestartSec=2\nTimeoutStopSec=30\n", "Type=oneshot\n").replace("PartOf=tamizdat.target\n", "")
