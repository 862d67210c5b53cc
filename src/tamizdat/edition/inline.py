"""Inline text: the only HTML that a record may hold, in one canonical spelling.

Allowed: ``strong em s sub sup code`` without attributes, ``br``, and ``a`` with ``href`` alone. An ``href`` is a web address, a
``mailto:`` address, or ``record:ID`` for something in the edition; the page resolves it. Everything else is text, escaped.
Promises: text that passes ``check_inline`` runs no script and fetches nothing, wherever it is put between tags.
"""

import re
from collections.abc import Callable
from html import unescape

ALLOWED = ("strong", "em", "s", "sub", "sup", "code")

_HREF = r'(?:https?://[^"<>\s]+|mailto:[^"<>\s]+|record:[\w.-]+)'
_TOKEN = re.compile(
    rf'<(?:{"|".join(ALLOWED)})>|</(?:{"|".join((*ALLOWED, "a"))})>|<br>|<a href="{_HREF}">'
    r'|&(?:amp|lt|gt|quot|#\d+|#x[0-9a-f]+);|[^<>&"]+|"'
)
_TAG = re.compile(r"<(/?)(\w+)[^>]*>")
_LINK = re.compile(r'<a href="record:([\w.-]+)">(.*?)</a>', re.DOTALL)


class BadInline(ValueError):
    """Inline text with something in it that is not allowed; the message shows where."""


def check_inline(text: str) -> None:
    """Raise ``BadInline`` unless *text* is in the canonical spelling: allowed tags only, each closed, rightly nested."""
    if "<" not in text and ">" not in text and "&" not in text:
        return
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise BadInline(f"not allowed in text: {text[at : at + 40]!r}")
        if token[0].startswith("&#"):
            _check_number(token[0])
        at = token.end()
    _check_nesting(text)


def _check_number(reference: str) -> None:
    """A number may stand only for a character that HTML can hold: it cannot be used to smuggle in one that it cannot."""
    digits = reference[2:-1]
    code = int(digits[1:], 16) if digits.startswith("x") else int(digits) if len(digits) < 9 else -1
    if not (0x20 <= code < 0x7F or 0xA0 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000):
        raise BadInline(f"no character has the number {reference[:20]}")


def _check_nesting(text: str) -> None:
    open_tags: list[str] = []
    for closing, name in _TAG.findall(text):
        if name == "br":
            continue
        if not closing:
            if name == "a" and "a" in open_tags:
                raise BadInline(f"a link within a link in {text[:60]!r}")
            open_tags.append(name)
        elif not open_tags or open_tags.pop() != name:
            raise BadInline(f"</{name}> closes what is not open in {text[:60]!r}")
    if open_tags:
        raise BadInline(f"<{open_tags[-1]}> is not closed in {text[:60]!r}")


def resolve_links(text: str, address: Callable[[str], str | None]) -> str:
    """Return *text* with each ``record:ID`` replaced by ``address(ID)``; where that is None the words stay, unlinked."""
    if "record:" not in text:
        return text

    def replace(match: re.Match[str]) -> str:
        target = address(match[1])
        return match[2] if target is None else f'<a href="{target}">{match[2]}</a>'

    return _LINK.sub(replace, text)


def linked_records(text: str) -> set[str]:
    """Return the ids of the records that *text* links to."""
    return {match[1] for match in _LINK.finditer(text)} if "record:" in text else set()


def plain_text(text: str) -> str:
    """Return *text* without its tags, entities resolved: for counts, feeds' summaries and search."""
    return unescape(_TAG.sub("", text.replace("<br>", " ")))
