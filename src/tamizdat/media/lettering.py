"""Sets words on a card: which letters our fonts have, where lines break, how large the words can be.

Promises: a text is set rightly or not at all. One with letters that the fonts lack, or of a right-to-left script on a machine
whose Pillow cannot shape it (raqm and FriBiDi), comes out empty. Signs that are no letters (emoji, arrows) are left out.
Refuses nothing. The fonts and what they cover: fonts/README.md.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final, Literal

from PIL import ImageFont, features

Direction = Literal["ltr", "rtl"]
Face = Literal["headline", "label", "arabic"]

FONTS: Final = files("tamizdat.media") / "fonts"
SHAPING: Final = bool(features.check("raqm"))
"""Whether this machine can join and order the letters of Arabic script."""

_LATIN = "\u0020-\u007e\u00a0-\u00ac\u00ae-\u017f\u018f\u0192\u0218-\u021b\u0259\u1e9e"
_ACCENTS = "\u0300-\u0308\u030a-\u030c\u0323\u0327\u0328"
_SIGNS = "\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u202f\u2030\u2032\u2033\u2039\u203a\u2044\u20ac\u20b4\u20b8\u20bd\u2116\u2122"
_CYRILLIC = "\u0400-\u052f"
_ARABIC = "\u060c\u061b\u061f-\u06ff\u0750-\u077f\u200c\u200d"
_ARABIC_LETTER = re.compile("[\u0600-\u06ff\u0750-\u077f]")
_UNKNOWN: Final = {
    "headline": re.compile(f"[^{_LATIN}{_ACCENTS}{_SIGNS}{_CYRILLIC}]"),
    "label": re.compile(f"[^{_LATIN}{_ACCENTS}{_SIGNS}{_CYRILLIC}]"),
    "arabic": re.compile(f"[^{_LATIN}{_ACCENTS}{_SIGNS}{_ARABIC}]"),
}

ELLIPSIS: Final = "…"
LEADING: Final[dict[Face, float]] = {"headline": 1.14, "label": 1.2, "arabic": 1.4}
"""From line to line, in sizes of the type: Naskh reaches far above and below its line."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Words ready to be drawn: lines from top to bottom, face and size in pixels."""

    lines: tuple[str, ...]
    face: Face
    size: int

    @property
    def leading(self) -> int:
        """Pixels from one baseline to the next."""
        return round(self.size * LEADING[self.face])

    @property
    def height(self) -> int:
        """Pixels from the top of the first line to the baseline of the last."""
        return self.leading * (len(self.lines) - 1) + round(self.size * 0.74) if self.lines else 0


def face_for(text: str, wanted: Face) -> Face:
    """Return the face that sets *text*: the wanted one, or the Arabic one where a letter asks for it."""
    return "arabic" if _ARABIC_LETTER.search(text) else wanted


def settable(text: str, *, shaping: bool = SHAPING) -> str:
    """Return *text* as it can be set, without what no font here has; empty where leaving that out would spoil a word."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    face = face_for(text, "headline")
    if face == "arabic" and not shaping:
        return ""
    unknown = set(_UNKNOWN[face].findall(text))
    if any(unicodedata.category(sign)[0] in "LMN" for sign in unknown):
        return ""
    return " ".join(_UNKNOWN[face].sub("", text).split())


@lru_cache(maxsize=64)
def font(face: Face, size: int, *, shaping: bool = SHAPING) -> ImageFont.FreeTypeFont:
    """Return a face at a size in pixels."""
    engine = ImageFont.Layout.RAQM if shaping else ImageFont.Layout.BASIC
    return ImageFont.truetype(str(FONTS / f"{face}.ttf"), size, layout_engine=engine)


def fit(text: str, wanted: Face, sizes: tuple[int, ...], width: int, height: int) -> Setting:
    """Return *text* at the largest of *sizes* at which its lines fit into *width* x *height*; at the smallest it is cut short.

    Lines are balanced: no line is left with a lone short word if the ones above can give it company.
    """
    face = face_for(text, wanted)
    for size in sizes:
        setting = Setting(tuple(_broken(text, face, size, width)), face, size)
        if setting.height <= height and not _has_split_word(text, setting.lines):
            return Setting(tuple(_balanced(text, face, size, width, len(setting.lines))), face, size)
    return _cut_short(text, face, sizes[-1], width, height)


def _has_split_word(text: str, lines: tuple[str, ...]) -> bool:
    return " ".join(lines) != text


def _broken(text: str, face: Face, size: int, width: int) -> list[str]:
    """Break *text* into lines no wider than *width*, at spaces; within a word only if it is wider than a line by itself."""
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}".strip()
        if _length(joined, face, size) <= width:
            lines[-1] = joined
        else:
            lines += _pieces(word, face, size, width)
    return [line for line in lines if line]


def _pieces(word: str, face: Face, size: int, width: int) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and _length(pieces[-1] + letter, face, size) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _balanced(text: str, face: Face, size: int, width: int, count: int) -> list[str]:
    """Return *count* lines of about the same length: those of the narrowest width at which there are no more of them."""
    narrow, wide = width // 2, width
    while wide - narrow > 8:
        middle = (narrow + wide) // 2
        lines = _broken(text, face, size, middle)
        if len(lines) <= count and not _has_split_word(text, tuple(lines)):
            wide = middle
        else:
            narrow = middle
    return _broken(text, face, size, wide)


def _cut_short(text: str, face: Face, size: int, width: int, height: int) -> Setting:
    lines = _broken(text, face, size, width)
    while len(lines) > 1 and Setting(tuple(lines), face, size).height > height:
        lines.pop()
        lines[-1] = _with_ellipsis(lines[-1], face, size, width)
    return Setting(tuple(lines), face, size)


def _with_ellipsis(line: str, face: Face, size: int, width: int) -> str:
    line = line.removesuffix(ELLIPSIS)
    while line and _length(line + ELLIPSIS, face, size) > width:
        line = line.rpartition(" ")[0] or line[:-1]
    return line.rstrip(" ,;:–—-") + ELLIPSIS


@lru_cache(maxsize=4096)
def _length(text: str, face: Face, size: int) -> float:
    return font(face, size).getlength(text)
