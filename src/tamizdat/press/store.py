"""The object store: files by the digest of their content, each with its compressed twins beside it.

Promises: an object appears whole or not at all, and is never altered. Leaves it to the folder to give objects their public paths.
"""

import ctypes
import os
from pathlib import Path

import brotli
import deflate

from tamizdat.edition.canonical import digest

BROTLI_QUALITY = 5  # 9 costs sixteen times as much for one per cent less; idle time may use 11 (anchors/dependencies.md)
GZIP_LEVEL = 6
PACKED = (".html", ".htm", ".xml", ".json", ".txt", ".js")
"""Endings of the files that get compressed twins. Pictures and tree nodes do not shrink."""
TWINS = (".br", ".gz")
BEGUN = "begun"
"""The folder of the store for files that are being written; what lies there after a kill is nobody's."""


class MissingObject(LookupError):
    """An object that should be in the store is not; the message names it."""


class Store:
    """Objects under ``root``, in 64 folders by the first character of the digest.

    More folders cost more than they save: each is a block of its own to read and write, and small files come by the thousand.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, data: bytes) -> str:
        """Keep *data* and return its digest. Keeping the same bytes again changes nothing."""
        name = digest(data)
        self._write(self.path(name), data)
        return name

    def put_packed(self, data: bytes) -> tuple[str, int]:
        """Keep *data* with its twins; return its digest and the size of the brotli twin in bytes."""
        name = self.put(data)
        path = self.path(name)
        brotli_twin = Path(f"{path}.br")
        if not brotli_twin.exists():
            self._write(Path(f"{path}.gz"), bytes(deflate.gzip_compress(data, GZIP_LEVEL)))
            self._write(brotli_twin, brotli.compress(data, quality=BROTLI_QUALITY))
        return name, brotli_twin.stat().st_size

    def get(self, name: str) -> bytes:
        """Return an object's bytes. Raises ``MissingObject``."""
        try:
            return self.path(name).read_bytes()
        except FileNotFoundError:
            raise MissingObject(f"object {name} is not in the store") from None

    def has(self, name: str) -> bool:
        """Return whether the object is in the store."""
        return self.path(name).exists()

    def path(self, name: str) -> Path:
        """Return where an object lies. Digests are base64url, so a leading hyphen is no option and no folder is hidden."""
        return self.root / name[:1] / name

    def _write(self, path: Path, data: bytes) -> None:
        target = str(path)
        try:
            if os.stat(target).st_size == len(data):
                return
        except FileNotFoundError:
            pass
        # All begin in one folder, so that the filesystem puts them side by side: a third cheaper than each in its own.
        temporary = f"{self.root}/{BEGUN}/{path.name}.{os.getpid()}"
        try:
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o444)
        except FileNotFoundError:
            os.makedirs(f"{self.root}/{BEGUN}", exist_ok=True)
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o444)
        with open(handle, "wb", buffering=0) as file:
            file.write(data)
        try:
            os.rename(temporary, target)
        except FileNotFoundError:
            path.parent.mkdir(exist_ok=True)
            os.rename(temporary, target)


def sync_filesystem(folder: Path) -> None:
    """Bring everything written so far on *folder*'s filesystem to the disk: one call for a thousand small files."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        if ctypes.CDLL(None, use_errno=True).syncfs(handle) != 0:
            raise OSError(ctypes.get_errno(), "the disk did not take the new edition", str(folder))
    finally:
        os.close(handle)
