"""WordPress's export format (WXR 1.0 to 1.2), read as a stream.

Promises: memory that does not grow with the file; personal fields are never gathered (the reader has no place for comments,
addresses and passwords, and of the postmeta keeps the three fields that name a picture). Refuses, with ``BadArchive``: what is no
such archive, is broken or cut off, declares a document type or entities, or holds an element larger than any text of a newspaper.
Leaves to ``index`` the order of the items.

The format has no specification; the facts are those of WordPress's own exporter (wp-admin/includes/export.php).
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO
from xml.parsers import expat

from tamizdat.importers.archive import BadArchive, Entry, WxrSite
from tamizdat.importers.wxr_items import AuthorFields, Fields, attachment_or_post, term

VERSIONS = ("1.0", "1.1", "1.2")

CHUNK = 1 << 16
MAX_ELEMENT = 2 << 20  # characters of one element's text: several novels would fit
MAX_TAG = 1 << 20  # bytes that expat may hold back while it waits for one tag to end
MAX_DEPTH = 32  # WXR needs 5
MAX_FIELDS = 20_000  # fields of one item; comments and postmeta are not counted

_CONTROLS = bytes(set(range(32)) - {9, 10, 13})
_SITE = {"title", "link", "language", "wp:wxr_version", "wp:base_blog_url", "wp:base_site_url"}
_TERMS = {"wp:category": "category", "wp:tag": "tag", "wp:term": ""}
_KEPT_META = {"_thumbnail_id", "_wp_attached_file", "_wp_attachment_image_alt"}
_KEPT_ITEM = {
    "title", "link", "guid", "pubDate", "dc:creator", "content:encoded", "excerpt:encoded", "category", "wp:post_id", "wp:post_date",
    "wp:post_date_gmt", "wp:post_modified_gmt", "wp:post_name", "wp:status", "wp:post_parent", "wp:menu_order", "wp:post_type",
    "wp:post_password", "wp:is_sticky", "wp:attachment_url",
}  # fmt: skip
_KEPT_TERM = {
    "wp:category_nicename", "wp:cat_name", "wp:category_description", "wp:tag_slug", "wp:tag_name", "wp:tag_description",
    "wp:term_taxonomy", "wp:term_slug", "wp:term_name", "wp:term_description",
}  # fmt: skip
_KEPT_AUTHOR = {"wp:author_login", "wp:author_display_name"}
_ADVICE = "Export it again from WordPress (Tools, Export, All content) and import the new file."


def read_wxr(path: Path) -> Iterator[Entry]:
    """Yield all that is worth keeping in the export at *path*, in the file's order. Raises ``BadArchive``.

    An error may come after some entries: read all before writing any.
    """
    try:
        with path.open("rb") as stream:
            _check_ends(path.name, stream)
            yield from _Reader(path.name).read(stream)
    except OSError as error:
        raise BadArchive(f"{path.name} cannot be read: {error.strerror}. Check the path and its permissions.") from None


def _check_ends(name: str, stream: BinaryIO) -> None:
    """Refuse by its first and last bytes what need not be read whole."""
    start = stream.read(4)
    if not start:
        raise BadArchive(f"{name} is empty. {_ADVICE}")
    if start[:2] in (b"PK", b"\x1f\x8b"):
        raise BadArchive(f"{name} is packed. Unpack it first, then import the .xml file inside.")
    stream.seek(max(0, stream.seek(0, 2) - CHUNK))
    end = stream.read().replace(b"\0", b"")  # UTF-16 has a zero beside each letter
    stream.seek(0)
    begin = stream.read(CHUNK).replace(b"\0", b"")
    stream.seek(0)
    if b"<rss" in begin and b"</rss" not in end:
        raise BadArchive(f"{name} is cut off: it does not end with </rss>. Nothing was imported. {_ADVICE}")


class _Reader:
    """expat's handlers, and what they have gathered since the last entry."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.path: list[str] = []
        self.text: list[str] | None = None  # of the element that is being read, if it is kept
        self.size = 0
        self.site: dict[str, str] = {}
        self.fields = Fields()
        self.author = AuthorFields()
        self.meta_key = ""
        self.attributes: dict[str, str] = {}
        self.ready: list[Entry] = []
        self.site_done = False
        self.logins: dict[str, int] = {}  # login -> key of the author: lives as long as the reading, and is given to nobody
        self.wide = False  # UTF-16
        self.removed = 0  # control characters, which XML forbids and old WordPress databases hold
        self.parser = self._parser()

    def read(self, stream: BinaryIO) -> Iterator[Entry]:
        fed = 0
        first = True
        try:
            while chunk := stream.read(CHUNK):
                fed += len(chunk)
                self.parser.Parse(self._clean(chunk, first=first))
                first = False
                if fed - self.removed - max(self.parser.CurrentByteIndex, 0) > MAX_TAG:
                    raise self._bad("a single tag or comment is longer than any that WordPress writes")
                yield from self._taken()
            self.parser.Parse(b"", 1)
        except expat.ExpatError as error:
            raise BadArchive(self._syntax(error)) from None
        except (ValueError, LookupError) as error:
            if isinstance(error, BadArchive):
                raise
            raise self._bad("its encoding is not one that can be read") from None
        if not self.site_done:
            raise self._bad("it has no <wp:wxr_version>, so it is not a WordPress export")
        yield from self._taken()

    def _clean(self, chunk: bytes, *, first: bool) -> bytes:
        if first:
            self.wide = chunk[:2] in (b"\xff\xfe", b"\xfe\xff")
            chunk = chunk if self.wide else chunk.lstrip()  # a blank line before <?xml is the commonest fault of exports
        if self.wide:
            return chunk
        clean = chunk.translate(None, _CONTROLS)
        self.removed += len(chunk) - len(clean)
        return clean

    def _parser(self) -> Any:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.EntityDeclHandler = self._refuse_doctype
        parser.ExternalEntityRefHandler = self._refuse_doctype
        return parser

    def _refuse_doctype(self, *_: Any) -> int:
        raise self._bad("it declares a document type or entities, which no WordPress export does and which can be used for attacks")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.path.append(tag)
        depth = len(self.path)
        if depth > MAX_DEPTH:
            raise self._bad(f"its elements are nested more than {MAX_DEPTH} deep")
        if depth == 1 and tag != "rss":
            raise self._bad(f"it begins with <{tag[:40]}> where a WordPress export has <rss>")
        if depth == 3:
            self._open(tag)
        self.attributes = attributes if tag == "category" else {}
        self.text = [] if self._is_kept() else None
        self.size = 0

    def _open(self, tag: str) -> None:
        self.fields = Fields(line=self.parser.CurrentLineNumber)
        self.author = AuthorFields() if tag == "wp:author" else self.author
        if tag in ("item", "wp:author", *_TERMS):
            self._end_of_head()

    def _is_kept(self) -> bool:
        path = self.path
        if len(path) == 3:
            return path[2] in _SITE
        if len(path) == 4:
            kept = {"item": _KEPT_ITEM, "wp:author": _KEPT_AUTHOR}.get(path[2], _KEPT_TERM if path[2] in _TERMS else set())
            return path[3] in kept
        if len(path) == 5 and path[2] == "item" and path[3] == "wp:postmeta":
            return path[4] == "wp:meta_key" or (path[4] == "wp:meta_value" and self.meta_key in _KEPT_META)
        return False

    def _characters(self, text: str) -> None:
        if self.text is None:
            return
        self.size += len(text)
        if self.size > MAX_ELEMENT:
            raise self._bad(f"<{self.path[-1]}> is longer than {MAX_ELEMENT:,} characters")
        self.text.append(text)

    def _end(self, tag: str) -> None:
        depth = len(self.path)
        if self.text is not None:
            self._keep(tag, "".join(self.text), depth)
        elif depth == 4 and tag == "wp:comment":
            self.fields.comments += 1
        elif depth == 3:
            self._close(tag)
        self.text = None
        self.path.pop()

    def _keep(self, tag: str, text: str, depth: int) -> None:
        if depth == 3:
            self.site.setdefault(tag, text.strip())
        elif tag == "wp:meta_key":
            self.meta_key = text.strip()
        elif tag == "wp:meta_value":
            self.fields.put(self.meta_key, text)
        elif tag == "category":
            self.fields.categories.append((self.attributes.get("domain", ""), self.attributes.get("nicename", ""), text.strip()))
        elif tag == "wp:post_password":
            self.fields.protected = bool(text.strip())
        elif self.path[2] == "wp:author":
            self.author.put(tag, text.strip())
        else:
            self.fields.put(tag, text)
        if self.fields.count() > MAX_FIELDS:
            raise self._bad(f"it has more than {MAX_FIELDS:,} fields")

    def _close(self, tag: str) -> None:
        """A child of the channel is complete: make it an entry."""
        if tag == "item":
            self.ready.append(attachment_or_post(self.fields, self.logins, self._bad))
        elif tag in _TERMS:
            self.ready.extend(term(self.fields, _TERMS[tag]))
        elif tag == "wp:author":
            self.ready.extend(self.author.author(self.logins))

    def _end_of_head(self) -> None:
        if self.site_done:
            return
        version = self.site.get("wp:wxr_version", "")
        if not version:
            raise self._bad("it has no <wp:wxr_version> before its first entry, so it is not a WordPress export")
        if version not in VERSIONS:
            raise self._bad(f"it is of WXR version {version[:20]!r}; this importer reads {', '.join(VERSIONS)}")
        self.site_done = True
        base = self.site.get("wp:base_blog_url") or self.site.get("link") or self.site.get("wp:base_site_url", "")
        self.ready.append(
            WxrSite(version=version, title=self.site.get("title", ""), language=self.site.get("language", ""), base=base.rstrip("/"))
        )

    def _taken(self) -> list[Entry]:
        ready, self.ready = self.ready, []
        return ready

    def _bad(self, what: str) -> BadArchive:
        return BadArchive(f"{self.name}, line {self.parser.CurrentLineNumber}{self._item()}: {what}. Nothing was imported. {_ADVICE}")

    def _syntax(self, error: expat.ExpatError) -> str:
        what = expat.ErrorString(error.code)
        return f"{self.name}, line {error.lineno}{self._item()}: it is not well-formed XML ({what}). Nothing was imported. {_ADVICE}"

    def _item(self) -> str:
        title = re.sub(r"\s+", " ", self.fields.get("title"))[:60].strip()
        return f", in the item “{title}”" if title and self.path[2:3] == ["item"] else ""
