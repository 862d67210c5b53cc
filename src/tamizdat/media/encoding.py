"""From a master to the files that readers get: which sizes, at which quality. Runs in the cage (``child``).

Promises: the first file of a row, in each format, is at most ``FIRST_BYTES`` long, whatever the picture; none is larger than
its master; the same master, focal point and libraries give the same bytes. Leaves names to ``renditions``.
"""

from io import BytesIO
from typing import Final, Literal, NamedTuple

from PIL import Image
from PIL.Image import Resampling

from tamizdat.media.framing import Focus, crop_around

Format = Literal["avif", "jpeg"]

FIRST_BYTES: Final = 9_216  # with headers it passes through a connection that is frozen after 16 KB
FIRST_WIDTHS: Final[dict[Format, tuple[int, ...]]] = {"avif": (560, 480, 400, 320), "jpeg": (400, 360, 320, 280, 240)}
"""Widths for the first file: the widest that fits at a bearable quality is taken. AVIF shows more in the same bytes."""

FRAME_WIDTHS: Final = (640, 960, 1440)
TEASER_FIRST_WIDTHS: Final[dict[Format, tuple[int, ...]]] = {"avif": (240,), "jpeg": (240,)}
TEASER_WIDTHS: Final = (480,)
TEASER_RATIO: Final = 3 / 2
WORTH_A_FILE: Final = 1.2  # a step narrower than this is not worth a file of its own on every mirror
MASTER_QUALITY: Final = 88

QUALITY: Final[dict[Format, int]] = {"avif": 52, "jpeg": 74}
"""What a picture gets where bytes do not press: differences from the master are hard to see at arm's length."""

BEARABLE: Final[dict[Format, int]] = {"avif": 28, "jpeg": 32}
"""Below this a narrower picture looks better than a worse one (looked at, stretched to a phone's width)."""


class Encoded(NamedTuple):
    """One encoded file."""

    format: Format
    width: int
    height: int
    data: bytes


def encode_master(canvas: Image.Image) -> bytes:
    """Return the JPEG that everything else is made from. Full colour resolution, so that red lettering on a chart stays sharp.

    Not optimised: for that Pillow needs the whole file in one buffer of a byte a pixel, and a picture of grain is larger.
    """
    out = BytesIO()
    canvas.save(out, "JPEG", quality=MASTER_QUALITY, subsampling="4:4:4")
    return out.getvalue()


def encode_frame(master: Image.Image) -> list[Encoded]:
    """Return the whole picture: in each format a first file within ``FIRST_BYTES``, then wider ones up to the master's width."""
    return _rows(_Sizes(master, master.width / master.height), FIRST_WIDTHS, FRAME_WIDTHS)


def encode_teasers(master: Image.Image, focus: Focus) -> list[Encoded]:
    """Return crops around the focal point: in each format one within ``FIRST_BYTES``, then one for sharper screens."""
    crop = master.crop(crop_around(master.size, focus, TEASER_RATIO))
    return _rows(_Sizes(crop, TEASER_RATIO), TEASER_FIRST_WIDTHS, TEASER_WIDTHS)


def _rows(sizes: "_Sizes", firsts: dict[Format, tuple[int, ...]], widths: tuple[int, ...]) -> list[Encoded]:
    """Return the files of both formats, smallest first, AVIF before JPEG. A format's first width is its own."""
    files = [file for form in QUALITY for file in _row(sizes, form, firsts[form], widths)]
    return sorted(files, key=lambda file: (file.width, file.format))


def _row(sizes: "_Sizes", form: Format, firsts: tuple[int, ...], widths: tuple[int, ...]) -> list[Encoded]:
    row = [_first(sizes, form, firsts)]
    for width in sorted({min(width, sizes.width) for width in widths}):
        if width >= row[-1].width * WORTH_A_FILE:
            row.append(_encode(sizes.at(width), form, QUALITY[form]))
    return row


class _Sizes:
    """A picture at any width, each made once: both formats use the same pixels."""

    def __init__(self, picture: Image.Image, ratio: float) -> None:
        self._picture = picture
        self._ratio = ratio
        self._made: dict[int, Image.Image] = {}

    @property
    def width(self) -> int:
        return self._picture.width

    def at(self, width: int) -> Image.Image:
        if width not in self._made:
            size = width, max(1, round(width / self._ratio))
            self._made[width] = self._picture.resize(size, Resampling.LANCZOS, reducing_gap=3.0)
        return self._made[width]


def _first(sizes: _Sizes, form: Format, widths: tuple[int, ...]) -> Encoded:
    """Return the widest file within ``FIRST_BYTES`` at a bearable quality; failing that one at any quality, ever smaller.

    The last resort is for noise and for columns taller than any screen. It always ends: one pixel fits.
    """
    tried = sorted({min(width, sizes.width) for width in widths}, reverse=True)
    for width in tried:
        if fits := _best(sizes.at(width), form, BEARABLE[form]):
            return fits
    width = tried[-1]
    while (fits := _best(sizes.at(width), form, 1)) is None:
        width = max(1, width * 3 // 4)
    return fits


def _best(picture: Image.Image, form: Format, lowest: int) -> Encoded | None:
    """Return the file of the highest quality, *lowest* to ``QUALITY``, that is within ``FIRST_BYTES``; None if there is none."""
    found, high = None, QUALITY[form]
    quality = high
    while lowest <= high:
        tried = _encode(picture, form, quality)
        if len(tried.data) <= FIRST_BYTES:
            found, lowest = tried, quality + 1
        else:
            high = quality - 1
        quality = (lowest + high + 1) // 2
    return found


def _encode(picture: Image.Image, form: Format, quality: int) -> Encoded:
    out = BytesIO()
    if form == "avif":
        picture.save(out, "AVIF", quality=quality, speed=9, subsampling="4:2:0", max_threads=1)
    else:
        picture.save(out, "JPEG", quality=quality, subsampling="4:2:0", optimize=True, progressive=True)
    return Encoded(form, picture.width, picture.height, out.getvalue())
