"""From the editor's body to the edition's blocks."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tamizdat.edition.records import Block, Figure
from tamizdat.newsroom.export.text import paragraphs


def body_blocks(stream: Iterable[Any]) -> tuple[Block, ...]:
    """Return the blocks of a body in the forms of ``edition.blocks``. Blocks that say nothing are left out."""
    return tuple(block for part in stream for block in _FORMS[part.block_type](part.value))


def photos_in(stream: Iterable[Any]) -> list[Any]:
    """Return the photos that a body shows, in order."""
    return [part.value["photo"] for part in stream if part.block_type == "photo" and part.value["photo"]]


def figure(photo: Any, alt: str = "", caption: str = "") -> Figure | None:
    """Return a photo as one place shows it: its own words where the place gives none."""
    if photo is None or not photo.source:
        return None
    return Figure(photo=photo.record_id, alt=alt or photo.description, caption=caption or photo.caption, credit=photo.credit)


def _paragraphs(value: Any) -> Iterator[Block]:
    yield from ({"type": "paragraph", "text": text} for text in paragraphs(value.source))


def _heading(value: Any) -> Iterator[Block]:
    yield {"type": "heading", "text": value["text"], "level": int(value["level"])}


def _list(value: Any) -> Iterator[Block]:
    items = [text for item in value["items"] for text in paragraphs(item.source)]
    if items:
        yield {"type": "list", "ordered": bool(value["ordered"]), "items": items}


def _quotation(value: Any) -> Iterator[Block]:
    words = paragraphs(value["paragraphs"].source)
    if words:
        yield {"type": "quotation", "paragraphs": words, "source": value["source"] or ""}


def _pull_quote(value: Any) -> Iterator[Block]:
    yield {"type": "pull_quote", "text": value["text"], "source": value["source"] or ""}


def _photo(value: Any) -> Iterator[Block]:
    shown = figure(value["photo"], value["alt"], value["caption"])
    if shown:
        yield {"type": "photo", "photo": shown.photo, "alt": shown.alt, "caption": shown.caption, "credit": shown.credit}


def _background(value: Any) -> Iterator[Block]:
    yield {"type": "background", "title": value["title"], "blocks": list(body_blocks(value["blocks"]))}


def _related(value: Any) -> Iterator[Block]:
    if value is not None:
        yield {"type": "related", "article": value.specific.record_id}


def _link_card(value: Any) -> Iterator[Block]:
    yield {"type": "link_card", "url": value["url"], "title": value["title"], "text": value["text"] or ""}


def _box(kind: str) -> Callable[[Any], Iterator[Block]]:
    def convert(value: Any) -> Iterator[Block]:
        yield {"type": kind, "title": value["title"] or "", "text": value["text"] or ""}

    return convert


def _divider(value: Any) -> Iterator[Block]:
    yield {"type": "divider"}


_FORMS: dict[str, Callable[[Any], Iterator[Block]]] = {
    "paragraph": _paragraphs,
    "heading": _heading,
    "list": _list,
    "quotation": _quotation,
    "pull_quote": _pull_quote,
    "photo": _photo,
    "background": _background,
    "related": _related,
    "link_card": _link_card,
    "letter_box": _box("letter_box"),
    "appeal_box": _box("appeal_box"),
    "divider": _divider,
}
