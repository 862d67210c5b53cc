"""Where things stand in the edition: one place that knows the path scheme (DESIGN.md, "Paths").

Paths have no leading slash. Pages link to one another by relative addresses that end in ``.html``, so that an edition works from
any host, from a folder and from a USB stick; absolute addresses are made from the site's ``canonical_base``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tamizdat.edition.records import Letter, Page, Person, Photo, Record, Redirect, Section, Story, Tombstone, Topic
from tamizdat.edition.statement import path_can_be_stated
from tamizdat.edition.teaser import Entry, Teaser

if TYPE_CHECKING:
    from tamizdat.edition.catalogue import Catalogue

FEEDS = {"rss": ".rss.xml", "atom": ".atom.xml", "json": ".feed.json"}
"""Feed format -> what stands in a list's path instead of ``.html``."""

RESERVED = (
    *("index", "archive", "corrections", "letter", "letters", "support", "thanks", "search", "404"),
    *("section", "topic", "story", "person"),
)
"""Slugs that a static page may not take."""

SCRIPTS = ("letter", "give", "appeal")
"""The scripts that are files, ``js/{name}.js``: what seals an order of letters, and a wish to give; what chooses an appeal. Pages name each
by its hash, and find it beside the folder of their letter.html."""

GIVING_FILE = "giving.json"
"""On which terms one gives, for the script of the form."""

PAGES = (".html", ".htm")
FILES = (*PAGES, ".xml", ".json", ".txt", ".js", ".br", ".gz")
"""Endings of files that stand outside of ``media`` and ``tree``: no folder may end so, or it would stand in a file's place."""

MOST_STEP_BYTES = 240
"""Bytes of a file's or folder's name, with room for the endings of twins: most filesystems allow 255."""

_FOLDERS: dict[type[Record], str] = {Section: "section", Topic: "topic", Story: "story", Person: "person"}


def own_path(entry: Entry) -> str:
    """Return the path of the page about an entry, be it live or withdrawn; "" for one without a page of its own."""
    if folder := _FOLDERS.get(type(entry)):  # type: ignore[arg-type]
        return f"{entry.language}/{folder}/{entry.slug}.html"  # type: ignore[union-attr]
    return getattr(entry, "path", "")


def redirect_path(old_path: str) -> str | None:
    """Return where a static host must hold a page for it to answer at *old_path*; None where no page can."""
    path = old_path if old_path.endswith(PAGES) else f"{old_path.rstrip('/')}/index.html"
    steps = path.split("/")
    if not all(steps) or any(step.startswith(".") or len(step.encode()) > MOST_STEP_BYTES for step in steps):
        return None
    if any(step.endswith(FILES) for step in steps[:-1]) or not path_can_be_stated(path):
        return None
    return path


def path_wanted(entry: Entry) -> str | None:
    """Return the path that an entry's page, redirect or withdrawal would take, or None: several may want one."""
    if isinstance(entry, Redirect):
        return None if entry.query else redirect_path(entry.old_path)
    gone = isinstance(entry, Tombstone) and entry.kind == "unpublished"
    return None if gone else own_path(entry) or None


def media_stems(entry: Entry) -> set[str]:
    """Return how the paths of an entry's own picture files begin: two that begin alike are of one source."""
    if isinstance(entry, Photo):
        return {rendition.path.rpartition("-")[0] for rendition in (*entry.renditions, *entry.teasers)}
    return {entry.card.path.rpartition("-")[0]} if isinstance(entry, Teaser) and entry.card else set()


def list_path(catalogue: Catalogue, key: str) -> str | None:
    """Return the path of a list's first page; None if what it lists is not (or no longer) in the edition."""
    kind, _, record_id = key.partition(":")
    if kind == "site":
        return "index.html"
    if kind == "lang":
        return f"{record_id}/index.html"
    if kind == "letters":
        return f"{record_id}/letters/index.html"
    return entry_path(catalogue, record_id)


def period_path(catalogue: Catalogue, key: str, period: str, part: int) -> str | None:
    """Return the path of part *part* (from 1) of a period of a list: ``en/section/politics/2026-11-2.html``."""
    folders = {"lang": f"{key[5:]}/archive.html", "letters": f"{key[8:]}/letters.html"}
    index = folders.get(key.partition(":")[0]) or list_path(catalogue, key)
    suffix = f"-{part}" if part > 1 else ""
    return index and f"{index.removesuffix('.html')}/{period}{suffix}.html"


def entry_path(catalogue: Catalogue, record_id: str | None) -> str | None:
    """Return the path of the page about a record (article, letter, static page, person, section, topic, story), or None."""
    entry = catalogue.get(record_id)
    return own_path(entry) or None if isinstance(entry, Teaser | Letter | Page | Section | Topic | Story | Person) else None


def twin_paths(catalogue: Catalogue, translation_key: str) -> dict[str, str]:
    """Return language → path of the pages that translate one another."""
    twins = catalogue.twins(translation_key)
    return {language: path for language, record_id in twins.items() if (path := entry_path(catalogue, record_id))}


def latest_letter_path(language: str) -> str:
    """Return the address that always shows the newest letter of the kind that sign-up boxes offer: what *Preview* links to."""
    return f"{language}/letters/latest.html"


def appeals_path(language: str) -> str:
    """Return the path of a language's live appeals, for the script that chooses among them."""
    return f"{language}/appeals.json"


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
