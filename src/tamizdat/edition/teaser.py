"""Teasers: what the edition keeps in memory of an article, and what follows from it: its photos, its lists and its periods."""

from dataclasses import dataclass
from typing import TypeGuard

from tamizdat.edition.canonical import digest
from tamizdat.edition.records import Article, Correction, Figure, Record, Rendition, Site, Tombstone
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
    blocks = [block["photo"] for block in getattr(record, "body", ()) if block["type"] == "photo"]
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


def lists_of(entry: Teaser | Tombstone) -> tuple[str, ...]:
    """Return the keys of all lists in which an article stands or keeps its place, the site's own included."""
    keys = list_keys(entry) if isinstance(entry, Teaser) else entry.lists
    return tuple(dict.fromkeys(("site", *keys)))


def period_of(key: str, entry: Teaser | Tombstone) -> str:
    """Return the period of list *key* in which an article stands: ``2026-11``, ``2026`` or ``all``, by its path."""
    _, year, month, _ = entry.path.split("/", 3)
    return {"lang": f"{year}-{month}", "section": f"{year}-{month}", "story": "all"}.get(key.partition(":")[0], year)
