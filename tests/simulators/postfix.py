"""Debian's Postfix as a relay on loopback: its own configuration, queue and log in a folder of its own, ended by its own pid.

It accepts mail from this machine; hands what is for ``next`` domains to a server of the test's; puts what is for ``here.example`` into
Maildirs, ``+`` and what follows left out. Bounces come back as real servers send them. Needs root, or sudo without a password.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

NOBODY = 65534
"""Postfix writes no mailbox as root."""

HERE = "here.example"
MAIN = """
compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {home}/log
maillog_file_prefixes = {home}
myhostname = relay.example
mydestination =
alias_maps =
local_recipient_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
recipient_delimiter = +
virtual_mailbox_domains = {here}
virtual_mailbox_base = {home}/boxes
virtual_mailbox_maps = inline:{{ {boxes} }}
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
transport_maps = inline:{{ {routes} }}
smtp_host_lookup = native
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_tls_security_level = {tls}
smtpd_client_connection_count_limit = 0
smtpd_timeout = 30s
default_process_limit = 20
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class Postfix:
    """A running relay: its port, the folder of Maildirs, its log."""

    port: int
    boxes: Path
    log: Path


@contextmanager
def postfix(
    *, boxes: tuple[str, ...] = (), routes: Mapping[str, int] | None = None, certificate: tuple[str, str] | None = None
) -> Iterator[Postfix]:
    """Run one. *boxes*: mailboxes at ``here.example``; *routes*: domain -> loopback port that its mail is handed to."""
    home = Path(tempfile.mkdtemp(prefix="postfix-"))
    home.chmod(0o755)
    process = None
    try:
        port = _prepare(home, boxes, routes or {}, certificate)
        process = subprocess.Popen(
            [*_root(), "/usr/sbin/postfix", "-c", str(home / "etc"), "start-fg"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _wait_for(port, process, home / "log")
        yield Postfix(port, home / "boxes", home / "log")
    finally:
        if process is not None:
            subprocess.run([*_root(), "/usr/sbin/postfix", "-c", str(home / "etc"), "stop"], capture_output=True, check=False)
            process.wait(30)
        subprocess.run([*_root(), "rm", "-rf", str(home)], check=True)


def _prepare(home: Path, boxes: tuple[str, ...], routes: Mapping[str, int], certificate: tuple[str, str] | None) -> int:
    for folder in ("etc", "queue", "data", "boxes"):
        (home / folder).mkdir()
    (home / "boxes").chmod(0o777)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    values = {
        "home": home,
        "here": HERE,
        "boxes": ", ".join(f"{{{name}@{HERE} = {name}/}}" for name in boxes or ("nobody",)),
        "routes": ", ".join(f"{{{domain} = smtp:[127.0.0.1]:{next_port}}}" for domain, next_port in {"next.invalid": 9, **routes}.items()),
        "uid": os.getuid() or NOBODY,
        "gid": os.getgid() or NOBODY,
        "certificate": certificate[0] if certificate else "",
        "key": certificate[1] if certificate else "",
        "tls": "may" if certificate else "none",
    }
    (home / "etc" / "main.cf").write_text(MAIN.format(**values))
    (home / "etc" / "master.cf").write_text(MASTER.format(port=port))
    subprocess.run([*_root(), "chown", "postfix", str(home / "data")], check=True)
    return port


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0 and probe.recv(3) == b"220":
                return
        time.sleep(0.05)
    raise RuntimeError(f"Postfix did not start: {log.read_text()[-2000:] if log.exists() else 'it said nothing'}")


def _root() -> list[str]:
    return [] if os.geteuid() == 0 else [shutil.which("sudo") or "sudo", "-n"]
