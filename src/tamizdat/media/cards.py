"""The social card: what a link to an article looks like where it is shared. 1,200 x 630 pixels, JPEG.

Promises: with a photo, the picture around its focal point, the headline over its darkened foot; without one, a sheet of the
newspaper's paper with the headline as large as it will go. Words that cannot be set rightly are left off (``lettering``).
Takes only a master from ``cleaning.clean``, because it decodes in the caller's process. Leaves the words to the newsroom.
"""

from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image, ImageColor, ImageDraw
from PIL.Image import Resampling

from tamizdat.media import lettering
from tamizdat.media.bare import NotBare, size_of_bare_jpeg
from tamizdat.media.framing import Focus, checked, crop_around
from tamizdat.media.lettering import Direction, Face, Setting
from tamizdat.media.refusals import PhotoRefused

WIDTH, HEIGHT = SIZE = (1200, 630)  # Open Graph's large picture
MARGIN: Final = 64
MEASURE: Final = WIDTH - 2 * MARGIN
QUALITY: Final = 80

Colour = tuple[int, int, int]

INK: Final[Colour] = (26, 24, 22)
PAPER: Final[Colour] = (250, 247, 241)
FAINT: Final[Colour] = (150, 148, 145)
WHITE: Final[Colour] = (255, 255, 255)

DARKEST: Final = 214  # of 255: the photo is still there, white letters stand out from its brightest part (WCAG 2.2, 1.4.3)
TAG_HEIGHT: Final = 44
TAG_MARGIN: Final = 16

OVER_PHOTO: Final = (80, 72, 66, 60, 54, 48)
ON_PAPER: Final = (116, 104, 94, 84, 76, 68, 60, 54, 48)


@dataclass(frozen=True, slots=True)
class _Words:
    headline: str
    newspaper: str
    section: str


def make_card(
    *, headline: str, newspaper: str, section: str, accent: str, photo: bytes | None, focus: Focus | None, direction: Direction
) -> bytes:
    """Return the card as JPEG. *photo* is a master, *accent* ``#rrggbb``, *section* may be empty.

    Raises ``PhotoRefused`` for a photo that is not as ``clean`` left it, ``ValueError`` for a wrong colour or focus.
    """
    words = _Words(*(lettering.settable(text) for text in (headline, newspaper, section)))
    sheet = Image.new("RGB", SIZE, PAPER) if photo is None else _cropped(photo, checked(focus))
    card = _Card(sheet, _colour(accent), direction)
    (_set_on_paper if photo is None else _set_over_photo)(card, words)
    out = BytesIO()
    colour = "4:4:4" if photo is None else "4:2:0"  # plain accents beside ink show coarse colour, photos do not
    card.sheet.save(out, "JPEG", quality=QUALITY, subsampling=colour, optimize=True, progressive=True)
    return out.getvalue()


class _Card:
    """A sheet to draw on that knows which side its lines begin at."""

    def __init__(self, sheet: Image.Image, accent: Colour, direction: Direction) -> None:
        self.sheet = sheet
        self.accent = accent
        self._draw = ImageDraw.Draw(sheet)
        self._rtl = direction == "rtl"
        self._direction: Direction | None = direction if lettering.SHAPING else None

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
        """Fill a box; *left* and *right* are counted from the side where lines begin."""
        if self._rtl:
            left, right = WIDTH - right, WIDTH - left
        self._draw.rectangle((round(left), round(top), round(right) - 1, round(bottom) - 1), fill=colour)

    def line(self, text: str, face: Face, size: int, start: float, baseline: float, colour: Colour) -> None:
        """Draw one line that begins *start* pixels from its side."""
        face = lettering.face_for(text, face)
        type_ = lettering.font(face, size)
        x, anchor = (WIDTH - start, "rs") if self._rtl else (start, "ls")
        self._draw.text((x, baseline), text, colour, type_, anchor=anchor, direction=self._direction)

    def lines(self, setting: Setting, top: float, colour: Colour) -> None:
        """Draw all lines of *setting*, the top of the first letters at *top*."""
        first = top + setting.size * 0.74
        for number, text in enumerate(setting.lines):
            self.line(text, setting.face, setting.size, MARGIN, first + number * setting.leading, colour)

    def name(self, text: str, sizes: tuple[int, ...], baseline: float, colour: Colour) -> None:
        """Draw a name on one line, smaller or shortened if it is a long one."""
        setting = lettering.fit(text, "headline", sizes, MEASURE, sizes[0])
        for line in setting.lines:
            self.line(line, setting.face, setting.size, MARGIN, baseline, colour)

    def tag(self, text: str, top: float) -> None:
        """Draw *text* on a label in the accent colour."""
        setting = lettering.fit(text, "label", (24,), MEASURE - 2 * TAG_MARGIN, 24)
        for line in setting.lines:
            length = lettering.font(setting.face, setting.size).getlength(line)
            self.box(MARGIN, top, MARGIN + length + 2 * TAG_MARGIN, top + TAG_HEIGHT, self.accent)
            self.line(line, setting.face, setting.size, MARGIN + TAG_MARGIN, top + 31, _readable_on(self.accent))


