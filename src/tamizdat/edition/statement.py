"""The statement: the comment at the end of every HTML page that says what the page is, so that a lone copy can be checked.

Form, fields apart by one space, one line (docs/spec/edition.md, section 4)::

    <!--tamizdat 1 PATH VERSION EDITION DATE KEY HASH SIGNATURE-->

HASH is the SHA-256 of all bytes before the comment, base64url. KEY and SIGNATURE are ``-`` until editions are signed.
"""

import re
from dataclasses import dataclass

from tamizdat.edition.canonical import digest

_FORM = re.compile(
    rb"<!--tamizdat 1 (?P<path>\S+) (?P<version>\d{1,15}) (?P<edition>\d{1,15}) (?P<date>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"
    rb" (?P<key>[\w-]+) (?P<hash>[\w-]{43}) (?P<signature>[\w-]+)-->\n\Z"
)

TAIL_BYTES = 1024
"""Where a reader of pages looks for the statement: in the last bytes."""

MOST_PATH_BYTES = 400


class BadStatement(ValueError):
    """A page without a statement, or with one that does not fit it; the message says which."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a page says of itself. ``version`` is the article's (1 for other pages); ``edition`` the one it last changed in."""

    path: str
    version: int
    edition: int
    date: str
    hash: str
    key: str = "-"
    signature: str = "-"

    def comment(self) -> bytes:
        """Return the statement as the bytes that end a page."""
        fields = (self.path, self.version, self.edition, self.date, self.key, self.hash, self.signature)
        return ("<!--tamizdat 1 " + " ".join(str(field) for field in fields) + "-->\n").encode()


def path_can_be_stated(path: str) -> bool:
    """Return whether a statement can name *path*: it must neither end the comment, nor split a field, nor outgrow ``TAIL_BYTES``."""
    return path.isprintable() and not set(path) & set(" <>") and 0 < len(path.encode()) <= MOST_PATH_BYTES


def seal_page(html: bytes, *, path: str, version: int, edition: int, date: str) -> bytes:
    """Return *html* with its statement behind it."""
    if not path_can_be_stated(path):
        raise ValueError(f"a path with white space, < or >, or of more than {MOST_PATH_BYTES} bytes cannot be stated: {path!r}")
    return html + Statement(path, version, edition, date, digest(html)).comment()


def read_statement(page: bytes) -> Statement:
    """Return the statement of *page*. Raises ``BadStatement`` if there is none or the page's bytes are not those it states."""
    found = _FORM.search(page[-TAIL_BYTES:])
    if found is None:
        raise BadStatement("no statement at the end of the page")
    field = {name: value.decode("utf-8", "replace") for name, value in found.groupdict().items()}
    body = page[: len(page) - len(found[0])]
    if digest(body) != field["hash"]:
        raise BadStatement("the page was changed: its bytes do not have the hash that its statement gives")
    numbers = int(field["version"]), int(field["edition"])
    statement = Statement(field["path"], *numbers, field["date"], field["hash"], field["key"], field["signature"])
    if statement.comment() != found[0]:
        raise BadStatement("the statement is not in the one form that statements have")
    return statement


def stated_hash(page: bytes) -> str:
    """Return the hash that a page states, unchecked: for one that ``seal_page`` has just made."""
    return page[-TAIL_BYTES:].rsplit(b" ", 2)[1].decode()


def body_digest(page: bytes) -> str:
    """Return the hash in a page's statement, which is the page's leaf in the tree of pages. Raises ``BadStatement``."""
    return read_statement(page).hash
