"""One line of text on its way to inline HTML: pieces with their formatting, put together in the canonical spelling.

Promises: what ``inline`` returns passes ``edition.inline.check_inline``, because it is built of escaped text and of tags from a fixed
list, never of the source's own markup. White space is joined as browsers join it; no-break spaces stay.
"""

import re
from dataclasses import dataclass, field
from html import escape

from tamizdat.edition.inline import ALLOWED
from tamizdat.importers.tree import Link

BREAK = "\n"

_SPACE = re.compile(r"[ \t\r\f\v\n]+")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_NBSP = "\u00a0"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words with one formatting."""

    text: str  # without line ends, but for BREAK alone
    formats: tuple[str, ...] = ()
    link: Link | None = None


@dataclass(slots=True)
class Line:
    """What stands between two block boundaries."""

    pieces: list[Piece] = field(default_factory=list)

    def add(self, text: str, formats: tuple[str, ...] = (), link: Link | None = None) -> None:
        """Add running text: any white space in it counts as one space."""
        text = _SPACE.sub(" ", _NOT_TEXT.sub("", text))
        if text.startswith(" ") and (not self.pieces or self.pieces[-1].text.endswith((" ", BREAK))):
            text = text[1:]
        if text:
            self.pieces.append(Piece(text, formats, link))

    def add_exact(self, text: str, formats: tuple[str, ...] = (), link: Link | None = None) -> None:
        """Add preformatted text: line ends break the line, and runs of spaces keep their width."""
        for number, row in enumerate(_NOT_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")):
            if number:
                self.new_line()
            row = row.expandtabs(4)
            kept = re.sub(r"^ +| {2,}", lambda match: _NBSP * len(match[0]), row)
            if kept:
                self.pieces.append(Piece(kept, formats, link))

    def new_line(self) -> None:
        """Break the line."""
        if self.pieces and self.pieces[-1].text.endswith(" "):
            last = self.pieces.pop()
            if last.text != " ":
                self.pieces.append(Piece(last.text[:-1], last.formats, last.link))
        self.pieces.append(Piece(BREAK))

    def ends_with_break(self) -> bool:
        """Return whether a line break came last."""
        return bool(self.pieces) and self.pieces[-1].text == BREAK

    def is_blank(self) -> bool:
        """Return whether there is nothing to read."""
        return not any(piece.text.strip() for piece in self.pieces)

    def trimmed(self) -> list[Piece]:
        """Return the pieces without white space and line breaks at both ends."""
        pieces = list(self.pieces)
        while pieces and not (kept := pieces[0].text.lstrip(" \n")):
            pieces.pop(0)
        if pieces:
            pieces[0] = Piece(kept, pieces[0].formats, pieces[0].link)
        while pieces and not (kept := pieces[-1].text.rstrip(" \n")):
            pieces.pop()
        if pieces:
            pieces[-1] = Piece(kept, pieces[-1].formats, pieces[-1].link)
        return pieces

    def plain(self) -> str:
        """Return the words alone."""
        return "".join(" " if piece.text == BREAK else piece.text for piece in self.trimmed())

    def inline(self, addresses: dict[int, str]) -> str:
        """Return canonical inline text. *addresses* has, by the link's ``id()``, where each link goes; the others' words stay."""
        out: list[str] = []
        opened: list[str] = []
        breaks = 0
        for piece in self.trimmed():
            if piece.text == BREAK:
                breaks += 1
                continue
            wanted = _tags(piece, addresses)
            kept = _common(opened, wanted)
            out += [_end(tag) for tag in reversed(opened[kept:])] + ["<br>"] * breaks + [f"<{tag}>" for tag in wanted[kept:]]
            opened, breaks = wanted, 0
            out.append(escape(piece.text, quote=False))
        return "".join(out) + "".join(_end(tag) for tag in reversed(opened))


def _tags(piece: Piece, addresses: dict[int, str]) -> list[str]:
    """The piece's tags, outermost first: the link around everything, so that it stays in one piece."""
    tags = [name for name in ("em" if name == "cite" else name for name in piece.formats) if name in ALLOWED]
    tags = list(dict.fromkeys(tags))
    address = addresses.get(id(piece.link)) if piece.link else None
    if piece.link and address:
        piece.link.used = True
        tags.insert(0, f'a href="{escape(address)}"')
    return tags


def _common(opened: list[str], wanted: list[str]) -> int:
    number = 0
    while number < min(len(opened), len(wanted)) and opened[number] == wanted[number]:
        number += 1
    return number


def _end(tag: str) -> str:
    return f"</{tag.split(' ')[0]}>"