def _set_over_photo(card: _Card, words: _Words) -> None:
    """From the foot up: the name under a fine rule, the headline, the section, on a darkness that rises behind them."""
    headline = lettering.fit(words.headline, "headline", OVER_PHOTO, MEASURE, 270)
    top = 520 - headline.height
    card.sheet.paste(INK, mask=_darkness(top))
    card.box(MARGIN, 554, WIDTH - MARGIN, 556, FAINT)
    card.name(words.newspaper, (30, 26, 22), 598, WHITE)
    card.lines(headline, top, WHITE)
    card.tag(words.section, top - TAG_HEIGHT - 26)


def _darkness(top: int) -> Image.Image:
    """Return how dark the picture gets: not at all far above *top*, enough for white letters from there to the foot."""
    column = bytes(round(DARKEST * _smooth((y - top + 170) / 260)) for y in range(HEIGHT))
    return Image.frombytes("L", (1, HEIGHT), column).resize(SIZE, Resampling.NEAREST)


def _smooth(part: float) -> float:
    part = min(1.0, max(0.0, part))
    return part * part * (3 - 2 * part)


def _set_on_paper(card: _Card, words: _Words) -> None:
    """A title page: the name above a rule, the section, the headline in what room is left, the accent at the side."""
    card.box(0, 0, 20, HEIGHT, card.accent)
    card.name(words.newspaper, (40, 34, 28), 92, INK)
    card.box(MARGIN, 118, WIDTH - MARGIN, 121, INK)
    card.box(MARGIN, 125, WIDTH - MARGIN, 126, INK)
    card.tag(words.section, 160)
    top = 240 if words.section else 180
    headline = lettering.fit(words.headline or words.newspaper, "headline", ON_PAPER, MEASURE, HEIGHT - top - 70)
    card.lines(headline, top + (HEIGHT - 60 - top - headline.height) * 0.4, INK)


def _cropped(photo: bytes, focus: Focus) -> Image.Image:
    """Return the photo cut to the card around *focus*, decoded no larger than it must be."""
    try:
        size = size_of_bare_jpeg(photo)
    except NotBare as broken:
        raise PhotoRefused("master damaged") from broken
    left, _, right, _ = crop_around(size, focus, WIDTH / HEIGHT)
    picture = Image.open(BytesIO(photo), formats=["JPEG"])
    scale = WIDTH / (right - left)
    if scale < 1:
        picture.draft(None, (round(size[0] * scale), round(size[1] * scale)))
    crop = crop_around(picture.size, focus, WIDTH / HEIGHT)
    return picture.resize(SIZE, Resampling.HAMMING, box=crop)


def _colour(accent: str) -> Colour:
    red, green, blue = ImageColor.getrgb(accent)[:3]
    return red, green, blue


def _readable_on(ground: Colour) -> Colour:
    """White on dark, ink on light: whichever has more contrast (WCAG 2.2, relative luminance)."""
    luminance = sum(weight * _linear(part / 255) for weight, part in zip((0.2126, 0.7152, 0.0722), ground, strict=True))
    return WHITE if luminance < 0.2 else INK


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
