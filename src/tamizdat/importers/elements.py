"""What the importers know of HTML's elements: which are blocks, which format, which are counted and under which name.

Facts: the HTML standard's parsing rules (section 13.2.6), simplified to what a body of text needs.
"""

from collections.abc import Callable

from tamizdat.importers import shortcodes

FORMATS = {
    "strong": "strong", "b": "strong", "em": "em", "i": "em", "var": "em", "dfn": "em", "cite": "cite",
    "s": "s", "strike": "s", "del": "s", "sub": "sub", "sup": "sup", "code": "code", "kbd": "code", "samp": "code", "tt": "code",
}  # fmt: skip
"""Formatting that inline text keeps -> what it is called there. A ``cite`` is emphasis, or a quotation's source."""

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
INVISIBLE = {"script", "style", "svg", "template", "noembed", "noframes", "canvas", "datalist"}
"""Their text was never meant for readers."""

FALLBACK = {"iframe", "audio", "video"}
"""Their text is for browsers that cannot show the thing itself."""

BLOCKS = HEADINGS | INVISIBLE | {
    "address", "article", "aside", "audio", "blockquote", "button", "caption", "center", "dd", "details", "dir", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "header", "iframe", "legend", "li", "main", "math", "menu", "nav", "noscript",
    "object", "ol", "option", "p", "picture", "pre", "section", "select", "summary", "table", "tbody", "td", "textarea", "tfoot", "th",
    "thead", "title", "tr", "ul", "video", "xmp",
}  # fmt: skip

CAPTION_CLASSES = {"wp-caption-text", "gallery-caption", "blocks-gallery-caption"}
CELLS = frozenset({"td", "th"})
_LISTS = frozenset({"ul", "ol", "menu", "dir"}) | CELLS
_TABLE = frozenset({"table"})
_NEVER_IN_P = HEADINGS | {
    "address", "article", "aside", "blockquote", "center", "details", "dir", "div", "dl", "fieldset", "figcaption", "figure", "footer",
    "form", "header", "hr", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "ul", "li", "dd", "dt",
}  # fmt: skip

END_SCOPE: dict[str, frozenset[str]] = {
    "li": _LISTS, "tr": _TABLE, "td": _TABLE, "th": _TABLE, "thead": _TABLE, "tbody": _TABLE, "tfoot": _TABLE, "table": frozenset(),
    "p": frozenset({"li", "blockquote", "div", "figure", "figcaption", "dd"}) | CELLS,
}  # fmt: skip
"""End tag -> elements that it cannot reach through; for others it is the cell of a table."""


def closes(tag: str) -> list[tuple[str, frozenset[str]]]:
    """Return the elements that a start of *tag* closes, each with the elements that stop the search for it."""
    found: list[tuple[str, frozenset[str]]] = []
    if tag in _NEVER_IN_P:
        found.append(("p", frozenset({"blockquote", "div", "li", "figure", "figcaption", "dd", "button", "object"}) | CELLS))
    if tag in HEADINGS:
        found += [(heading, frozenset({"div", "blockquote", "li"}) | CELLS) for heading in sorted(HEADINGS)]
    if tag == "li":
        found.append(("li", _LISTS))
    elif tag in ("dt", "dd"):
        found += [("dt", frozenset({"dl"}) | CELLS), ("dd", frozenset({"dl"}) | CELLS)]
    elif tag in ("td", "th", "tr", "thead", "tbody", "tfoot"):
        found += [("td", _TABLE), ("th", _TABLE)]
        if tag not in CELLS:
            found += [(part, _TABLE) for part in ("tr", "thead", "tbody", "tfoot") if tag != "tr" or part == "tr"]
    elif tag == "option":
        found.append(("option", frozenset({"select"})))
    return found


_KINDS = {
    "ul": "list", "ol": "list", "menu": "list", "dir": "list", "li": "list item", "blockquote": "quotation", "img": "picture",
    "table": "table", "pre": "preformatted text", "xmp": "preformatted text", "hr": "divider", "iframe": "embed", "embed": "embed",
    "object": "embed", "video": "embed", "audio": "embed", "dl": "definition list", "script": "script", "style": "style sheet",
    "svg": "drawing", "canvas": "drawing", "input": "form field", "select": "form field", "textarea": "form field",
    "figcaption": "caption", **dict.fromkeys(HEADINGS, "heading"),
}  # fmt: skip


def kind(tag: str, attributes: dict[str, str]) -> str:
    """Return what a start of *tag* is counted as; "" if it is not counted."""
    if tag == "a":
        return "link" if attributes.get("href", "").strip() else ""
    if tag.startswith("["):
        return _shortcode_kind(tag[1:-1])
    classes = set(attributes.get("class", "").split())
    if classes & CAPTION_CLASSES:
        return "caption"
    if "wp-block-gallery" in classes and tag in ("ul", "figure", "div"):
        return "gallery"
    if classes & {"blocks-gallery-item", "blocks-gallery-grid"}:
        return ""  # the gallery's own frame
    if tag not in _KINDS and "background-image" in attributes.get("style", ""):
        return "background picture"
    return _KINDS.get(tag, "")


def _shortcode_kind(name: str) -> str:
    if name in shortcodes.CAPTIONS:
        return "caption"
    if name in shortcodes.GALLERIES:
        return "gallery"
    return "preformatted text" if name in shortcodes.CODES else "embed"


def _always(name: str) -> Callable[[dict[str, str]], str]:
    return lambda _: name


LOST: dict[str, Callable[[dict[str, str]], str]] = {
    "u": _always("underline"), "ins": _always("insertion mark"), "mark": _always("highlight"), "small": _always("small print"),
    "big": _always("big print"), "font": _always("font"), "bdo": _always("forced direction"), "marquee": _always("moving text"),
    "abbr": lambda a: f"abbreviation ({a['title'][:60]})" if a.get("title") else "",
    "acronym": lambda a: f"abbreviation ({a['title'][:60]})" if a.get("title") else "",
    "ol": lambda a: next((f"list numbering ({name}={a[name][:20]})" for name in ("start", "reversed", "type") if name in a), ""),
}  # fmt: skip
"""Tag -> what is lost of it when only its words are kept; "" when nothing is."""
