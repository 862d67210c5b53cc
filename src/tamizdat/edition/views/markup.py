"""Markup by hand: XML elements for feeds and sitemaps, and JSON that can stand inside an HTML page.

Promises: whatever the text, what comes out is well-formed: characters that XML 1.0 forbids are dropped, all others are escaped where
they would mean something; no CDATA. Leaves HTML pages to the templates.
"""

import json
import re
from typing import Any

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2
_UNUSUAL = re.compile("[^ !#-%'-;=?-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # most texts have none of these
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"})
_IN_SCRIPT = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


class Xml(str):
    """Text that is XML already and is not escaped again."""

    __slots__ = ()


def clean(text: str) -> str:
    """Return *text* without the characters that no XML document may hold."""
    return _FORBIDDEN.sub("", text)


def escape(text: str) -> Xml:
    """Return *text* as it may stand between tags and between double quotes, in XML and in HTML."""
    return Xml(clean(text).translate(_ESCAPES) if _UNUSUAL.search(text) else text)


def element(name: str, *children: str, **attributes: str | int) -> Xml:
    """Return an XML element. Plain children are escaped; an attribute ``xml_lang`` is written ``xml:lang``."""
    opened = name + "".join(f' {key.replace("_", ":")}="{escape(str(value))}"' for key, value in attributes.items())
    if not children:
        return Xml(f"<{opened}/>")
    inner = "".join(child if isinstance(child, Xml) else escape(child) for child in children)
    return Xml(f"<{opened}>{inner}</{name}>")


def document(root: Xml) -> str:
    """Return a whole XML document."""
    return f"{DECLARATION}{root}\n"


def json_text(value: Any) -> str:
    """Return *value* as compact JSON in the order given."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def json_in_html(value: Any) -> str:
    """Return *value* as JSON that cannot end the ``<script>`` it stands in, nor open a comment there."""
    return clean(json_text(value)).translate(_IN_SCRIPT)
