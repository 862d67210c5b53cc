"""The plain text of a letter, from the same data as its HTML.

Promises: every word and every address of the letter, in lines that a narrow window shows whole; no markup. An address is never cut
and stands between < and >, as RFC 3986 advises (appendix C). Right-to-left text needs nothing more than its own letters.
"""

import re
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from typing import Any

from tamizdat.edition.inline import plain_text
from tamizdat.edition.views.body import Shown
from tamizdat.edition.views.words import Words

WIDTH = 72
RULE = "-" * 24

_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)


def letter_text(words: Words, letter: dict[str, Any], foot: dict[str, Any]) -> str:
    """Return a letter as ``letter_content.content`` and the foot of its mail have it."""
    when = " · ".join(filter(None, (letter["kind"], plain_text(letter["date"]))))
    parts = [
        *_lines(letter["name"], when),
        _wrapped(letter["title"]),
        *_blocks(words, letter["intro"]),
        *(part for item in letter["items"] for part in (RULE, *_item(words, item))),
        *_appeal(words, letter),
        *((RULE, *_blocks(words, letter["note"])) if letter["note"] else ()),
        RULE,
        *_foot(words, foot),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def one_line(text: str) -> str:
    """Return *text* on one line, without what no reader can see: fit for a subject."""
    return " ".join(_visible(text).split())


def _item(words: Words, item: dict[str, Any]) -> Iterator[str]:
    if item["gone"]:
        yield _wrapped(words.text("An article that stood here was withdrawn."))
        return
    yield _wrapped(item["remark"])
    yield from _lines(item["kind"], item["headline"], f"<{unescape(item['href'])}>")
    yield _wrapped(item["standfirst"])
    yield _wrapped(item["byline"])
    yield from _blocks(words, item["blocks"])


def _appeal(words: Words, letter: dict[str, Any]) -> Iterator[str]:
    if letter["appeal"]:
        yield RULE
        yield _wrapped(letter["appeal"])
        yield from _lines(letter["appeal_label"] or words.text("How to support us"), f"<{unescape(letter['support'])}>")


def _foot(words: Words, foot: dict[str, Any]) -> Iterator[str]:
    yield _wrapped(words.text("You get this letter because you asked for it and confirmed your address."))
    for label, name in (
        (words.text("Change what you get"), "preferences"),
        (words.text("Unsubscribe"), "unsubscribe"),
        (words.text("Read this letter in a browser"), "browser"),
    ):
        yield "\n".join(_lines(f"{label}:", f"<{unescape(foot[name])}>"))
    addresses = [*(f"<{unescape(one)}>" for one in foot["addresses"]), foot["onion"]]
    yield "\n".join((_wrapped(words.text("If one of our addresses does not open, try another:")), *filter(None, addresses)))
    if foot["fingerprint"]:
        yield "\n".join(_lines(words.text("Fingerprint of our key:"), foot["fingerprint"]))
    yield _wrapped(words.text("Reading this mail loads nothing and tells nobody anything."))
    if foot["imprint"]:
        yield "\n".join(_lines(foot["imprint"]["title"], f"<{unescape(foot['imprint']['href'])}>"))


def _blocks(words: Words, blocks: Iterable[Shown]) -> Iterator[str]:
    for block in blocks:
        yield _MAKERS[block["type"]](words, block)


def _paragraph(words: Words, block: Shown) -> str:
    return _inline(block["text"])


def _heading(words: Words, block: Shown) -> str:
    return _wrapped(block["text"])


def _list(words: Words, block: Shown) -> str:
    marks = (f"{n}. " if block["tag"] == "ol" else "* " for n in range(1, len(block["items"]) + 1))
    return "\n".join(_inline(item, first=mark, rest=" " * len(mark)) for mark, item in zip(marks, block["items"], strict=True))


def _quotation(words: Words, block: Shown) -> str:
    said = [_inline(text, first="> ", rest="> ") for text in block["paragraphs"]]
    return "\n>\n".join([*said, *([_wrapped(block["source"], first="> ", rest="> ")] if block["source"] else [])])


def _pull_quote(words: Words, block: Shown) -> str:
    return "\n".join(_wrapped(text, first="> ", rest="> ") for text in (block["text"], block["source"]) if text)


def _photo(words: Words, block: Shown) -> str:
    said = " · ".join(filter(None, (words.text("Picture"), block["alt"], block["caption"], block["credit"])))
    return "\n".join(_lines(f"[{said}]", block["href"] and f"<{unescape(block['href'])}>"))


def _divider(words: Words, block: Shown) -> str:
    return "* * *"


def _link_card(words: Words, block: Shown) -> str:
    return "\n".join(_lines(block["title"], block["text"], f"<{unescape(block['url'])}>"))


def _related(words: Words, block: Shown) -> str:
    return "\n".join(_lines(f"{words.text('Read also')}: {block['headline']}", f"<{unescape(block['href'])}>"))


def _background(words: Words, block: Shown) -> str:
    return "\n\n".join((_wrapped(block["title"] or words.text("Background")), *_blocks(words, block["blocks"])))


_MAKERS: dict[str, Callable[[Words, Shown], str]] = {
    "paragraph": _paragraph,
    "heading": _heading,
    "list": _list,
    "quotation": _quotation,
    "pull_quote": _pull_quote,
    "photo": _photo,
    "divider": _divider,
    "link_card": _link_card,
    "related": _related,
    "background": _background,
}


def _inline(text: str, *, first: str = "", rest: str = "") -> str:
    """Inline text: links with their address behind them, line breaks kept."""
    linked = _LINK.sub(lambda found: _with_address(found[2], found[1]), text)
    lines = [plain_text(line) for line in linked.split("<br>")]
    marks = (first, *[rest] * (len(lines) - 1))
    return "\n".join(_wrapped(line, first=mark, rest=rest) for mark, line in zip(marks, lines, strict=True))


def _with_address(said: str, address: str) -> str:
    shown = address.removeprefix("mailto:")
    return said if plain_text(said) == unescape(shown) else f"{said} &lt;{shown}&gt;"


def _lines(*texts: str) -> list[str]:
    return ["\n".join(filter(None, map(_wrapped, texts)))]


def _wrapped(text: str, *, first: str = "", rest: str = "") -> str:
    lines = textwrap.wrap(
        one_line(text), WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(lines)


def _visible(text: str) -> str:
    """Without control characters, halves of characters and those that are none; what is white space stays so."""
    return "".join(one for one in text if one.isspace() or unicodedata.category(one) not in ("Cc", "Cs", "Cn"))
