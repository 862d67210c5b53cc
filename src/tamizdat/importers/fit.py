"""What is longer than the newsroom's forms allow, made to fit so that an editor can save it again.

Promises: no word is cut off. What does not fit stands in full in a paragraph beside what was shortened, and the tally says so.
The limits are those of ``newsroom.blocks`` and ``newsroom.models``.
"""

from html import escape

from tamizdat.edition.records import Block
from tamizdat.importers.tally import Tally

TITLE = 255
STANDFIRST = 600
HEADING = 200
SOURCE = 200
PULL_QUOTE = 300
CAPTION = 500
ALT = 300
CARD_TITLE = 200
CARD_TEXT = 300
ADDRESS = 2000


def title(text: str, tally: Tally) -> str:
    """Return *text* in at most ``TITLE`` characters."""
    if len(text) > TITLE:
        tally.note("title", f"longer than {TITLE} characters: shortened", text)
    return _cut(text, TITLE)


def lead_in(standfirst: str, blocks: list[Block], tally: Tally) -> list[Block]:
    """Return *blocks* with a standfirst that is too long as their first paragraph."""
    tally.note("excerpt", f"longer than {STANDFIRST} characters: the first paragraph", standfirst)
    return [_paragraph(standfirst), *blocks]


def body(blocks: list[Block], tally: Tally) -> list[Block]:
    """Return *blocks* with nothing in them that is too long for its field."""
    return [fitting for block in blocks for fitting in _fit(block, tally)]


def _fit(block: Block, tally: Tally) -> list[Block]:
    kind = block["type"]
    if kind == "heading" and len(block["text"]) > HEADING:
        tally.note("heading", f"longer than {HEADING} characters: a paragraph in bold", block["text"])
        return [_paragraph(block["text"], "strong")]
    if kind == "pull_quote" and len(block["text"]) > PULL_QUOTE:
        tally.note("quotation", f"longer than {PULL_QUOTE} characters: a quotation, not a pull quote", block["text"])
        block = {"type": "quotation", "paragraphs": [escape(block["text"], quote=False)], "source": block["source"]}
        kind = "quotation"
    if kind in ("quotation", "pull_quote") and len(block["source"]) > SOURCE:
        tally.note("quotation", f"its source is longer than {SOURCE} characters: a paragraph below", block["source"])
        return [{**block, "source": ""}, _paragraph(block["source"], "em")]
    if kind == "photo":
        return _photo(block, tally)
    if kind == "link_card":
        return _card(block, tally)
    return [block]


def _photo(block: Block, tally: Tally) -> list[Block]:
    extra: list[Block] = []
    if len(block["alt"]) > ALT:
        tally.note("picture", f"its description is longer than {ALT} characters: shortened, and in full below", block["alt"])
        extra.append(_paragraph(block["alt"], "em"))
    if len(block["caption"]) > CAPTION:
        tally.note("caption", f"longer than {CAPTION} characters: a paragraph below its picture", block["caption"])
        extra.append(_paragraph(block["caption"], "em"))
    caption = "" if len(block["caption"]) > CAPTION else block["caption"]
    return [{**block, "alt": _cut(block["alt"], ALT), "caption": caption}, *extra]


def _card(block: Block, tally: Tally) -> list[Block]:
    if len(block["url"]) > ADDRESS:
        tally.note("embed", f"its address is longer than {ADDRESS} characters: it stands as text", block["url"])
        return [_paragraph(f"{block['title']} {block['text']} {block['url']}")]
    extra = [_paragraph(block["text"])] if len(block["text"]) > CARD_TEXT else []
    extra += [_paragraph(block["title"])] if len(block["title"]) > CARD_TITLE else []
    for words in extra:
        tally.note("embed", "its title or text is longer than a card holds: a paragraph below", words["text"])
    text = "" if len(block["text"]) > CARD_TEXT else block["text"]
    return [{**block, "title": _cut(block["title"], CARD_TITLE), "text": text}, *extra]


def _paragraph(words: str, tag: str = "") -> Block:
    text = escape(words, quote=False)
    return {"type": "paragraph", "text": f"<{tag}>{text}</{tag}>" if tag else text}


def _cut(text: str, length: int) -> str:
    """Return *text* in at most *length* characters, ended at a word with an ellipsis."""
    if len(text) <= length:
        return text
    head = text[: length - 1]
    return (head.rsplit(" ", 1)[0] if " " in head[length // 2 :] else head).rstrip() + "…"
