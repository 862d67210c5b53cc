"""Whole editions in memory, and pages taken apart: what tests of the reader's page look at.

``edition(records)`` is path → text of every page; ``Parsed`` is a page as a browser reads it. Nothing touches a disk.
Import as ``from factories.pages import Parsed, edition, page_at``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser

from factories.edition import AS_OF, newspaper
from factories.scopes import every_spec
from tamizdat.edition.catalogue import Catalogue
from tamizdat.edition.compile import make
from tamizdat.edition.records import Article, Record
from tamizdat.reader import load_theme

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
