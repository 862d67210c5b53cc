"""The shelf: the edition that is current right now, and its files in memory, ready to send.

Promises: every answer is whole and from one edition, the one that the link named when the answer was made; a new edition is
seen by the next request; memory stays within a budget. Refuses to follow a symbolic link inside an edition. A plain folder in
place of the link is taken as an edition that never changes.
"""

import os
import stat
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from tamizdat.press.serving.addresses import TWINS, media_type, place_of
from tamizdat.press.serving.headers import Headers, headers_of
from tamizdat.press.serving.memory import Memory
from tamizdat.press.serving.negotiation import IDENTITY

BUDGET = 64 * 2**20
"""Bytes of files kept in memory: about 3,000 pages with both twins, or a front page's worth of pictures many times over."""

_OVERHEAD = 4096  # bytes of Python objects and headers beside a file's own, a guess on the safe side
_OF_UNCHANGED = ("etag", "vary", "cache-control")  # what a 304 repeats (RFC 9110, section 15.4.5)
_PATIENCE = 5  # times to start again when a new edition arrives while a file is being read


class NoEdition(LookupError):
    """Nothing has been published yet."""


class Variant(NamedTuple):
    """One encoding of a file, ready to send."""

    coding: str
    body: bytes
    etag: str
    headers: Headers
    unchanged: Headers


@dataclass(frozen=True, slots=True)
class File:
    """A file of the edition in all encodings that the press made of it."""

    codings: tuple[str, ...]
    variants: dict[str, Variant]
    size: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The path that was meant, relative to the one that was asked for."""

    location: str


Found = File | Elsewhere | None


class Shelf:
    """The files of whatever edition *link* names. Safe to share between threads."""

    def __init__(self, link: Path, budget: int = BUDGET) -> None:
        self._link = os.fspath(link)
        self._budget = budget
        self._edition: _Edition | None = None

    def find(self, path_info: str) -> Found:
        """Return what *path_info* (WSGI's) means in the current edition. Raises ``NoEdition``, and ``OSError`` of the disk."""
        edition = self._current()
        if known := edition.memory.get(path_info):
            return known
        for _ in range(_PATIENCE):
            found = edition.look_up(path_info)
            # The press may have begun to rebuild the folder we read from, but only after moving the link away from it.
            if (now := self._current()) is edition:
                break
            edition = now
        else:
            return found
        if isinstance(found, File):
            edition.memory.keep(path_info, found, found.size)
        return found

    def _current(self) -> "_Edition":
        try:
            seen = os.lstat(self._link)
        except OSError as error:
            raise NoEdition from error
        # A publish makes a new link and renames it over the old one; the same two folders take turns, so their names say nothing.
        mark = (seen.st_ino, seen.st_mtime_ns, seen.st_ctime_ns)
        edition = self._edition
        if edition is None or edition.mark != mark:
            edition = self._edition = _Edition.at(self._link, mark, self._budget)
        return edition


@dataclass(frozen=True, slots=True)
class _Edition:
    mark: tuple[int, int, int]
    folder: str
    memory: "Memory[File]"

    @classmethod
    def at(cls, link: str, mark: tuple[int, int, int], budget: int) -> "_Edition":
        folder = Path(link).resolve()
        if not folder.is_dir():
            raise NoEdition
        return cls(mark, str(folder), Memory(budget))

    def look_up(self, path_info: str) -> Found:
        place = place_of(path_info)
        if place is None:
            return None
        if place == "" or place.endswith("/"):
            return self._file(place + "index.html")
        return self._file(place) or self._elsewhere(place)

    def _file(self, place: str) -> File | None:
        identity = self._read(place)
        if identity is None:
            return None
        twins = {coding: self._read(place + ending) for coding, ending in TWINS.items()}
        bodies = {coding: body for coding, body in twins.items() if body is not None} | {IDENTITY: identity}
        shared = headers_of(place, media_type(place), identity)
        if len(bodies) > 1:
            shared.append(("vary", "Accept-Encoding"))
        variants = {coding: _variant(coding, body, shared) for coding, body in bodies.items()}
        return File(tuple(bodies), variants, sum(map(len, bodies.values())) + _OVERHEAD)

    def _elsewhere(self, place: str) -> Elsewhere | None:
        name = quote(place.rpartition("/")[2], safe="")
        if self._has(place + "/index.html"):
            return Elsewhere(name + "/")
        return Elsewhere(name + ".html") if self._has(place + ".html") else None

    def _has(self, place: str) -> bool:
        path = f"{self.folder}/{place}"
        try:
            return stat.S_ISREG(os.lstat(path).st_mode) and os.path.realpath(path) == path
        except OSError:
            return False  # not there, or a name longer than the disk takes

    def _read(self, place: str) -> bytes | None:
        if not self._has(place):
            return None
        try:
            return Path(self.folder, place).read_bytes()
        except (FileNotFoundError, PermissionError):
            return None


def _variant(coding: str, body: bytes, shared: Headers) -> Variant:
    # Of the encoded bytes, so each encoding has its own and equal bytes have the same on every mirror.
    etag = f'"{urlsafe_b64encode(sha256(body).digest()[:12]).decode()}"'
    encoding = [("accept-ranges", "bytes")] if coding == IDENTITY else [("content-encoding", coding)]
    headers = [*shared, ("etag", etag), *encoding, ("content-length", str(len(body)))]
    return Variant(coding, body, etag, headers, [pair for pair in headers if pair[0] in _OF_UNCHANGED])
