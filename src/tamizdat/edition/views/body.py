"""The body: blocks of a record, ready for a template.

Promises: what names something that has left the edition vanishes or stays as plain words; headings never skip a level under the
headline; plain fields are text for the template to escape, inline fields have passed ``inline.check_inline``.
"""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from tamizdat.edition.inline import resolve_links
from tamizdat.edition.records import Block, Figure
from tamizdat.edition.scope import Scope
from tamizdat.edition.views import pictures
from tamizdat.edition.views.links import link_to
from tamizdat.edition.views.teasers import teaser
from tamizdat.edition.views.words import Words

Shown = dict[str, Any]
Maker = Callable[[Any, Block], Shown | None]
"""From a body and a block to what a template shows of it; None: nothing."""


class Body:
    """Turns blocks into what the templates show, one after the other."""

    def __init__(self, scope: Scope, words: Words, *, top: int = 1) -> None:
        self.scope, self.words = scope, words
        self.top = self._level = top  # of the heading above, and of the last one

    def blocks(self, blocks: Iterable[Block]) -> list[Shown]:
        """Return the blocks that can be shown."""
        shown = (self.maker(block["type"])(self, block) for block in blocks)
        return [block for block in shown if block]

    def maker(self, kind: str) -> Maker:
        """Return what makes blocks of this type."""
        return MAKERS[kind]

    def below(self) -> "Body":
        """Return a body for blocks within a block, whose title is a heading below the one above this body."""
        return Body(self.scope, self.words, top=self.top + 1)

    def inline(self, text: str) -> Markup:
        """Return inline text with its links into the edition resolved."""
        return Markup(resolve_links(text, self._address))  # noqa: S704  checked when the record was read

    def heading(self, block: Block) -> Shown:
        """Return a heading below the one above the body, at most one level below the last one."""
        self._level = min(max(block["level"], self.top + 1), self._level + 1)
        return {"type": "heading", "level": self._level, "text": block["text"]}

    def _address(self, record_id: str) -> str | None:
        return link_to(self.scope, record_id)


def _paragraph(body: Body, block: Block) -> Shown:
    return {"type": "paragraph", "text": body.inline(block["text"])}


def _list(body: Body, block: Block) -> Shown:
    return {"type": "list", "tag": "ol" if block["ordered"] else "ul", "items": [body.inline(item) for item in block["items"]]}


def _quotation(body: Body, block: Block) -> Shown:
    return block | {"paragraphs": [body.inline(text) for text in block["paragraphs"]]}


def _photo(body: Body, block: Block) -> Shown | None:
    words = {name: block[name] for name in ("photo", "alt", "caption", "credit")}
    shown = pictures.figure(body.scope, Figure(**words))
    return {"type": "photo", "picture": shown} if shown else None


def _link_card(body: Body, block: Block) -> Shown:
    return block | {"url": escape(block["url"]), "host": urlsplit(block["url"]).hostname or ""}


def _related(body: Body, block: Block) -> Shown | None:
    found = body.scope.teaser(block["article"])
    return {"type": "related", "teaser": teaser(body.scope, body.words, found, picture="")} if found else None


def _background(body: Body, block: Block) -> Shown:
    return block | {"level": body.top + 1, "blocks": body.below().blocks(block["blocks"])}


def _as_it_is(body: Body, block: Block) -> Shown:
    return block


MAKERS: dict[str, Maker] = {
    "paragraph": _paragraph,
    "heading": Body.heading,
    "list": _list,
    "quotation": _quotation,
    "pull_quote": _as_it_is,
    "photo": _photo,
    "divider": _as_it_is,
    "link_card": _link_card,
    "related": _related,
    "background": _background,
    "letter_box": _as_it_is,
    "appeal_box": _as_it_is,
}
