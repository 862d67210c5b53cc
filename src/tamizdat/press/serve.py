"""Serve: the built-in server of the edition, ``python -m tamizdat.press.serve --edition PATH --port N``.

Promises: a new edition appears without a restart; a reader who is slow, on purpose or not, costs a connection and no more;
nothing about a request is written down; SIGTERM and Ctrl-C stop it within seconds. Refuses a port that is taken.
Leaves TLS to a proxy in front, and what is answered to ``serving.app``.
"""

import argparse
import os
import resource
import signal
import socket
import sys
import threading
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from wsgiref.types import WSGIApplication

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from tamizdat.press.serving.app import make_app

CONNECTIONS = 4096
"""A worker holds at once, slow and idle ones too (granian's "backpressure" counts connections, not requests)."""

OTHER_FILES = 128
"""Descriptors that a worker needs beside one a connection."""

HEADERS_WITHIN = 10_000
"""Milliseconds for a request's headers, and for an idle connection to ask again."""

LARGEST_HEADERS = 16 * 1024
READS_WITHIN = 60_000
"""Milliseconds that a reader may take none of what was sent: gone, frozen by a filter after 16 KB, or there to do harm."""

STOP_WITHIN = 3
"""Seconds that open connections get before the server stops all the same."""


class PortTaken(OSError):
    """Somebody else listens there."""


def serve(edition: Path, host: str = "127.0.0.1", port: int = 8000, workers: int = 1, threads: int = 1) -> None:
    """Serve the edition that *edition* links to, until SIGTERM or SIGINT. Raises ``PortTaken``.

    One thread a worker answers fastest (no two wait for the interpreter's lock); more help where the disk is slow.
    """
    _refuse_a_taken_port(host, port)
    server = Server(
        "the edition",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        http=HTTPModes.http1,
        websockets=False,
        backlog=2048,
        backpressure=_room_for(CONNECTIONS),
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_WITHIN, max_buffer_size=LARGEST_HEADERS),
        log_level=LogLevels.warning,
        log_access=False,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_WITHIN,
    )
    server.serve(target_loader=partial(_in_worker, edition.absolute(), os.getpid()), wrap_loader=False)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m tamizdat.press.serve", description="Serve an edition to readers.")
    parser.add_argument("--edition", type=Path, required=True, help="the link to the current edition, or a folder")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: %(default)s)")
    parser.add_argument("--workers", type=int, default=1, help="processes that answer (default: %(default)s)")
    parser.add_argument("--threads", type=int, default=1, help="threads in each that answer (default: %(default)s)")
    chosen = parser.parse_args(arguments)
    try:
        serve(**vars(chosen))
    except PortTaken as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _in_worker(edition: Path, parent: int) -> WSGIApplication:
    # granian copies the environment into every request: an empty one makes each cheaper, and has no secret to leak.
    os.environ.clear()
    threading.Thread(target=_look_after, args=(parent,), daemon=True).start()
    return make_app(edition)


def _look_after(parent: int) -> None:
    while not _stalled_readers_are_dropped():
        time.sleep(0.05)  # the worker is about to listen
    while os.getppid() == parent:
        time.sleep(1)
    # The parent was killed without a chance to say so; staying would hold the port for ever.
    os.kill(os.getpid(), signal.SIGKILL)


def _stalled_readers_are_dropped() -> bool:
    """Limit the time for sending on the socket that listens here, which accepted ones inherit; whether there was one.

    granian has no such limit, and keeps its socket to itself; without one the kernel waits for a quarter of an hour, or,
    while the reader's machine still says "not yet", for ever.
    """
    found = False
    for descriptor in map(int, os.listdir("/dev/fd")):
        with suppress(OSError), socket.fromfd(descriptor, socket.AF_INET, socket.SOCK_STREAM) as held:
            if held.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                held.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, READS_WITHIN)
                found = True
    return found


def _room_for(connections: int) -> int:
    # granian opens as many files as the system allows it (the hard limit), and when it meets that it spins instead of waiting.
    _, allowed = resource.getrlimit(resource.RLIMIT_NOFILE)
    return connections if allowed == resource.RLIM_INFINITY else max(1, min(connections, allowed - OTHER_FILES))


def _refuse_a_taken_port(host: str, port: int) -> None:
    # granian would share the port with whoever has it (SO_REUSEPORT), and readers would meet now one site, now the other.
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
            probe.listen()
        except OSError as error:
            raise PortTaken(f"Cannot listen on {host}, port {port}: {error.strerror}. Stop what runs there, or choose another.") from error


if __name__ == "__main__":
    sys.exit(main())
