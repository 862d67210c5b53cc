"""Feeds: the newest articles of a list as RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1.

Promises: ids that stay when the newspaper moves to another domain; times from the articles, never from a clock; summaries only, so
that a feed passes a narrow connection. Names and addresses of e-mail never appear beside a byline. Leaves escaping to ``markup``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from uuid import UUID, uuid5

from tamizdat.edition.catalogue import Entry, Teaser
from tamizdat.edition.paths import entry_path, feed_path, list_path
from tamizdat.edition.records import Language, Letter, Person, Rendition, Section, Site, Story, Topic
from tamizdat.edition.scope import Scope
from tamizdat.edition.views.markup import Xml, clean, document, element, json_text

NEWEST = 20
"""How many articles a feed holds."""

MIME = {"jpeg": "image/jpeg", "avif": "image/avif"}

_NAMESPACE = UUID("6f0d2c1e-8a55-5b8e-9d0b-0f4f1c7a2f11")  # drawn once; a new one would make every reader's list unread
_ATOM = "http://www.w3.org/2005/Atom"


KEPT = 1024
"""Items kept in each format: a new article stands in some eight feeds at once, beside others that stand in several."""


@dataclass(frozen=True, slots=True)
class Item:
    """One article as any feed shows it. ``authors`` and ``categories`` are pairs: name and address, slug and name."""

    id: str
    url: str
    title: str
    summary: str
    language: str
    direction: str
    published: str
    updated: str
    authors: tuple[tuple[str, str], ...]
    categories: tuple[tuple[str, str], ...]
    picture: Rendition | None
    picture_url: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed in no format yet. ``updated`` is that of the newest change to an article in it."""

    id: str
    title: str
    description: str
    publisher: str
    home: str
    url: str
    language: str
    updated: str
    items: list[Item]


@lru_cache(maxsize=KEPT)
def permanent_id(*names: str) -> str:
    """Return a ``urn:uuid:`` that depends on *names* alone."""
    return uuid5(_NAMESPACE, "\n".join(names)).urn


def picture_of(scope: Scope, teaser: Teaser) -> Rendition | None:
    """Return the social card, else the smallest JPEG of the lead photo, else None."""
    if teaser.card or teaser.lead is None:
        return teaser.card
    photo = scope.photo(teaser.lead.photo)
    return next((rendition for rendition in photo.renditions if rendition.format == "jpeg"), None) if photo else None


def named(scope: Scope, ids: Iterable[str | None]) -> list[Person | Section | Topic | Story]:
    """Return those of the records that are live and have a name."""
    found = (scope.get(record_id) for record_id in ids)
    return [entry for entry in found if isinstance(entry, Person | Section | Topic | Story)]


def _feed(scope: Scope, form: str) -> Feed:
    key, site, language = scope.spec.subject, scope.site, scope.language
    kind, _, record_id = key.partition(":")
    about = None if kind in ("site", "lang", "letters") else scope.get(record_id)
    home = list_path(scope.catalogue, key) or ""
    items = _items(scope, key)
    return Feed(
        id=_feed_id(site, key, about),
        title=_title(language, key, about),
        description=_description(about) or language.description or language.motto or language.name,
        publisher=language.name,
        home=scope.absolute(home),
        url=scope.absolute(feed_path(home, form)),
        language=language.code,
        updated=max((item.updated for item in items), default=site.frozen),
        items=items,
    )


def _title(language: Language, key: str, about: Entry | None) -> str:
    if isinstance(about, Person | Section | Topic | Story):
        return f"{about.name} – {language.name}"
    offered = language.letters[:1] if key.startswith("letters:") else ()
    return " – ".join((*(letter.name for letter in offered), language.name))


def _items(scope: Scope, key: str) -> list[Item]:
    if key.startswith("letters:"):
        return [_letter(scope, letter) for letter in scope.letters(key, NEWEST)]
    return [_item(scope, teaser) for teaser in scope.newest(key, NEWEST)]


def _feed_id(site: Site, key: str, about: Entry | None) -> str:
    """Lists about a record are known by it; the newspaper's own by its name, for its address may have to change."""
    if isinstance(about, Person | Section | Topic | Story):
        return permanent_id("feed", about.translation_key, about.language)
    return permanent_id("feed", site.languages[0].name, key)


def _description(about: Entry | None) -> str:
    if isinstance(about, Section | Topic):
        return about.description
    return about.summary if isinstance(about, Story) else about.bio if isinstance(about, Person) else ""


def _item(scope: Scope, teaser: Teaser) -> Item:
    picture = picture_of(scope, teaser)
    authors = named(scope, teaser.bylines)
    return Item(
        id=permanent_id("article", teaser.translation_key, teaser.language),
        url=scope.absolute(teaser.path),
        title=teaser.headline,
        summary=teaser.standfirst,
        language=teaser.language,
        direction=_direction(scope, teaser.language),
        published=teaser.first_published,
        updated=max(teaser.updated, teaser.first_published),
        authors=tuple((author.name, scope.absolute(entry_path(scope.catalogue, author.id) or "")) for author in authors),
        categories=tuple((entry.slug, entry.name) for entry in named(scope, (teaser.section, *teaser.topics))),
        picture=picture,
        picture_url=scope.absolute(picture.path) if picture else "",
    )


