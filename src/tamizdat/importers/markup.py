"""HTML as old posts have it, cut into tags, text and comments.

Promises: time in proportion to the length, for any input; every visible letter comes out as text. Refuses nothing. It forgives as
browsers do, but for one thing: a tag that never ends is text here, where a browser would swallow the rest of the page.
Shortcodes come out as tags too, as ``[gallery]``.
Leaves to ``tree`` which tag belongs to which. (``html.parser`` takes quadratic time on hostile input in Python 3.11, and nh3 moves
and drops text by the rules of a whole page, so that it could not be counted.)
"""

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from html import unescape

from tamizdat.importers import shortcodes

RAW = {"script", "style", "iframe", "noembed", "noframes", "textarea", "title", "xmp"}
"""Elements whose content is text up to their own end tag."""

_NAME = re.compile(r"[a-zA-Z][^\s/>]*")
_ATTRIBUTE = re.compile(r"""[\s/]*([^\s/>=][^\s/>=]*)(?:\s*=\s*(?:(["'])|([^\s>"'][^\s>]*)?))?""")
_HUGE_NUMBER = re.compile(r"&#(?:[xX]0*[0-9a-fA-F]{7,}|0*[0-9]{8,});?")
_ZEROS = re.compile(r"&#([xX]?)0+(?=[0-9a-fA-F])")


@dataclass(slots=True)
class Token:
    """``text``, ``start``, ``end`` or ``comment``. ``value`` is the text, the tag's lower-case name, or the comment."""

    kind: str
    value: str
    attributes: dict[str, str] = field(default_factory=dict)
    closed: bool = False  # a start tag that ends with "/>"


def tokens(html: str) -> Iterator[Token]:
    """Yield what *html* is made of, in order."""
    at = text_from = 0
    while (at := html.find("<", at)) >= 0:
        token, end = _markup(html, at)
        if token is None:
            if end < 0:
                break
            at += 1
            continue
        yield from _text(html[text_from:at])
        yield token
        if token.kind == "start" and token.value in RAW and not token.closed:
            end = yield from _raw(html, token.value, end)
        at = text_from = end
    yield from _text(html[text_from:])


def decode(text: str) -> str:
    """Return *text* with its character references resolved; an impossible one becomes U+FFFD."""
    return unescape(_HUGE_NUMBER.sub("\ufffd", _ZEROS.sub(r"&#\1", text))) if "&" in text else text


def _text(text: str) -> Iterator[Token]:
    for piece in shortcodes.split(text):
        if isinstance(piece, shortcodes.Shortcode):
            yield from _shortcode(piece)
        elif piece:
            yield Token("text", decode(piece))


def _shortcode(code: shortcodes.Shortcode) -> Iterator[Token]:
    """A shortcode is a tag whose name stands in brackets."""
    name = f"[{code.name}]"
    if not code.closing:
        yield Token("start", name, {key: decode(value) for key, value in code.attributes.items()})
    if code.closing or code.name not in shortcodes.ENCLOSING:
        yield Token("end", name)


def _raw(html: str, name: str, start: int) -> Generator[Token, None, int]:
    """Yield the content of a raw text element and its end tag; return where it ends."""
    end = re.compile(rf"</{name}(?=[\s/>])[^>]*>?", re.IGNORECASE).search(html, start)
    content = html[start : end.start() if end else len(html)]
    if content:
        yield Token("text", decode(content) if name in ("textarea", "title") else content)
    yield Token("end", name)
    return end.end() if end else len(html)


def _markup(html: str, at: int) -> tuple[Token | None, int]:
    """Return the tag or comment at *at* and where it ends. No token: it is text; with -1, all the rest is text."""
    after = html[at + 1 : at + 2]
    if after == "!" or after == "?":
        return _comment(html, at)
    closing = after == "/"
    name = _NAME.match(html, at + 1 + closing)
    if name is None:
        return None, 0
    attributes, closed, end = _attributes(html, name.end())
    if end < 0:
        return None, -1
    return Token("end" if closing else "start", name[0].lower(), attributes, closed), end


def _comment(html: str, at: int) -> tuple[Token | None, int]:
    if html.startswith("<!--", at):
        end = html.find("-->", at + 4)
        return (Token("comment", html[at + 4 : end]), end + 3) if end >= 0 else (None, -1)
    end = html.find(">", at)
    return (Token("comment", html[at + 1 : end]), end + 1) if end >= 0 else (None, -1)


def _attributes(html: str, at: int) -> tuple[dict[str, str], bool, int]:
    """Return a tag's attributes, whether it ends with "/>", and where it ends: -1 if it never does."""
    found: dict[str, str] = {}
    while match := _ATTRIBUTE.match(html, at):
        name, quote, bare = match.groups()
        at = match.end()
        value = bare or ""
        if quote:
            end = html.find(quote, at)
            if end < 0:
                return found, False, -1
            value, at = html[at:end], end + 1
        found.setdefault(name.lower(), decode(value))
    end = html.find(">", at)
    return found, html[end - 1 : end] == "/", end + 1 if end >= 0 else -1
