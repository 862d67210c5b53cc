"""A whole archive, read and checked, and kept in order outside the memory.

Promises: once ``read_archive`` returns, the archive is whole and can be gone through any number of times, oldest post first, in bounded
memory; it lies in a nameless temporary SQLite file that goes away with this object, and holds no personal field (``archive``). Raises
``BadArchive`` before anybody has written anything.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tamizdat.importers.archive import BadArchive, WxrAttachment, WxrAuthor, WxrItem, WxrPost, WxrSite, WxrTerm
from tamizdat.importers.wxr import read_wxr

TAKEN = ("post", "page")
NOT_TAKEN = ("trash", "auto-draft", "inherit")

_TABLES = """
CREATE TABLE post (id INTEGER PRIMARY KEY, type TEXT, time TEXT, data TEXT);
CREATE INDEX post_time ON post (time, id);
CREATE TABLE attachment (id INTEGER PRIMARY KEY, parent INTEGER, place INTEGER, data TEXT);
CREATE INDEX attachment_parent ON attachment (parent, place, id);
CREATE TABLE address (address TEXT PRIMARY KEY, item INTEGER);
CREATE TABLE file (address TEXT PRIMARY KEY, attachment INTEGER);
CREATE TABLE term (domain TEXT, slug TEXT, description TEXT, PRIMARY KEY (domain, slug));
"""
_NUMBERS = ("p", "page_id", "attachment_id")


@dataclass(slots=True)
class Archive:
    """What ``read_archive`` returns."""

    site: WxrSite
    database: sqlite3.Connection
    authors: dict[int, str] = field(default_factory=dict)
    duplicates: list[tuple[str, str]] = field(default_factory=list)  # type and title of items whose number was there before

    @property
    def name(self) -> str:
        """What the archive is known by when it is imported a second time: the old site's address."""
        parts = urlsplit(self.site.base)
        return f"wordpress {_host(parts.netloc)}{parts.path}"[:120]

    def posts(self) -> Iterator[WxrPost]:
        """Yield all posts, pages and other items with text: pages first, then by time, the oldest first, those without a time last."""
        rows = self.database.execute("SELECT data FROM post ORDER BY type <> 'page', time IS NULL, time, id")
        for (data,) in rows:
            yield _post(json.loads(data))

    def count(self) -> int:
        """Return how many items ``posts`` yields."""
        return int(self.database.execute("SELECT count(*) FROM post").fetchone()[0])

    def post(self, number: int) -> WxrPost | None:
        """Return the item with text of this number."""
        row = self.database.execute("SELECT data FROM post WHERE id = ?", (number,)).fetchone()
        return _post(json.loads(row[0])) if row else None

    def attachments(self) -> Iterator[WxrAttachment]:
        """Yield the files of the old library."""
        for (data,) in self.database.execute("SELECT data FROM attachment ORDER BY id"):
            yield WxrAttachment(**json.loads(data))

    def attachment(self, number: int) -> WxrAttachment | None:
        """Return the library's file of this number."""
        row = self.database.execute("SELECT data FROM attachment WHERE id = ?", (number,)).fetchone()
        return WxrAttachment(**json.loads(row[0])) if row else None

    def attachment_at(self, address: str) -> WxrAttachment | None:
        """Return the attachment whose file is at *address*."""
        row = self.database.execute("SELECT attachment FROM file WHERE address = ?", (normal(address),)).fetchone()
        return self.attachment(row[0]) if row else None

    def attached(self, number: int) -> list[int]:
        """Return the ids of the attachments that belong to the item *number*, in the old site's order."""
        rows = self.database.execute("SELECT id FROM attachment WHERE parent = ? ORDER BY place, id", (number,))
        return [found for (found,) in rows]

    def item_at(self, address: str) -> int | None:
        """Return the id of the post or page that stood at *address*, or to which the attachment there belonged."""
        for candidate in _candidates(address):
            row = self.database.execute("SELECT item FROM address WHERE address = ?", (candidate,)).fetchone()
            if row:
                return int(row[0])
        return None

    def description(self, term: WxrTerm) -> str:
        """Return what the archive's head says of a term."""
        row = self.database.execute("SELECT description FROM term WHERE domain = ? AND slug = ?", (term.domain, term.slug)).fetchone()
        return str(row[0]) if row else ""


