"""From the editor's inline text to the edition's: one canonical spelling, links to our own pages by record.

Promises: ``check_inline`` accepts whatever ``paragraphs`` returns. Refuses nothing: what has no place in the edition is left out,
its words stay.
"""

import re
from html import escape
from html.parser import HTMLParser
from urllib.parse import quote

from wagtail.models import Page

_SPELLING = {
    "b": "strong",
    "strong": "strong",
    "i": "em",
    "em": "em",
    "s": "s",
    "del": "s",
    "strike": "s",
    "sub": "sub",
    "sup": "sup",
    "code": "code",
}
_BREAKS = {"p", "li", "ul", "ol", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr"}
_SILENT = {"script", "style", "template"}
_WEB = re.compile(r"(?:https?://|mailto:)[^\s]+", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def paragraphs(html: str) -> list[str]:
    """Return the paragraphs of *html* in canonical inline text; empty ones are left out."""
    reader = _Reader()
    reader.feed(_CONTROL.sub("", html))
    reader.close()
    return reader.finished()


def one_line(html: str) -> str:
    """Return *html* as one piece of inline text, its paragraphs parted by line breaks."""
    return "<br>".join(paragraphs(html))


def record_of_page(page_id: str | None) -> str | None:
    """Return the record id of the page that an editor linked to, or None if there is no such page."""
    page = Page.objects.filter(pk=page_id).select_related("locale").first() if page_id and page_id.isdecimal() else None
    return f"{page.translation_key.hex}.{page.locale.language_code}" if page else None


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._done: list[str] = []
        self._open: list[tuple[str, str]] = []  # source tag, canonical tag
        self._parts: list[str] = []
        self._silent = 0

    def finished(self) -> list[str]:
        self._end_paragraph()
        return self._done

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BREAKS:
            self._end_paragraph()
        elif tag == "br":
            self._parts.append("<br>")
        elif tag == "a":
            self._open_link(dict(attrs))
        elif tag in _SPELLING and _SPELLING[tag] not in [name for _, name in self._open]:
            self._begin(tag, _SPELLING[tag], f"<{_SPELLING[tag]}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BREAKS:
            self._end_paragraph()
        elif tag in [source for source, _ in self._open]:
            self._close_down_to(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._parts.append(escape(data, quote=False))

    def _open_link(self, attributes: dict[str, str | None]) -> None:
        href = _address(attributes)
        if href and "a" not in [name for _, name in self._open]:
            self._begin("a", "a", f'<a href="{href}">')

    def _begin(self, source: str, name: str, markup: str) -> None:
        self._open.append((source, name))
        self._parts.append(markup)

    def _close_down_to(self, tag: str) -> None:
        while self._open:
            source, name = self._open.pop()
            self._parts.append(f"</{name}>")
            if source == tag:
                return

    def _end_paragraph(self) -> None:
        while self._open:
            self._parts.append(f"</{self._open.pop()[1]}>")
        text = re.sub(r"\s+", " ", "".join(self._parts)).strip()
        text = re.sub(r"^(?:<br>\s*)+|(?:\s*<br>)+$", "", text).strip()
        if re.sub(r"<[^>]+>", "", text).strip():
            self._done.append(text)
        self._parts = []


def _address(attributes: dict[str, str | None]) -> str | None:
    if attributes.get("linktype") == "page":
        record = record_of_page(attributes.get("id"))
        return f"record:{record}" if record else None
    href = (attributes.get("href") or "").strip()
    if href.startswith("record:"):
        return href if re.fullmatch(r"record:[\w.-]+", href, re.ASCII) else None
    scheme, colon, rest = href.partition(":")
    href = f"{scheme.lower()}{colon}{rest}"
    return escape(quote(href, safe="%/:=&?~#+!$,;'@()*[]"), quote=False) if _WEB.fullmatch(href) else None
