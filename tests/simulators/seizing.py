"""Whoever seizes the gate: looks for needles in its files and in the memory of its processes."""

import hashlib
import os
import re
import subprocess
import tempfile
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote_plus

LEAST = 8
"""Bytes of the shortest needle: a shorter one is found by chance."""

PAGE, LONGEST = 4096, 128
"""Bytes of a page, and of the longest needle."""


def forms(text: str) -> Iterator[bytes]:
    """Yield all forms in which *text* could lie about: as it is, encoded, or as a hash that can be tried."""
    raw = text.encode()
    yield from {raw, quote_plus(text).encode(), text.encode("utf-16-le"), b64encode(raw).rstrip(b"=")[:-1]}
    for spelt in {raw, text.lower().encode()}:
        for name in ("md5", "sha1", "sha256"):
            digest = hashlib.new(name, spelt).digest()
            yield from (digest, digest.hex().encode(), digest.hex().upper().encode())
            yield from (b64encode(digest).rstrip(b"="), urlsafe_b64encode(digest).rstrip(b"="))


class Needles:
    """Secrets, each with its texts, in all their forms."""

    def __init__(self, secrets: dict[str, Iterable[str]]) -> None:
        self._of = {}
        for secret, texts in secrets.items():
            for text in texts:
                for form in forms(text):
                    # grep reads a pattern a line: what holds a line's end is looked for by its longest part without one
                    part = max(form.split(b"\n"), key=len)
                    if len(part) >= LEAST:
                        self._of[part] = secret
        self._file = tempfile.NamedTemporaryFile(prefix="needles-")  # noqa: SIM115 - it lives as long as this
        self._file.write(b"\n".join(self._of) + b"\n")
        self._file.flush()

    def found_in(self, data: bytes) -> set[str]:
        """Return the secrets of which anything is in *data*."""
        command = ["grep", "-a", "-o", "-F", "-f", self._file.name]
        done = subprocess.run(command, input=data, capture_output=True, env={"LC_ALL": "C", "PATH": os.environ["PATH"]}, check=False)
        assert done.returncode in (0, 1), done.stderr
        return {self._of[hit] for hit in done.stdout.split(b"\n") if hit}


def files_under(folder: Path) -> bytes:
    """Return the bytes of all files, and their names."""
    return b"\0".join(str(path).encode() + b"\0" + path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def memory_of(pid: int) -> bytes:
    """Return all that a process could have written: its private and its shared memory. A process that has ended has none."""
    found = bytearray()
    try:
        maps = Path(f"/proc/{pid}/maps").read_text().splitlines()
        with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
            for start, end in (_span(line) for line in maps if "w" in line.split()[1]):
                found += _read(memory, start, end)
    except (FileNotFoundError, ProcessLookupError):
        pass
    except PermissionError:
        raise AssertionError("looking into the memory of the gate takes root, as it should: run this test as root") from None
    return bytes(found)


def distinct(memories: Iterable[bytes]) -> bytes:
    """Return what is in *memories*, pages that occur more than once (empty ones, those that a fork shares) only once.

    A page goes with the beginning of the next, so that what lies across two is found.
    """
    pages: dict[bytes, None] = {}
    for memory in memories:
        pages |= dict.fromkeys(memory[start : start + PAGE + LONGEST] for start in range(0, len(memory), PAGE))
    return b"\0".join(pages)


def _span(line: str) -> tuple[int, int]:
    start, end = line.split()[0].split("-")
    return int(start, 16), int(end, 16)


def _read(memory: BinaryIO, start: int, end: int) -> bytes:
    try:
        memory.seek(start)
        return memory.read(end - start) or b""
    except OSError:
        return b""  # reserved and never touched


_SOCKADDR = re.compile(rb"\x02\x00..(\x7f...)\0{8}", re.DOTALL)


def addresses_in(data: bytes) -> set[str]:
    """Return the network addresses of loopback, but for its first, that lie in *data* as the system writes them."""
    found = {".".join(map(str, raw)) for raw in _SOCKADDR.findall(data)}
    return found - {"127.0.0.1"}
