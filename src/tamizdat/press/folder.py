"""The edition's folder: a plain folder that any web server can serve, switched from one edition to the next by one rename.

Two folders, ``edition-a`` and ``edition-b``, hold links to objects; the symbolic link ``edition`` names the current one. A publish
changes the idle folder and renames the link. Promises: whoever follows the link sees one whole edition; a kill at any point leaves
it so, and doing the same again completes it.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tamizdat.press.store import TWINS, Store

SLOTS = ("edition-a", "edition-b")


@dataclass(frozen=True, slots=True)
class Placement:
    """One public path and the object that stands there; None: nothing does any more."""

    path: str
    digest: str | None
    packed: bool


class EditionFolder:
    """The two folders and the link under *home*."""

    def __init__(self, home: Path, store: Store) -> None:
        self.home = home
        self.link = home / "edition"
        self._store = store

    def current(self) -> str | None:
        """Return the name of the folder that is being served, or None before the first edition."""
        with suppress(FileNotFoundError):
            return os.readlink(self.link)
        return None

    def idle(self) -> str:
        """Return the name of the folder that is not."""
        return SLOTS[1] if self.current() == SLOTS[0] else SLOTS[0]

    def apply(self, slot: str, placements: Iterable[Placement]) -> None:
        """Make *slot* hold what *placements* say. May be repeated; paths that are not named stay."""
        root = self.home / slot
        root.mkdir(parents=True, exist_ok=True)
        for placement in placements:
            if placement.digest is None:
                self._take_away(root, placement)
            else:
                self._place(root, placement)

    def switch(self, slot: str) -> None:
        """Make *slot* the edition: one rename."""
        temporary = self.home / "edition~"
        temporary.unlink(missing_ok=True)
        temporary.symlink_to(slot)
        os.rename(temporary, self.link)

    def _place(self, root: Path, placement: Placement) -> None:
        source = str(self._store.path(placement.digest or ""))
        target = f"{root}/{placement.path}"
        for twin in ("", *(TWINS if placement.packed else ())):
            _link(source + twin, target + twin)

    def _take_away(self, root: Path, placement: Placement) -> None:
        target = root / placement.path
        for twin in ("", *TWINS):
            Path(f"{target}{twin}").unlink(missing_ok=True)
        for folder in target.parents:
            if folder == root:
                break
            with suppress(OSError):  # not empty, or gone already
                folder.rmdir()


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.link(source, target)
    except FileExistsError:
        temporary = f"{target}~"
        with suppress(FileNotFoundError):
            os.unlink(temporary)
        os.link(source, temporary)
        os.replace(temporary, target)
        with suppress(FileNotFoundError):  # rename does nothing when both names are already the same file
            os.unlink(temporary)
