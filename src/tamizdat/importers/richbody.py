"""From the edition's blocks to the newsroom's stream field, as an editor's typing would have filled it."""

import json
import re
from collections.abc import Callable
from typing import Any

from tamizdat.edition.records import Block

_RICH = {"<strong>": "<b>", "</strong>": "</b>", "<em>": "<i>", "</em>": "</i>", "<br>": "<br/>"}
_LINK = re.compile(r'<a href="record:([\w.-]+)">(.*?)</a>', re.DOTALL)

PageOf = Callable[[str], int | None]
PhotoOf = Callable[[str], int]


def stream(blocks: list[Block], page_of: PageOf, photo_of: PhotoOf) -> str:
    """Return *blocks* as the JSON of ``newsroom.blocks.BODY``.

    *page_of* gives the page behind a record's id, *photo_of* the photo behind the id that a block has for it.
    """
    return json.dumps([{"type": block["type"], "value": _value(block, page_of, photo_of)} for block in blocks])


def _value(block: Block, page_of: PageOf, photo_of: PhotoOf) -> Any:
    kind = block["type"]
    if kind == "paragraph":
        return rich(block["text"], page_of)
    if kind == "list":
        return {"ordered": block["ordered"], "items": [rich(item, page_of) for item in block["items"]]}
    if kind == "quotation":
        return {"paragraphs": "".join(rich(text, page_of) for text in block["paragraphs"]), "source": block["source"]}
    if kind == "photo":
        return {"photo": photo_of(block["photo"]), "alt": block["alt"], "caption": block["caption"]}
    if kind == "heading":
        return {"text": block["text"], "level": str(block["level"])}
    return {name: value for name, value in block.items() if name != "type"} or None


def rich(text: str, page_of: PageOf) -> str:
    """Return inline text as one paragraph of the editor's rich text, with links to our own pages as the editor makes them."""
    for canonical, spelling in _RICH.items():
        text = text.replace(canonical, spelling)

    def link(match: re.Match[str]) -> str:
        page = page_of(match[1])
        return match[2] if page is None else f'<a linktype="page" id="{page}">{match[2]}</a>'

    return f"<p>{_LINK.sub(link, text)}</p>"
