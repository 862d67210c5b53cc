"""The demo's letters, read field by field: what readers can order, and the letters that went out or wait for Friday.

Refuses, with ``BadContent``, what a mail could not show. Leaves to ``references`` whether the articles are there.
"""

from collections.abc import Iterator, Sequence

from tamizdat.newsroom.demo.fields import Fields
from tamizdat.newsroom.demo.shapes import Block, DemoLetter, DemoLetterItem, DemoLetterKind, DemoOffer

SHOWN = ("paragraph", "heading", "list", "quotation")
"""Blocks that a letter's own words are made of."""


def read_offers(table: Fields, languages: Sequence[str]) -> Iterator[DemoOffer]:
    """Yield what readers of each language can order."""
    for language in (code for code in languages if table.has(code)):
        words = table.table(language)
        yield DemoOffer(language, words.text("consent"), tuple(_kind(kind) for kind in words.tables("letters")))
        words.finish()


def read_letter(file: str, language: str, key: str, front: Fields, body: tuple[Block, ...]) -> DemoLetter:
    """Return the letter in *file*: its front matter, and its words before and after a divider."""
    intro, note = _halves(front, body)
    letter = DemoLetter(
        file=file,
        language=language,
        key=key,
        kind=front.text("letter"),
        weeks_ago=front.number("weeks_ago"),
        subject=front.text("subject"),
        preheader=front.text("preheader", ""),
        appeal=front.text("appeal", ""),
        appeal_label=front.text("appeal_label", ""),
        items=tuple(_item(item) for item in front.tables("articles")),
        intro=intro,
        note=note,
    )
    front.finish()
    return letter


def _kind(words: Fields) -> DemoLetterKind:
    weekday = words.number("weekday") if words.has("weekday") else None
    kind = DemoLetterKind(words.text("code"), words.text("name"), words.text("promise"), words.text("rhythm"), weekday)
    words.finish()
    return kind


def _item(words: Fields) -> DemoLetterItem:
    item = DemoLetterItem(words.text("key"), words.one_of("form", ("teaser", "full")), words.text("remark", ""))
    words.finish()
    return item


def _halves(front: Fields, body: tuple[Block, ...]) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    at = next((place for place, block in enumerate(body) if block["type"] == "divider"), len(body))
    intro, note = body[:at], body[at + 1 :]
    for block in (*intro, *note):
        if block["type"] not in SHOWN:
            raise front.wrong("letter", f"a letter's words hold {', '.join(SHOWN)}, no {block['type']}")
    return intro, note
