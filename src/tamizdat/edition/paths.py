"""Where things stand in the edition: one place that knows the path scheme (DESIGN.md, "Paths").

Paths have no leading slash. Pages link to one another by relative addresses that end in ``.html``, so that an edition works from
any host, from a folder and from a USB stick; absolute addresses are made from the site's ``canonical_base``.
"""

from tamizdat.edition.catalogue import Catalogue
from tamizdat.edition.records import Page, Person, Record, Section, Story, Topic

FEEDS = {"rss": ".rss.xml", "atom": ".atom.xml", "json": ".feed.json"}
"""Feed format -> what stands in a list's path instead of ``.html``."""

RESERVED = ("index", "archive", "corrections", "letter", "support", "search", "404", "section", "topic", "story", "person")
"""Slugs that a static page may not take."""

_FOLDERS: dict[type[Record], str] = {Section: "section", Topic: "topic", Story: "story", Person: "person"}


def list_path(catalogue: Catalogue, key: str) -> str | None:
    """Return the path of a list's first page; None if what it lists is not (or no longer) in the edition."""
    kind, _, record_id = key.partition(":")
    if kind == "site":
        return "index.html"
    if kind == "lang":
        return f"{record_id}/index.html"
    return entry_path(catalogue, record_id)


def period_path(catalogue: Catalogue, key: str, period: str, part: int) -> str | None:
    """Return the path of part *part* (from 1) of a period of a list: ``en/section/politics/2026-11-2.html``."""
    index = f"{key[5:]}/archive.html" if key.startswith("lang:") else list_path(catalogue, key)
    suffix = f"-{part}" if part > 1 else ""
    return index and f"{index.removesuffix('.html')}/{period}{suffix}.html"


def entry_path(catalogue: Catalogue, record_id: str | None) -> str | None:
    """Return the path of the page about a record (article, static page, person, section, topic, story), or None."""
    entry = catalogue.get(record_id)
    teaser = catalogue.teaser(record_id) if record_id else None
    if teaser:
        return teaser.path
    if isinstance(entry, Page):
        return entry.path
    if isinstance(entry, Section | Topic | Story | Person):
        return f"{entry.language}/{_FOLDERS[type(entry)]}/{entry.slug}.html"
    return None


def twin_paths(catalogue: Catalogue, translation_key: str) -> dict[str, str]:
    """Return language → path of the pages that translate one another."""
    twins = catalogue.twins(translation_key)
    return {language: path for language, record_id in twins.items() if (path := entry_path(catalogue, record_id))}


def feed_path(index_path: str, feed: str) -> str:
    """Return the path of a list's feed: ``en/section/politics.rss.xml``."""
    return index_path.removesuffix(".html") + FEEDS[feed]


def relative(path: str, *, of: str) -> str:
    """Return the relative address of *path* as a page at *of* must write it."""
    here, there = of.split("/")[:-1], path.split("/")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    return "../" * (len(here) - shared) + "/".join(there[shared:])
