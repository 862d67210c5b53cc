"""Teasers: what the edition keeps in memory of an article, and what follows from it: its photos, its lists and its periods.

Articles and letters are *listed*: they stand in lists by their first publication, and a tombstone keeps the place of either.
"""

from dataclasses import dataclass
from typing import TypeGuard

from tamizdat.edition.canonical import digest
from tamizdat.edition.forms import blocks_of
from tamizdat.edition.records import Article, Correction, Figure, Letter, Record, Rendition, Site, Tombstone
from tamizdat.edition.schema import encode


@dataclass(frozen=True, slots=True, kw_only=True)
class Teaser:
    """What lists, feeds and links show of an article: the record without its body. ``digest`` names the whole record."""

    id: str
    change: int
    frozen: str
    digest: str
    language: str
    translation_key: str
    path: str
    kind: str
    headline: str
    standfirst: str
    bylines: tuple[str, ...]
    section: str | None
    topics: tuple[str, ...]
    story: str | None
    lead: Figure | None
    card: Rendition | None
    first_published: str
    updated: str
    sequence: int
    version: int
    corrections: tuple[Correction, ...]
    former: tuple[str, ...]
    photos: tuple[str, ...]  # ids of all photos that the article shows


Entry = Record | Teaser
Listed = Teaser | Letter | Tombstone
_SHARED = [name for name in Teaser.__dataclass_fields__ if name not in ("digest", "photos")]


def teaser_of(article: Article, record_digest: str | None = None) -> Teaser:
    """Return the teaser of *article*; *record_digest* saves encoding it again."""
    shared = {name: getattr(article, name) for name in _SHARED}
    return Teaser(digest=record_digest or digest(encode(article)), photos=photos_of(article), **shared)


def photos_of(record: Record | Teaser) -> tuple[str, ...]:
    """Return the ids of the photos that a record shows, without repeats."""
    if isinstance(record, Teaser):
        return record.photos
    figures = [getattr(record, "lead", None), getattr(record, "portrait", None)]
    logo = [record.logo] if isinstance(record, Site) and record.logo else []
    blocks = [block["photo"] for block in blocks_of(record) if block["type"] == "photo"]
    return tuple(dict.fromkeys([*(figure.photo for figure in figures if figure), *logo, *blocks]))


def list_keys(entry: Article | Teaser) -> tuple[str, ...]:
    """Return the keys of the lists in which an article stands."""
    return (
        f"lang:{entry.language}",
        *([f"section:{entry.section}"] if entry.section else []),
        *(f"topic:{topic}" for topic in entry.topics),
        *([f"story:{entry.story}"] if entry.story else []),
        *(f"person:{person}" for person in entry.bylines),
    )


def is_article(entry: Entry | None) -> TypeGuard[Teaser | Tombstone]:
    """Return whether *entry* is an article, or what is left of one."""
    return isinstance(entry, Teaser) or (isinstance(entry, Tombstone) and entry.of == "article")


def is_listed(entry: Entry | None) -> TypeGuard[Listed]:
    """Return whether *entry* is an article or a letter, or what is left of one."""
    return isinstance(entry, Teaser | Letter) or (isinstance(entry, Tombstone) and entry.of in ("article", "letter"))


def is_live(entry: Entry | None) -> bool:
    """Return whether *entry* is an article or letter that readers may see."""
    return isinstance(entry, Teaser | Letter)


def lists_of(entry: Listed) -> tuple[str, ...]:
    """Return the keys of all lists in which an article or letter stands or keeps its place, of an article the site's own too."""
    if not is_article(entry):
        return (f"letters:{entry.language}",)
    keys = list_keys(entry) if isinstance(entry, Teaser) else entry.lists
    return tuple(dict.fromkeys(("site", *keys)))


def once_in(entry: Listed) -> set[str]:
    """Return the keys of the lists that an article has left. A letter never leaves its list."""
    return set(entry.former) - set(lists_of(entry)) if is_article(entry) else set()


def published_of(entry: Listed) -> str:
    """Return when an article was first published, or a letter sent (UTC)."""
    return entry.published if isinstance(entry, Letter) else entry.first_published


def period_of(key: str, entry: Listed) -> str:
    """Return the period of list *key* in which an article or letter stands: ``2026-11``, ``2026`` or ``all``, by its path."""
    if key.startswith("letters:"):
        return entry.path.split("/")[2][:4]
    _, year, month, _ = entry.path.split("/", 3)
    return {"lang": f"{year}-{month}", "section": f"{year}-{month}", "story": "all"}.get(key.partition(":")[0], year)
