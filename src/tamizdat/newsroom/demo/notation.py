"""The writers' notation: a body of text with a few marks at the start of a line becomes blocks.

Promises: what it returns has the forms of ``edition.blocks``. Refuses a mark that it does not know, with its line. Leaves to
``content`` whether a picture or an article that is named exists. The notation, told to writers, is in ``content/README.txt``.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from tamizdat.edition.blocks import BadBlock, check_block
from tamizdat.edition.inline import BadInline, check_inline
from tamizdat.newsroom.demo.shapes import Block, DemoFigure


class BadNotation(ValueError):
    """A body that cannot be read; carries the number of the line and a sentence."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Chunk:
    """Lines between two blank lines, and the number of the first."""

    line: int
    lines: list[str]


Figures = Callable[[str], DemoFigure]

_TAGS = re.compile(r"</?(?:strong|em|s|sub|sup|code)>|<br>")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_FIELDS: dict[str, tuple[str, ...]] = {
    "pull_quote": ("text", "source"),
    "photo": ("photo", "caption"),
    "link_card": ("url", "title", "text"),
    "related": ("article",),
    "letter_box": ("title", "text"),
    "appeal_box": ("title", "text"),
}
"""Box -> the fields that a writer may give it. Those left out are empty, or come from the picture's own words."""


def read_body(text: str, first_line: int, figures: Figures) -> tuple[Block, ...]:
    """Return the blocks of *text*, which begins at line *first_line* of its file. Raises ``BadNotation``."""
    chunks = _chunks(text, first_line)
    blocks: list[Block] = []
    while chunks:
        chunk = chunks.pop(0)
        blocks.append(_checked(chunk, chunks, figures))
    return tuple(blocks)


def _checked(chunk: Chunk, rest: list[Chunk], figures: Figures) -> Block:
    try:
        block = _background(chunk, rest) if chunk.lines[0].startswith("::background") else _block(chunk, figures)
        check_block(block)
    except (BadBlock, BadInline) as error:
        raise BadNotation(chunk.line, f"{error}.") from None
    return block


def inline(text: str) -> str:
    """Return *text* with ``*em*``, ``**strong**``, ``[words](target)`` and the allowed tags in the canonical spelling.

    Raises ``BadInline`` for a star without its partner and for what ``check_inline`` refuses.
    """
    kept = _TAGS.findall(text)
    plain = [_marks(_escape(part)) for part in _TAGS.split(text)]
    whole = "".join(part + tag for part, tag in zip(plain, [*kept, ""], strict=True))
    if "*" in whole:
        raise BadInline(f"a star without its partner in {text[:60]!r}")
    check_inline(whole)
    return whole


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _marks(text: str) -> str:
    text = _LINK.sub(lambda m: f'<a href="{_target(m[2])}">{m[1]}</a>', text)
    text = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", text)
    return re.sub(r"\*(.+?)\*", r"<em>\1</em>", text)


def _target(target: str) -> str:
    return re.sub(r"^(article|page):", r"record:\1.", target)


def _chunks(text: str, first_line: int) -> list[Chunk]:
    chunks: list[Chunk] = []
    open_chunk: Chunk | None = None
    for number, line in enumerate(text.split("\n"), first_line):
        if not line.strip():
            open_chunk = None
        elif open_chunk is None:
            open_chunk = Chunk(number, [line.rstrip()])
            chunks.append(open_chunk)
        else:
            open_chunk.lines.append(line.rstrip())
    return chunks


def _block(chunk: Chunk, figures: Figures) -> Block:
    first = chunk.lines[0]
    for mark, read in _READERS:
        if mark.match(first):
            return read(chunk)
    if first.startswith("::"):
        return _box(chunk, figures)
    return {"type": "paragraph", "text": inline(" ".join(chunk.lines))}


def _heading(chunk: Chunk) -> Block:
    if len(chunk.lines) > 1:
        raise BadNotation(chunk.line + 1, "A heading is one line; leave a blank line after it.")
    hashes, text = chunk.lines[0].split(" ", 1)
    return {"type": "heading", "level": len(hashes), "text": text}


def _divider(_: Chunk) -> Block:
    return {"type": "divider"}


def _list(chunk: Chunk) -> Block:
    items: list[str] = []
    for line in chunk.lines:
        mark = re.match(r"(?:-|\d+\.) ", line)
        if mark:
            items.append(line[mark.end() :])
        else:
            items[-1] += " " + line.strip()
    return {"type": "list", "ordered": chunk.lines[0][0] != "-", "items": [inline(item) for item in items]}


def _quotation(chunk: Chunk) -> Block:
    said, source = [""], ""
    for number, line in enumerate(chunk.lines, chunk.line):
        if not line.startswith(">"):
            raise BadNotation(number, "Each line of a quotation begins with “>”.")
        text = line[1:].strip()
        if text.startswith("— "):
            source = text[2:]
        elif text:
            said[-1] = f"{said[-1]} {text}".strip()
        else:
            said.append("")
    return {"type": "quotation", "paragraphs": [inline(part) for part in said if part], "source": source}


_READERS: tuple[tuple[re.Pattern[str], Callable[[Chunk], Block]], ...] = (
    (re.compile(r"###? "), _heading),
    (re.compile(r"---$"), _divider),
    (re.compile(r"- |\d+\. "), _list),
    (re.compile(r">"), _quotation),
)


def _box(chunk: Chunk, figures: Figures) -> Block:
    kind = chunk.lines[0][2:].strip()
    if kind not in _FIELDS:
        raise BadNotation(chunk.line, f"There is no box “{kind}”; there are {', '.join(_FIELDS)} and background.")
    fields = _box_fields(kind, chunk)
    if kind == "photo":
        return _photo(chunk, fields, figures)
    return {"type": kind, **{name: fields.get(name, "") for name in _FIELDS[kind]}}


def _box_fields(kind: str, chunk: Chunk) -> dict[str, str]:
    fields: dict[str, str] = {}
    for number, line in enumerate(chunk.lines[1:], chunk.line + 1):
        name, colon, value = line.partition(":")
        if not colon or name not in _FIELDS[kind] or name in fields:
            raise BadNotation(number, f"A {kind} has lines “{': …”, “'.join(_FIELDS[kind])}: …”, each once; this is “{line}”.")
        fields[name] = value.strip()
    return fields


def _photo(chunk: Chunk, fields: dict[str, str], figures: Figures) -> Block:
    if "photo" not in fields:
        raise BadNotation(chunk.line, "A photo needs a line “photo: …” that names a picture.")
    try:
        figure = figures(fields["photo"])
    except KeyError:
        raise BadNotation(chunk.line, f"There is no picture “{fields['photo']}” with words in this language.") from None
    caption = fields.get("caption", figure.caption)
    return {"type": "photo", "photo": figure.picture, "alt": figure.alt, "caption": caption, "credit": figure.credit}


def _background(opening: Chunk, rest: list[Chunk]) -> Block:
    inside: list[Block] = []
    while rest:
        chunk = rest.pop(0)
        if chunk.lines == ["::end"]:
            return {"type": "background", "title": opening.lines[0].removeprefix("::background").strip(), "blocks": inside}
        inside.append(_block(chunk, _no_pictures(chunk.line)))
    raise BadNotation(opening.line, "This background box has no “::end” on a line of its own.")


def _no_pictures(line: int) -> Figures:
    def refuse(_: str) -> DemoFigure:
        raise BadNotation(line, "A background box holds paragraphs, headings and lists, no pictures.")

    return refuse
