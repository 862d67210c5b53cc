"""Conditions: what a browser says it already has, and which part of a file it asks for.

Promises the rules of RFC 9110, sections 13 and 14, for one representation with a strong ETag and no modification date.
A range that cannot be read, and more than one range at once, are ignored: the whole file is a correct answer to both.
"""

import re

_RANGE = re.compile(r"bytes=[ \t]*(\d{0,18})-(\d{0,18})[ \t]*", re.IGNORECASE)
_STRONG = re.compile(r'(W/)?("[^"]*")')


class Unsatisfiable(ValueError):
    """The range is well formed and lies outside the file: 416."""


def is_known(if_none_match: str, etag: str) -> bool:
    """Whether ``If-None-Match`` names *etag*, by the weak comparison: a quoted ETag of ours cannot be part of another."""
    return etag in if_none_match or if_none_match.strip() == "*"


def is_still(if_match: str, etag: str) -> bool:
    """Whether ``If-Match`` allows an answer with *etag*, by the strong comparison."""
    return if_match.strip() == "*" or any(not weak and tag == etag for weak, tag in _STRONG.findall(if_match))


def wanted_range(header: str, size: int) -> tuple[int, int] | None:
    """Return first and last byte, inclusive, that a ``Range`` *header* asks for in *size* bytes; None for the whole.

    Raises ``Unsatisfiable`` if there is no such byte.
    """
    found = _RANGE.fullmatch(header.strip())
    if not found or not (found[1] or found[2]):
        return None
    if not found[1]:
        first, last = max(0, size - int(found[2])), size - 1
    else:
        first, last = int(found[1]), int(found[2] or size)
        if found[2] and last < first:
            return None
    if first >= size:
        raise Unsatisfiable
    return first, min(last, size - 1)
