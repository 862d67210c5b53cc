"""The key agent: holds the opened list key in its memory for at most two hours, and opens addresses with it.

Promises: the key touches no disk; this process's memory is out of reach of other processes of its user, leaves no core dump and, where
the system allows, no swap. It forgets by becoming a new process: nothing that was in its memory is left in the next. The two hours are
measured by a clock that nobody sets and that runs while the machine sleeps. Answers its own user (and root) alone.
"""

import ctypes
import os
import resource
import select
import signal
import socket
import struct
import sys
import time
from pathlib import Path

from tamizdat.sealed.agent import (
    DONE,
    IS_LOCKED,
    LOCK,
    OPEN,
    READER_PURPOSE,
    REFUSED,
    STATUS,
    UNLOCK,
    framed,
    read_message,
    unframed,
)
from tamizdat.sealed.boxes import CannotOpen, open_box
from tamizdat.sealed.keyring import open_key_file
from tamizdat.sealed.keyring_files import KeyringDamaged
from tamizdat.sealed.keyring_locks import WrongPassphrase
from tamizdat.sealed.keys import PrivateKey

FORGET_SECONDS = 7200.0
LINE_SECONDS = 5.0
"""A client that says nothing for so long in the middle of a message is hung up on."""

_ROOT = 0
_PR_SET_DUMPABLE = 4
_MCL_CURRENT_AND_FUTURE = 3
_CREDENTIALS = struct.Struct("3i")


class Agent:
    """What the process knows: where the locked key lies and, for a while, the key."""

    def __init__(self, locked: Path, *, memory_locked: bool = False, forget_after: float = FORGET_SECONDS) -> None:
        self._locked = locked
        self._memory_locked = memory_locked
        self._forget_after = forget_after
        self._keys: dict[bytes, PrivateKey] = {}
        self.forget_at = float("inf")
        self.must_forget = False

    def answer(self, question: bytes) -> bytes:
        """Return the answer to one message's body."""
        asked, said = question[:1], question[1:]
        if asked == OPEN:
            return self._open(said) if self._keys else IS_LOCKED
        if asked == UNLOCK:
            return self._unlock(said)
        if asked == STATUS:
            left = max(0, int(self.forget_at - now())) if self._keys else 0
            return DONE + struct.pack(">??I", bool(self._keys), self._memory_locked, left)
        if asked == LOCK:
            self.must_forget = bool(self._keys)
            return DONE
        return REFUSED + b"the key agent was asked something that it does not know"

    def _unlock(self, passphrase: bytes) -> bytes:
        try:
            key = open_key_file(self._locked, passphrase.decode(errors="replace"), "list")
        except (WrongPassphrase, KeyringDamaged) as error:
            return REFUSED + str(error).encode()
        self._keys = {key.public.id: key}
        self.forget_at = now() + self._forget_after
        return DONE

    def _open(self, said: bytes) -> bytes:
        try:
            return DONE + b"".join(framed(self._address(box)) for box in unframed(said))
        except ValueError as error:
            return REFUSED + str(error).encode()

    def _address(self, box: bytes) -> bytes:
        try:
            return open_box(self._keys, box, purpose=READER_PURPOSE, padded=True)
        except CannotOpen:
            return b""


def run_agent(path: Path, locked: Path, *, forget_after: float = FORGET_SECONDS, listening: int | None = None) -> None:
    """Answer at the socket *path* until SIGTERM, with the key in the file *locked*. *listening* is the socket of the process before."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, lambda *_: sys.exit(0))
    agent = Agent(locked, memory_locked=protect_memory(), forget_after=forget_after)
    door = listen(path) if listening is None else socket.socket(fileno=listening)
    while not agent.must_forget:
        wait = min(60.0, agent.forget_at - now())
        if wait <= 0:
            break
        if select.select([door], [], [], wait)[0]:
            serve_one(door, agent)
    door.set_inheritable(True)
    again = ["-m", "tamizdat.sealed.agent_process", str(path), str(locked), str(forget_after), str(door.fileno())]
    os.execv(sys.executable, [sys.executable, *again])  # noqa: S606 - ourselves, with nothing remembered


def listen(path: Path) -> socket.socket:
    """Return a socket at *path* that this user alone may reach; one left behind by a process before is replaced."""
    path.unlink(missing_ok=True)
    door = socket.socket(socket.AF_UNIX)
    before = os.umask(0o177)
    try:
        door.bind(str(path))
    finally:
        os.umask(before)
    door.listen(16)
    return door


def protect_memory() -> bool:
    """Keep this process's memory from core dumps, from debuggers of the same user and from swap; return whether the last succeeded."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    return bool(libc.mlockall(_MCL_CURRENT_AND_FUTURE) == 0)


def asked_by_us(line: socket.socket) -> bool:
    """Return whether this process's user, or root, is at the other end."""
    _, user, _ = _CREDENTIALS.unpack(line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size))
    return user in (_ROOT, os.geteuid())


def now() -> float:
    """Return seconds of a clock that nobody sets and that runs on while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def serve_one(door: socket.socket, agent: Agent) -> None:
    """Answer the next client, or hang up on one that may not ask, stalls, or is no client of ours."""
    line, _ = door.accept()
    with line:
        line.settimeout(LINE_SECONDS)
        try:
            if asked_by_us(line):
                line.sendall(framed(agent.answer(read_message(line))))
        except OSError:
            return


if __name__ == "__main__":
    run_agent(Path(sys.argv[1]), Path(sys.argv[2]), forget_after=float(sys.argv[3]), listening=int(sys.argv[4]))
