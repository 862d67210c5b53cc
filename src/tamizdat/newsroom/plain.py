"""Inline text without its marks, for places that hold words alone."""

import re
from html import unescape

_MARK = re.compile(r"<[^>]+>")


def plain(inline: str) -> str:
    """Return the words of canonical inline text; a line break becomes a blank."""
    return unescape(_MARK.sub("", inline.replace("<br>", " ")))