def read_archive(path: Path, progress: Callable[[int], object] = bool) -> Archive:
    """Read the whole archive at *path*; *progress* is told how many items have been read. Raises ``BadArchive``."""
    entries = read_wxr(path)
    site = next(entries)
    if not isinstance(site, WxrSite):
        raise BadArchive(f"{path.name}: its entries come before its head, so it is not a WordPress export.")
    database = sqlite3.connect("")  # a temporary file that only this connection can see
    database.executescript(_TABLES)
    archive = Archive(site, database)
    for number, entry in enumerate(entries, 1):
        _keep(archive, entry)
        if number % 100 == 0:
            progress(number)
    _link_attachment_pages(archive)
    return archive


def _keep(archive: Archive, entry: Any) -> None:
    if isinstance(entry, WxrAuthor):
        archive.authors[entry.key] = entry.name
    elif isinstance(entry, WxrTerm):
        archive.database.execute("INSERT OR IGNORE INTO term VALUES (?, ?, ?)", (entry.domain, entry.slug, entry.description))
    elif isinstance(entry, WxrAttachment):
        _insert(archive, entry, "INSERT OR IGNORE INTO attachment VALUES (?, ?, ?, ?)", (entry.id, entry.parent, entry.order))
        archive.database.execute("INSERT OR IGNORE INTO file VALUES (?, ?)", (normal(entry.address), entry.id))
    elif isinstance(entry, WxrPost):
        time = entry.published.isoformat() if entry.published else None
        _insert(archive, entry, "INSERT OR IGNORE INTO post VALUES (?, ?, ?, ?)", (entry.id, entry.type, time))
        if entry.type in TAKEN and entry.status not in NOT_TAKEN:
            _stands_at(archive, entry.id, [entry.link], entry.id, _NUMBERS[:2])
            _stands_at(archive, entry.id, [entry.guid], entry.id, (), may_replace=False)


def _insert(archive: Archive, entry: WxrItem, statement: str, values: tuple[Any, ...]) -> None:
    done = archive.database.execute(statement, (*values, json.dumps(asdict(entry), default=datetime.isoformat)))
    if done.rowcount == 0:
        archive.duplicates.append((entry.type, entry.title or f"item {entry.id}"))


def _stands_at(
    archive: Archive, item: int, addresses: Iterable[str], number: int, names: Iterable[str], *, may_replace: bool = True
) -> None:
    """Note where *item* stood. Its permalink and own number count for more than a guid, which may be another post's old number."""
    base = normal(archive.site.base)
    statement = "INSERT OR REPLACE INTO address VALUES (?, ?)" if may_replace else "INSERT OR IGNORE INTO address VALUES (?, ?)"
    for address in {*(normal(address) for address in addresses), *(f"{base}?{name}={number}" for name in names)} - {base, ""}:
        archive.database.execute(statement, (address, item))


def _link_attachment_pages(archive: Archive) -> None:
    """An attachment had a page of its own; what stands for it now is the post that it belongs to."""
    for attachment in archive.attachments():
        parent = archive.post(attachment.parent)
        if parent and parent.type in TAKEN and parent.status not in NOT_TAKEN:
            _stands_at(archive, parent.id, [attachment.link], attachment.id, _NUMBERS[2:], may_replace=False)


def _post(data: dict[str, Any]) -> WxrPost:
    for name in ("published", "modified"):
        data[name] = datetime.fromisoformat(data[name]) if data[name] else None
    return WxrPost(**{**data, "terms": tuple(WxrTerm(**term) for term in data["terms"])})


def normal(address: str) -> str:
    """Return *address* so that two spellings of one page compare equal: no scheme, no ``www.``, no slash at the end, no fragment.

    Of the query only the number of a post counts. "" for what is no web address.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https"):
        return ""
    query = parse_qs(parts.query)
    number = next((f"?{name}={query[name][0]}" for name in _NUMBERS if name in query), "")
    return f"{_host(parts.netloc)}{unquote(parts.path).rstrip('/')}{number}"


def _candidates(address: str) -> Iterator[str]:
    """The address itself; then without the number of a part, or the ending of a phone's page or a feed."""
    whole = normal(address)
    if whole:
        yield whole
        head, _, last = whole.rpartition("/")
        if head and (last in ("amp", "feed", "embed") or (last.isdigit() and len(last) < 3)):
            yield head


def _host(netloc: str) -> str:
    return netloc.lower().rpartition("@")[2].removeprefix("www.").removesuffix(":80").removesuffix(":443")
