"""Whole editions in memory, and pages taken apart: what tests of the reader's page look at.

``edition(records)`` is path → text of every page; ``Parsed`` is a page as a browser reads it. Nothing touches a disk.
Import as ``from factories.pages import Parsed, edition, page_at``.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Any

from factories.edition import (
    AS_OF,
    PERSIAN,
    RUSSIAN,
    article,
    language,
    letter,
    letter_item,
    letter_kind,
    newspaper,
    page,
    photo,
    tombstone,
)
from factories.scopes import every_spec
from tamizdat.edition.catalogue import Catalogue
from tamizdat.edition.compile import make
from tamizdat.edition.plan import TEASERS_PER_PART
from tamizdat.edition.records import Article, Record
from tamizdat.reader import load_theme
from tamizdat.sealed.keys import P256, PrivateKey

VOID = {"meta", "link", "img", "source", "br", "hr", "input"}


def edition(records: Iterable[Record] | None = None) -> dict[str, str]:
    """Return path → text of every file but the pictures."""
    kept = newspaper() if records is None else list(records)
    articles = {record.id: record for record in kept if isinstance(record, Article)}
    catalogue = Catalogue(kept)
    made = (spec for spec in every_spec(catalogue).values() if spec.view != "media")
    return {spec.path: make(spec, catalogue, load_theme(), articles.__getitem__, as_of=AS_OF).data.decode() for spec in made}


def pages(records: Iterable[Record] | None = None) -> dict[str, str]:
    """Return path → text of every HTML page."""
    return {path: text for path, text in edition(records).items() if path.endswith(".html")}


def whole_newspaper(**of_site: Any) -> list[Record]:
    """Return a newspaper with every kind of page, a sign, three languages, a twin, lists of several parts, and letters to order."""
    many = [
        article(
            id=f"many-{number}",
            sequence=100 + number,
            first_published=f"2026-{9 + number % 2:02}-{1 + number % 28:02}T06:00:00Z",
            kind=("news", "opinion", "analysis")[number % 3],
            related=("article-1", "article-9"),
        )
        for number in range(2 * TEASERS_PER_PART + 9)
    ]
    persian = [
        article(
            id=f"fa-{number}",
            language="fa",
            translation_key="key-strait" if number == 1 else f"key-fa-{number}",
            sequence=200 + number,
            headline="بندر بسته شد؛ گفت‌وگو بر سر تنگه به جایی نرسید",
            standfirst="کشتی‌ها سه‌شنبه از کار افتادند.",
            bylines=(),
            section=None,
            topics=(),
            story=None,
        )
        for number in range(1, 8)
    ]
    return newspaper(
        *many, *persian, photo(id="photo-sign"), *privacy_pages(), *letters(), **{"logo": "photo-sign"} | taking_letters(**of_site)
    )


def letters() -> list[Record]:
    """Return letters in two languages, and one that was withdrawn."""
    gone = tombstone(
        id="letter-9", of="letter", path="en/letters/2026-11-13-gone.html", lists=("letters:en",), first_published="2026-11-13T09:00:00Z"
    )
    return [letter(), letter(id="letter-fa", language="fa", items=(letter_item(article="fa-1"),)), gone]


def privacy_pages() -> list[Record]:
    """Return the page that the form links to, in every language."""
    return [page(id=f"privacy-{code}", language=code, slug="privacy", role="privacy", title="Privacy") for code in ("en", "ru", "fa")]


def taking_letters(**changes: Any) -> dict[str, Any]:
    """Return what a site says that takes orders for letters: three languages, one of them with one letter alone, and three gates."""
    appeals = letter_kind(code="alerts", name="Story alerts", promise="When a story that you follow goes on.", rhythm="")
    languages = (language(letters=(letter_kind(), appeals)), replace(RUSSIAN, letters=(letter_kind(), appeals)), PERSIAN)
    values: dict[str, Any] = {
        "languages": languages,
        "gates": ("https://gate.example", "https://other-gate.example/way/", f"http://{'k' * 56}.onion"),
        "queue_key": PrivateKey.generate(P256).public.text,
        "sign_up_address": "letter@farshore.example",
        "careful_providers": ("mail.ru", "e-post.example"),
        "discreet": True,
    }
    return values | changes


def paths_by_kind(paths: Iterable[str]) -> dict[str, list[str]]:
    """Return view → the paths of its pages, told by the path alone, as a reader would."""
    found = list(paths)
    return {kind: [path for path in found if re.fullmatch(pattern, path)] for kind, pattern in _KINDS.items()}


_KINDS = {
    "article": r"../20../../(?!article-9).*",
    "withdrawn": r"en/2026/11/article-9\.html",
    "page": r"en/about\.html",
    "front": r"index\.html|../index\.html",
    "archive": r"../archive\.html",
    "archive_month": r"../archive/.*",
    "section": r"../section/\w+\.html",
    "topic": r"../topic/\w+\.html",
    "story": r"../story/\w+\.html",
    "person": r"../person/\w+\.html",
    "period": r"../(section|topic|story|person)/\w+/.*",
    "letter": r"../letter\.html",
    "letter_page": r"../letters/20..-.*(?<!-gone)\.html",
    "letter_withdrawn": r"en/letters/.*-gone\.html",
    "letter_latest": r"../letters/latest\.html",
    "letters": r"../letters/index\.html",
    "letters_year": r"../letters/20..\.html",
    "support": r"../support\.html",
    "search": r"../search\.html",
    "corrections": r"../corrections\.html",
    "not_found": r"404\.html",
    "redirect": r"news/2019/harbour/index\.html",
}


def page_at(path: str, *records: Record) -> "Parsed":
    """Return one page of the small newspaper with *records* on top."""
    kept = newspaper(*records)
    articles = {record.id: record for record in kept if isinstance(record, Article)}
    catalogue = Catalogue(kept)
    spec = every_spec(catalogue)[path]
    return Parsed(make(spec, catalogue, load_theme(), articles.__getitem__, as_of=AS_OF).data.decode())


@dataclass
class Element:
    """One element: its name, attributes and text, and what it stands in: names of elements, and classes with a dot before them."""

    name: str
    attributes: dict[str, str]
    within: tuple[str, ...]
    text: str = ""


@dataclass
class Parsed(HTMLParser):
    """A page as a browser reads it: ``elements`` in order, ``text`` without tags, ``scripts`` and ``styles`` apart."""

    html: str
    elements: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[Element] = []
        self.feed(self.html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        within = tuple(part for one in self._open for part in (one.name, *(f".{name}" for name in _classes(one))))
        element = Element(tag, {name: value or "" for name, value in attrs}, within)
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop().name != tag:
            pass

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, tag: str, /, **attributes: str) -> list[Element]:
        """Return the elements of this name that have these attributes (``class_`` for one class of several)."""
        wanted = attributes.pop("class_", "")
        return [
            one
            for one in self.elements
            if one.name == tag
            and all(one.attributes.get(key) == value for key, value in attributes.items())
            and (not wanted or wanted in _classes(one))
        ]

    def one(self, tag: str, /, **attributes: str) -> Element:
        """Return the only such element."""
        (found,) = self.all(tag, **attributes)
        return found

    def inside(self, part: str) -> list[Element]:
        """Return what stands inside ``figure`` elements, say, or inside those of class ``.box``."""
        return [one for one in self.elements if part in one.within]

    @property
    def main(self) -> str:
        """The words of the page without masthead and foot, spaces squeezed."""
        return " ".join(self.one("main").text.split())

    @property
    def words(self) -> str:
        """All words of the page's body."""
        return " ".join(self.one("body").text.split())


def _classes(element: Element) -> list[str]:
    return element.attributes.get("class", "").split()
