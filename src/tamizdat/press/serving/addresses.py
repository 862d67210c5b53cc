"""Addresses: which file of an edition a request's path means, and what that file is.

Promises: a path that comes out names a plain place inside the edition, whatever bytes went in. Refuses dotfiles, the
compressed twins under names of their own, backslashes, control characters and text that is not UTF-8; decodes nothing twice.
Leaves to ``shelf`` whether the file exists and whether a symbolic link leads elsewhere.
"""

import re

LONGEST_PATH = 1024
"""Characters. The longest path the press writes is a fraction of it; what is longer is nobody's page."""

TWINS = {"br": ".br", "gzip": ".gz"}
"""Content coding → what its pre-compressed file is called beside the plain one, the smaller coding first."""

_NOT_PUBLIC = (*TWINS.values(), "~")
"""Endings of twins, and of a file that the press has not finished placing."""

_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\\]")

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".htm": "text/html; charset=utf-8",  # old addresses, kept as redirects
    ".rss.xml": "application/rss+xml; charset=utf-8",
    ".atom.xml": "application/atom+xml; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".feed.json": "application/feed+json; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".avif": "image/avif",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".epub": "application/epub+zip",
}


def place_of(path_info: str) -> str | None:
    """Return the place inside the edition that WSGI's *path_info* means, or None if it can mean none.

    *path_info* is percent-decoded bytes read as Latin-1 (PEP 3333). A place has no leading slash; ``""`` and a place that
    ends in a slash are folders.
    """
    try:
        path = path_info.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None
    if len(path) > LONGEST_PATH or not path.startswith("/") or _FORBIDDEN.search(path):
        return None
    *folders, name = path[1:].split("/")
    if not all(folders) or any(part.startswith(".") for part in (*folders, name)) or name.endswith(_NOT_PUBLIC):
        return None
    return path[1:]


def media_type(place: str) -> str:
    """Return the Content-Type of the file at *place*, by the longest ending that is known."""
    name = place.rpartition("/")[2]
    for dot in (at for at, letter in enumerate(name) if letter == "."):
        if known := _TYPES.get(name[dot:]):
            return known
    return "application/octet-stream"


def never_changes(place: str) -> bool:
    """Whether other bytes would have another name, so that a browser may keep the file for good."""
    return place.startswith(("media/", "tree/"))
