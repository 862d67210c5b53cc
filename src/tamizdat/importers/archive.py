"""What is taken out of another system's archive: frozen plain data, and the error for an archive that cannot be read.

Promises: there is no field here for an e-mail address, a login, a commenter, an IP address or a password, so none can be kept
by mistake. A time is a ``datetime`` in UTC or None; a text is as the archive has it, with its HTML.
Leaves to ``wxr`` how the archive is read, and to ``plan`` what becomes of it.
"""

from dataclasses import dataclass
from datetime import datetime


class BadArchive(ValueError):
    """An archive that is refused as a whole. The message says what is wrong, where, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WxrSite:
    """The head of the archive: format version, and where the old site stood."""

    version: str
    title: str
    language: str
    base: str  # address of the old site's front page, without a slash at the end


@dataclass(frozen=True, slots=True, kw_only=True)
class WxrAuthor:
    """A byline as the old site showed it. ``key`` counts the archive's authors from 1; it is not the login."""

    key: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WxrTerm:
    """A category or tag, as the list at the archive's head or a post names it. ``slug`` is decoded from percent signs."""

    domain: str  # "category", "tag", or the name of another taxonomy
    slug: str
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WxrItem:
    """What posts, pages, attachments and all other items share."""

    id: int
    type: str
    title: str
    link: str
    guid: str
    line: int  # where the item begins in the file
    parent: int
    order: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WxrAttachment(WxrItem):
    """A file of the old site's library: its address, and the words that go with it. The archive does not hold its bytes."""

    address: str
    file: str  # path below wp-content/uploads, "" when not said
    alt: str
    caption: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WxrPost(WxrItem):
    """A post, page or other item with text."""

    status: str
    protected: bool  # the old site asked for a password; the password itself is not kept
    sticky: bool
    slug: str
    author: int | None  # key of a WxrAuthor
    published: datetime | None
    published_is_local: bool  # only the old site's local time was given, and is taken as UTC
    modified: datetime | None
    content: str
    excerpt: str
    terms: tuple[WxrTerm, ...]
    picture: int | None  # id of the attachment that leads the post
    comments: int  # how many were left at the door


Entry = WxrSite | WxrAuthor | WxrTerm | WxrAttachment | WxrPost
