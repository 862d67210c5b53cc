"""Checking an edition that lies in a folder: the rim of ``edition.verify``, which knows the rules and touches no disk.

Refuses to follow links out of the folder: what they point to is not part of what was handed over.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from tamizdat.edition.verify import Report, verify
from tamizdat.press.build import now as present


def check_folder(folder: Path, *, now: datetime | None = None) -> Report:
    """Return what is wrong with the edition in *folder*, byte by byte; *now* decides whether it has expired."""
    root = folder.resolve()

    def read(path: str) -> bytes:
        handle = os.open(root / path, os.O_RDONLY | os.O_NOFOLLOW)
        with open(handle, "rb") as file:
            return file.read()

    return verify(_paths(root), read, now=now or present())


def _paths(root: Path) -> Iterator[str]:
    for folder, _, names in os.walk(root):
        below = os.path.relpath(folder, root)
        yield from (name if below == "." else f"{below}/{name}" for name in names)