def _letter(scope: Scope, letter: Letter) -> Item:
    """A letter: its subject, and what a mailbox would show behind it."""
    return Item(
        id=permanent_id("letter", letter.translation_key, letter.language),
        url=scope.absolute(letter.path),
        title=letter.subject,
        summary=letter.preheader,
        language=letter.language,
        direction=_direction(scope, letter.language),
        published=letter.published,
        updated=letter.published,
        authors=(),
        categories=(),
        picture=None,
        picture_url="",
    )


def _direction(scope: Scope, code: str) -> str:
    return next((language.direction for language in scope.site.languages if language.code == code), "ltr")


def _as_html(item: Item) -> Xml:
    """The summary as HTML that keeps its direction in readers which know none: a Persian text may begin with a Latin name."""
    return element("p", item.summary or item.title, lang=item.language, dir=item.direction)


def rss(scope: Scope) -> str:
    """Return the list as RSS 2.0, with Dublin Core names (its own ``author`` would need an e-mail address)."""
    feed = _feed(scope, "rss")
    channel = element(
        "channel",
        element("title", feed.title),
        element("link", feed.home),
        element("description", feed.description),
        element("language", feed.language),
        element("lastBuildDate", _mail_date(feed.updated)),
        element("atom:link", rel="self", type="application/rss+xml", href=feed.url),
        *(_rss_item(item) for item in feed.items),
    )
    return document(element("rss", channel, version="2.0", xmlns_atom=_ATOM, xmlns_dc="http://purl.org/dc/elements/1.1/"))


@lru_cache(maxsize=KEPT)
def _rss_item(item: Item) -> Xml:
    return element(
        "item",
        element("title", item.title),
        element("link", item.url),
        element("guid", item.id, isPermaLink="false"),
        element("pubDate", _mail_date(item.published)),
        element("description", str(_as_html(item))),
        element("dc:language", item.language),
        *(element("dc:creator", name) for name, _ in item.authors),
        *(element("category", name) for _, name in item.categories),
        *([element("enclosure", **_enclosure(item, item.picture, "length", "url"))] if item.picture else []),
    )


def _enclosure(item: Item, picture: Rendition, length: str, address: str) -> dict[str, str | int]:
    return {address: item.picture_url, length: picture.bytes, "type": MIME[picture.format]}


def _mail_date(time: str) -> str:
    """A record's time as RSS wants it (RFC 822, with four digits for the year)."""
    return format_datetime(datetime.fromisoformat(time), usegmt=True)


def atom(scope: Scope) -> str:
    """Return the list as an Atom feed."""
    feed = _feed(scope, "atom")
    root = element(
        "feed",
        element("id", feed.id),
        element("title", feed.title),
        element("subtitle", feed.description),
        element("updated", feed.updated),
        element("author", element("name", feed.publisher)),
        element("link", rel="alternate", type="text/html", href=feed.home),
        element("link", rel="self", type="application/atom+xml", href=feed.url),
        *(_atom_entry(item) for item in feed.items),
        xmlns=_ATOM,
        xml_lang=feed.language,
    )
    return document(root)


@lru_cache(maxsize=KEPT)
def _atom_entry(item: Item) -> Xml:
    return element(
        "entry",
        element("id", item.id),
        element("title", item.title),
        element("link", rel="alternate", type="text/html", hreflang=item.language, href=item.url),
        element("published", item.published),
        element("updated", item.updated),
        *(element("author", element("name", name), element("uri", url)) for name, url in item.authors),
        *(element("category", term=slug, label=name) for slug, name in item.categories),
        element("summary", str(_as_html(item)), type="html"),
        *([element("link", rel="enclosure", **_enclosure(item, item.picture, "length", "href"))] if item.picture else []),
        xml_lang=item.language,
    )


def json_feed(scope: Scope) -> str:
    """Return the list as JSON Feed 1.1."""
    feed = _feed(scope, "json")
    plain = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": feed.home,
        "feed_url": feed.url,
        "language": feed.language,
        "authors": [{"name": feed.publisher}],
        "items": [_json_item(item) for item in feed.items],
    }
    return clean(json_text(plain)) + "\n"


def _json_item(item: Item) -> dict[str, object]:
    plain = {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "summary": item.summary,
        "content_html": str(_as_html(item)),
        "date_published": item.published,
        "date_modified": item.updated,
        "language": item.language,
        "authors": [{"name": name, "url": url} for name, url in item.authors],
        "tags": [name for _, name in item.categories],
        "image": item.picture_url,
    }
    return {name: value for name, value in plain.items() if value}


FEED_VIEWS: dict[str, Callable[[Scope], str]] = {"feed_rss": rss, "feed_atom": atom, "feed_json": json_feed}
"""View name -> function, for ``views.VIEWS``."""
