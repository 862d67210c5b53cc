"""A small whole edition as files in memory, sealed, with trees, floor, head and compressed twins: for tests of verification.

Import as ``from factories.files import edition_files``.
"""

import gzip
from collections.abc import Mapping
from datetime import datetime

import brotli

from factories.edition import AS_OF
from tamizdat.edition.canonical import canonical, digest
from tamizdat.edition.head import Head, encode_head, expiry, utc
from tamizdat.edition.statement import body_digest, seal_page
from tamizdat.edition.tree import Tree

EDITION = 40


def sealed(path: str, words: str = "text", *, version: int = 1, edition: int = EDITION) -> bytes:
    """Return a small page with its statement."""
    return seal_page(
        f"<!doctype html><title>{path}</title><p>{words}\n".encode(), path=path, version=version, edition=edition, date=utc(AS_OF)
    )


def edition_files(
    pages: Mapping[str, bytes], objects: Mapping[str, bytes], *, floor: Mapping[str, int] | None = None, as_of: datetime = AS_OF
) -> dict[str, bytes]:
    """Return path → bytes of a whole edition: *pages* and *objects*, floor, trees, head, and twins of all that is text."""
    floor_data = canonical({"schema": 1, "articles": dict(floor or {}), "segments": []})
    files = {**pages, **objects, "floor.json": floor_data}
    page_tree = Tree({path: body_digest(data) for path, data in pages.items()})
    object_tree = Tree({path: digest(data) for path, data in {**objects, "floor.json": floor_data}.items()})
    nodes = {f"tree/{name}": node for tree in (page_tree, object_tree) for name, node in tree.nodes()}
    head = Head(
        edition=EDITION,
        time=utc(as_of),
        expires=expiry(as_of),
        pages=page_tree.root(),
        objects=object_tree.root(),
        floor=digest(floor_data),
        mirrors=("https://mirror.example/",),
        gates=(),
    )
    files["head.json"] = encode_head(head)
    return files | twins_of(files) | nodes


def twins_of(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the compressed twins of the files that are text."""
    text = {path: data for path, data in files.items() if path.endswith((".html", ".htm", ".xml", ".json", ".txt"))}
    packed = {f"{path}.br": brotli.compress(data, quality=5) for path, data in text.items()}
    return packed | {f"{path}.gz": gzip.compress(data, mtime=0) for path, data in text.items()}


def small_edition(articles: int = 80) -> dict[str, bytes]:
    """Return an edition of *articles* pages and as many other files, one of the pages corrected."""
    paths = [f"en/2026/11/article-{n}.html" for n in range(articles)]
    pages = {path: sealed(path, f"text of {path}", edition=n % EDITION + 1) for n, path in enumerate(paths)}
    pages[paths[0]] = sealed(paths[0], "corrected", version=3)
    objects = {f"media/{n:022}-320.avif": f"picture {n}".encode() for n in range(articles)}
    objects["en/index.rss.xml"] = b"<rss/>"
    return edition_files(pages, objects, floor={paths[0]: 3})
