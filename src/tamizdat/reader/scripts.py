"""The scripts as browsers get them: without the comments and indents that only their authors need.

Promises: no statement changes its meaning; nothing is renamed, so that who looks at a page can read what it does. It knows no more
JavaScript than ours needs: no string holds two spaces and two slashes, and none runs over a line.
"""

import re

_COMMENT = re.compile(r"(?:^|\s\s)//.*$", re.MULTILINE)
_INDENT = re.compile(r"\n\s*")


def squeeze_script(script: str) -> str:
    """Return *script* without comments, indents and empty lines."""
    return _INDENT.sub("\n", _COMMENT.sub("", script)).strip()


def enclose(parts: list[str]) -> str:
    """Return the chapters of a script as one, whose names are nobody else's."""
    return squeeze_script("(() => {\n" + "\n".join(parts) + "\n})();")
