"""What a file is, by its first bytes. A file's name and declared type are claims of whoever sent it, and are not asked.

Promises: only the six kinds that ``decoding`` opens pass. Refuses the rest with the reason that helps the editor most.
Passing says nothing about the rest of the file: that is for the decoder, which is why it works in a cage.
"""

import re
from collections.abc import Callable
from typing import Final

from tamizdat.media.refusals import PhotoRefused

Test = Callable[[bytes], bool]

HEAD: Final = 512
"""Bytes that are looked at."""

_MARKUP = re.compile(rb"\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\x00]*<[\s\x00]*[!?/a-z]", re.IGNORECASE)
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"}
_AVIF = {b"avif", b"avis"}


def _starts(*prefixes: bytes) -> Test:
    return lambda head: head.startswith(prefixes)


def brands(head: bytes) -> set[bytes]:
    """Return the brands that an ISO media file names in its first box (ISO/IEC 14496-12, 4.3); empty for other files."""
    if head[4:8] != b"ftyp":
        return set()
    listed = head[16 : int.from_bytes(head[:4], "big")]
    return {head[8:12], *(listed[at : at + 4] for at in range(0, len(listed), 4))}


PHOTOS: Final[dict[str, Test]] = {
    "JPEG": _starts(b"\xff\xd8\xff"),
    "PNG": _starts(b"\x89PNG\r\n\x1a\n"),
    "GIF": _starts(b"GIF87a", b"GIF89a"),
    "WEBP": lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP",
    "AVIF": lambda head: bool(brands(head) & _AVIF),
    "TIFF": _starts(b"II*\0", b"MM\0*"),
}
"""The kinds that are taken, by Pillow's name for them."""

OTHERS: Final[dict[str, Test]] = {
    "markup": lambda head: _MARKUP.match(head) is not None,
    "archive": _starts(b"PK\x03\x04", b"PK\x05\x06", b"%PDF", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\xd0\xcf\x11\xe0"),
    "heic": lambda head: bool(brands(head) & _HEIC),
    "raw": _starts(b"8BPS", b"FUJIFILM", b"IIRO", b"IIRS", b"IIU\0", b"\0\0\0\x18ftypcrx"),
    "video": lambda head: bool(brands(head)) or head.startswith(b"\x1aE\xdf\xa3") or head[8:12] == b"AVI ",
}
"""Reasons for a refusal that say more than "not a photo"; the first that fits is given."""


def identify(data: bytes) -> str:
    """Return Pillow's name for the kind of photo that *data* begins as. Raises ``PhotoRefused``."""
    head = data[:HEAD]
    if not head:
        raise PhotoRefused("empty")
    for kind, fits in PHOTOS.items():
        if fits(head):
            return kind
    raise PhotoRefused(next((reason for reason, fits in OTHERS.items() if fits(head)), "not a photo"))
