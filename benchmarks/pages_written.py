"""``publish_pages_written``: HTML pages that one new article changes in an edition of 10,000.

Counted by content: every file of the served folder before and after. The article goes into the biggest section, has four topics, and
comes last. ``detail`` has all changed files by kind: pages, feeds, sitemaps, tree nodes, pictures. Exact, hence one run says it all;
three articles are published to show that the count is no accident.
"""

import tempfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.corpus import article_of, make_corpus, raw_articles, records_of
from benchmarks.measuring import entry, own_versions, spread
from tamizdat.press.build import Builder
from tamizdat.reader import load_theme

TARGET = 30
ARTICLES = 10_000
NEW = 3


def run(runs: int = 5) -> list[dict[str, Any]]:
    """Return the figure as one entry for ``results.json``."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = make_corpus(ARTICLES, Path(folder) / "corpus")
        builder = Builder(Path(folder) / "press", load_theme(), pack=False)
        builder.take(records_of(corpus, builder.store.put))
        builder.build(as_of=datetime(2026, 11, 1, tzinfo=UTC))
        kinds = [_publish(builder, corpus, number) for number in range(1, NEW + 1)]
        builder.close()
    pages = [sum(count for kind, count in found.items() if kind.startswith("page")) for found in kinds]
    return [
        entry(
            "publish_pages_written",
            "pages",
            spread([float(count) for count in pages])["median"],
            target=TARGET,
            at_most=True,
            peer={"hugo": "177 of 13,882 files changed by one new article in the same corpus (performance anchor, by content)"},
            detail={"files": [sum(found.values()) for found in kinds]},
            runs=[dict(sorted(found.items())) for found in kinds],
            versions=own_versions("minijinja"),
        )
    ]


def _publish(builder: Builder, corpus: Path, number: int) -> Counter[str]:
    before = _files(builder)
    first = next(iter(raw_articles(corpus)))
    last = builder.catalogue.newest("site", 1)[0]
    new = article_of(first, change=builder.catalogue.last_change[0] + 1, related=(last.id,))
    time = f"2026-10-31T19:{number:02}:00Z"
    path = f"en/2026/10/breaking-{number}.html"
    names = {"id": f"breaking-{number}", "slug": f"breaking-{number}", "translation_key": f"breaking-{number}", "path": path}
    builder.take([replace(new, **names, frozen=time, first_published=time, updated=time, sequence=ARTICLES + number)])
    builder.build(as_of=datetime(2026, 11, 1, 0, number, tzinfo=UTC))
    after = _files(builder)
    return Counter(_kind(path) for path in before.keys() | after.keys() if before.get(path) != after.get(path))


def _files(builder: Builder) -> dict[str, str]:
    return {path: digest for path, digest, _ in builder.index.files()}


def _kind(path: str) -> str:
    parts = path.split("/")
    if path.endswith((".html", ".htm")):
        return f"page {'article' if parts[1:2] and parts[1].isdecimal() else parts[1] if len(parts) > 2 else parts[-1]}"
    return {"tree": "tree node", "media": "picture", "sitemap": "sitemap"}.get(
        parts[0], "feed" if ".feed." in path or ".rss." in path or ".atom." in path else path
    )
