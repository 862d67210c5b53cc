"""One item, term or author of a WordPress export: from the gathered fields to frozen data.

Promises: the author's login is used to find the author's key and goes no further. Refuses an item without a usable id.
Leaves to ``wxr`` which fields are gathered at all.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from tamizdat.importers.archive import BadArchive, WxrAttachment, WxrAuthor, WxrPost, WxrTerm
from tamizdat.importers.dates import published_time, utc_time

MAX_ID = (1 << 63) - 1  # WordPress's ids are unsigned 64-bit; a real one never comes near


@dataclass(slots=True)
class Fields:
    """What is gathered of one item or term."""

    line: int = 0
    values: dict[str, str] = field(default_factory=dict)
    categories: list[tuple[str, str, str]] = field(default_factory=list)  # domain, slug, name
    protected: bool = False
    comments: int = 0

    def put(self, name: str, value: str) -> None:
        """Keep the first value that comes under *name*."""
        self.values.setdefault(name, value)

    def get(self, name: str) -> str:
        """Return a field without white space around it; "" if it is not there."""
        return self.values.get(name, "").strip()

    def count(self) -> int:
        """Return how many fields there are."""
        return len(self.values) + len(self.categories)


@dataclass(slots=True)
class AuthorFields:
    """The two fields of an author that are read: the login to recognise, the display name to keep."""

    values: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, value: str) -> None:
        """Keep the first value that comes under *name*."""
        self.values.setdefault(name, value)

    def author(self, logins: dict[str, int]) -> Iterator[WxrAuthor]:
        """Yield the author if it has a name that is fit to print, and remember its login in *logins*."""
        login = self.values.get("wp:author_login", "")
        name = self.values.get("wp:author_display_name", "")
        if login and name and "@" not in name:  # a display name may be an e-mail address: not fit to print
            yield WxrAuthor(key=logins.setdefault(login, len(logins) + 1), name=name)


def term(fields: Fields, domain: str) -> Iterator[WxrTerm]:
    """Yield the term that the archive's head describes in *fields*; nothing if it has no name."""
    prefix = {"category": "wp:category", "tag": "wp:tag"}.get(domain, "wp:term")
    slug = fields.get("wp:category_nicename" if domain == "category" else f"{prefix}_slug")
    name = fields.get("wp:cat_name" if domain == "category" else f"{prefix}_name")
    domain = domain or _domain(fields.get("wp:term_taxonomy"))
    if name:
        yield WxrTerm(domain=domain, slug=unquote(slug), name=name, description=fields.get(f"{prefix}_description"))


def attachment_or_post(fields: Fields, logins: dict[str, int], bad: Callable[[str], BadArchive]) -> WxrAttachment | WxrPost:
    """Return the item in *fields*; *bad* makes the error for one without a number."""
    shared = _shared(fields, bad)
    if shared["type"] == "attachment":
        return _attachment(fields, shared)
    published, is_local = published_time(fields.get("wp:post_date_gmt"), fields.get("pubDate"), fields.get("wp:post_date"))
    return WxrPost(
        **shared,
        status=fields.get("wp:status") or "draft",
        protected=fields.protected,
        sticky=fields.get("wp:is_sticky") == "1",
        slug=unquote(fields.get("wp:post_name")),
        author=logins.get(fields.get("dc:creator")),
        published=published,
        published_is_local=is_local,
        modified=utc_time(fields.get("wp:post_modified_gmt")),
        content=fields.values.get("content:encoded", ""),
        excerpt=fields.get("excerpt:encoded"),
        terms=tuple(_item_terms(fields)),
        picture=_number(fields.get("_thumbnail_id")) or None,
        comments=fields.comments,
    )


def _shared(fields: Fields, bad: Callable[[str], BadArchive]) -> dict[str, Any]:
    number = _number(fields.get("wp:post_id"))
    if not number:
        raise bad("an item has no <wp:post_id> that is a number")
    return {
        "id": number,
        "type": fields.get("wp:post_type") or "post",
        "title": fields.get("title"),
        "link": fields.get("link"),
        "guid": fields.get("guid"),
        "line": fields.line,
        "parent": _number(fields.get("wp:post_parent")),
        "order": _number(fields.get("wp:menu_order")),
    }


def _attachment(fields: Fields, shared: dict[str, Any]) -> WxrAttachment:
    return WxrAttachment(
        **shared,
        address=fields.get("wp:attachment_url") or shared["guid"],
        file=fields.get("_wp_attached_file"),
        alt=fields.get("_wp_attachment_image_alt"),
        caption=fields.get("excerpt:encoded"),
        description=fields.get("content:encoded"),
    )


def _item_terms(fields: Fields) -> Iterator[WxrTerm]:
    """WXR 1.0 names each term twice, once without its domain; that one is left out when the other is there."""
    with_domain = any(domain for domain, _, _ in fields.categories)
    seen: set[tuple[str, str]] = set()
    for domain, slug, name in fields.categories:
        key = (_domain(domain or "category"), unquote(slug) or name)
        if (domain or not with_domain) and name and key not in seen:
            seen.add(key)
            yield WxrTerm(domain=key[0], slug=unquote(slug), name=name)


def _domain(name: str) -> str:
    return "tag" if name in ("post_tag", "tag") else name


def _number(text: str) -> int:
    """Return the number in *text*; 0 if there is none or it is not one that WordPress could have given."""
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        return 0
    return min(int(text), MAX_ID)
