"""Links of a page, relative and escaped for an attribute.

Promises: an address from here can stand between double quotes and works from any host, folder or disk. A template would write
every slash in five characters more, hence ``Markup``.
"""

from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from tamizdat.edition.paths import FEEDS, entry_path, feed_path, list_path, relative
from tamizdat.edition.scope import Scope

FEED_TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}


def link(scope: Scope, path: str) -> Markup:
    """Return the relative address of *path*."""
    return _link(path, scope.spec.path.rpartition("/")[0])


def bare_link(scope: Scope, path: str) -> str:
    """Return the relative address of *path*, not yet escaped."""
    folder, _, name = path.rpartition("/")
    return _way(folder, scope.spec.path.rpartition("/")[0]) + name


def way(scope: Scope, folder: str) -> str:
    """Return what the relative address of anything in *folder* begins with."""
    return _way(folder, scope.spec.path.rpartition("/")[0])


def link_to(scope: Scope, record_id: str | None) -> Markup | None:
    """Return the relative address of a record's page, or None if it has none (any more)."""
    scope.get(record_id)
    path = entry_path(scope.catalogue, record_id)
    return link(scope, path) if path else None


def named(scope: Scope, record_id: str | None) -> dict[str, Any] | None:
    """Return name and address of a person, section, topic or story that is in the edition."""
    entry, address = scope.get(record_id), link_to(scope, record_id)
    return {"name": getattr(entry, "name", ""), "href": address} if address else None


def feed_links(scope: Scope, key: str) -> list[dict[str, Any]]:
    """Return the feeds of a list: format, type and address."""
    path = list_path(scope.catalogue, key)
    if path is None:
        return []
    return [{"format": form, "type": FEED_TYPES[form], "href": link(scope, feed_path(path, form))} for form in FEEDS]


@lru_cache(maxsize=16384)
def _link(path: str, here: str) -> Markup:
    folder, _, name = path.rpartition("/")
    return escape(_way(folder, here) + name)


@lru_cache(maxsize=16384)
def _way(folder: str, here: str) -> str:
    """From the folder *here* to *folder*. A page has some seventy links, into a handful of folders."""
    return relative(f"{folder}/" if folder else "", of=f"{here}/" if here else "")
