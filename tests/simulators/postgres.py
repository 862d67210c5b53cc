"""Debian's PostgreSQL on a loopback port, in a folder of its own, ended by its own id."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

AS_POSTGRES = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []  # a server refuses to run as root


def _tool(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    assert found, "PostgreSQL is not installed: sudo apt-get install -y --no-install-recommends postgresql"
    return str(found[-1])


@contextmanager
def postgres(*, fsync: bool = False) -> Iterator[str]:
    """Run a server; yield the URL of its first, empty database. With *fsync* it waits for the disk, as in life."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # short: a socket's path may have 107 bytes
    if AS_POSTGRES:
        shutil.chown(folder, "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with _server(folder, port, fsync=fsync) as url:
        yield url
    shutil.rmtree(folder)


@contextmanager
def _server(folder: Path, port: int, *, fsync: bool) -> Iterator[str]:
    data = folder / "data"
    subprocess.run([*AS_POSTGRES, _tool("initdb"), "-A", "trust", "-U", "postgres", "-D", str(data)], check=True, capture_output=True)
    options = ["-p", str(port), "-c", "listen_addresses=127.0.0.1", "-k", str(folder), "-c", f"fsync={'on' if fsync else 'off'}"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([*AS_POSTGRES, _tool("postgres"), "-D", str(data), *options], stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 30
        while subprocess.run([_tool("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]).returncode:
            assert time.monotonic() < deadline, (folder / "log").read_text()
            time.sleep(0.2)
        yield f"postgres://postgres@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*AS_POSTGRES, _tool("pg_ctl"), "-D", str(data), "-m", "immediate", "stop"], check=True, capture_output=True)
        process.wait(30)
