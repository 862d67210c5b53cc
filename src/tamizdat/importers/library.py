"""The old site, as far as its archive and a folder of its uploads tell: implements ``oldsite.OldSite``.

Promises: a picture's file is only ever looked for below the folder that the operator named; no link, ``..`` or symbolic link leads out
of it. Nothing is fetched.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from tamizdat.importers.archive import WxrAttachment
from tamizdat.importers.index import Archive
from tamizdat.importers.names import record_id
from tamizdat.importers.oldsite import MISSING, Picture

_SIZE = re.compile(r"(?:-\d{1,5}x\d{1,5}|-scaled|-rotated|-e\d{10,13})+(?=\.\w{2,5}$)")
_UPLOADS = re.compile(r"/(?:wp-content/uploads|files|blogs\.dir/\d+/files)/(.+)")
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".tif", ".tiff", ".bmp", ".heic", ".svg")


class Intake(Protocol):
    """Where the old site's photos go."""

    def photo(self, file: Path, name: str, alt: str, caption: str) -> str:
        """Return the id under which blocks show the photo in *file*. Raises ``PhotoNotTaken``."""


class PhotoNotTaken(ValueError):
    """A file that is no photo for the newspaper; the message says why."""


@dataclass(slots=True)
class Library:
    """Answers the conversion's questions about one archive."""

    archive: Archive
    language: str
    intake: Intake
    media: Path | None = None
    asked_for: dict[int, str] = field(default_factory=dict)  # attachment that some post showed -> why it is not here; "": it is
    asked: dict[str, str | None] = field(default_factory=dict)  # path below uploads -> the file's path, if it is there

    @property
    def base(self) -> str:
        """The old site's address."""
        return self.archive.site.base

    def picture(self, address: str, attachment: int | None) -> Picture:
        """Return the picture, taken in from the operator's folder if its file is there."""
        found = self.archive.attachment(attachment) if attachment else None
        found = found or self._at(address)
        paths = [path for path in (*(_paths(found.address, found.file) if found else ()), *_paths(address, "")) if path]
        name = paths[0] if paths else (address or f"attachment {attachment}")
        alt, caption = (found.alt, found.caption) if found else ("", "")
        photo, why = self._taken(paths, name, alt, caption)
        if found:
            self.asked_for[found.id] = why
        return Picture(photo, name, alt, caption, why)

    def _taken(self, paths: list[str], name: str, alt: str, caption: str) -> tuple[str | None, str]:
        file = next((file for path in paths if (file := self._file(path))), None)
        if file is None or self.media is None:
            return None, MISSING
        try:
            return self.intake.photo(Path(file), Path(file).relative_to(self.media.resolve()).as_posix(), alt, caption), ""
        except PhotoNotTaken as refused:
            return None, str(refused)

    def attached(self, item: int) -> list[int]:
        """Return the pictures that belong to *item*, in the old site's order."""
        candidates = (self.archive.attachment(number) for number in self.archive.attached(item))
        return [one.id for one in candidates if one and urlsplit(one.address).path.lower().endswith(_PICTURES)]

    def page(self, address: str) -> str | None:
        """Return the record of the post or page that stood at *address*."""
        item = self.archive.item_at(address)
        return f"record:{record_id(self.archive.name, item, self.language)}" if item else None

    def file(self, attachment: int) -> str | None:
        """Return where the old site kept the file."""
        found = self.archive.attachment(attachment)
        return found.address if found and found.address.startswith("http") else None

    def _at(self, address: str) -> WxrAttachment | None:
        if not address:
            return None
        head, dot, ending = address.rpartition(".")
        full = _SIZE.sub("", f"{head}{dot}{ending}")
        return self.archive.attachment_at(address) or self.archive.attachment_at(full)

    def _file(self, path: str) -> str | None:
        if path not in self.asked:
            self.asked[path] = self._look(path)
        return self.asked[path]

    def _look(self, path: str) -> str | None:
        if self.media is None:
            return None
        root = self.media.resolve()
        for folder in ("", "uploads", "wp-content/uploads"):
            for name in dict.fromkeys((_SIZE.sub("", path), path)):
                try:
                    file = (root / folder / name).resolve()
                    if file.is_relative_to(root) and file.is_file():
                        return str(file)
                except (OSError, ValueError):
                    continue
        return None


def _paths(address: str, file: str) -> list[str]:
    """Return where below the uploads folder the picture at *address* may lie."""
    path = unquote(urlsplit(address).path) if address.startswith("http") else ""
    below = _UPLOADS.search(path)
    return [file.lstrip("/"), below[1] if below else path.lstrip("/")]
