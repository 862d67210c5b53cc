"""Reads the skeleton of a JPEG and lets it pass only if there is nothing in it but a picture.

The second wall: ``canvas`` builds a file without metadata inside the cage, and this, outside it, believes no word of that.
Promises: what passes has a plain JFIF head, tables, scans of three 8-bit channels, and ends with its end marker. It decodes
nothing, and does not judge entropy-coded data. Markers: ITU-T T.81, annex B; the JFIF head: ITU-T T.871, 10.1.
"""

from collections.abc import Iterator
from typing import Final

_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_JFIF_HEAD: Final = b"JFIF\0\1\1\0\0\1\0\1\0\0"  # version 1.1, no density, no thumbnail
_FRAMES: Final = {0xC0, 0xC1, 0xC2}
_TABLES: Final = {0xC4, 0xDB, 0xDD}
_APP0: Final = 0xE0
_THREE_CHANNELS: Final = 6 + 3 * 3  # bytes of a frame's head


class NotBare(ValueError):
    """A file that is no JPEG, or one that carries more than a picture; the message names the marker."""


def size_of_bare_jpeg(data: bytes) -> tuple[int, int]:
    """Return width and height in pixels of a JPEG that holds nothing but its picture. Raises ``NotBare``."""
    size: tuple[int, int] | None = None
    for marker, body in _segments(data):
        if marker == _APP0:
            if body != _JFIF_HEAD:
                raise NotBare("a JFIF head that says more than it must")
        elif marker in _FRAMES:
            if size is not None or len(body) != _THREE_CHANNELS or body[0] != 8:
                raise NotBare("a second or unusual frame")
            size = int.from_bytes(body[3:5], "big"), int.from_bytes(body[1:3], "big")
        elif marker not in _TABLES and marker != _SCAN:
            raise NotBare(f"marker {marker:#x}")
    if size is None or 0 in size:
        raise NotBare("no frame")
    return size


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield marker and body of each segment; the coded data of scans is passed over. The file must end at its end marker."""
    if data[:2] != bytes((0xFF, _START)):
        raise NotBare("no start of an image")
    at = 2
    while data[at : at + 2] != bytes((0xFF, _END)):
        if at + 4 > len(data) or data[at] != 0xFF:
            raise NotBare("no marker where one must be")
        marker, end = data[at + 1], at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if end < at + 4 or end > len(data):
            raise NotBare("a segment longer than the file")
        yield marker, data[at + 4 : end]
        at = _after_coded_data(data, end) if marker == _SCAN else end
    if at + 2 != len(data):
        raise NotBare("bytes after the end of the image")


def _after_coded_data(data: bytes, at: int) -> int:
    """Return where the next marker begins: in coded data 0xFF is followed by 0 (stuffing) or a restart marker."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2
    raise NotBare("no end of the image")
