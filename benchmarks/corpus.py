"""The shared corpus of articles, as records of an edition and as a Hugo site.

The generator and Hugo's layouts lie in ``../shared/bench`` beside the checkout; without them the figures that need them say so.
The edition is made like the Hugo site: one language, eight sections, 400 topics, 60 persons, 500 photos of which only names exist
here (their files are a few bytes each, since no figure is about pictures). Beside that ours has what it always has: four
related articles on each page, three feeds a list, an archive by month, two trees.
"""

import html
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tamizdat.edition.canonical import digest, short_id
from tamizdat.edition.records import (
    Article,
    Block,
    Figure,
    Language,
    Page,
    Person,
    Photo,
    Record,
    Rendition,
    Section,
    Site,
    Style,
    Topic,
)

BENCH = Path(__file__).resolve().parents[2] / "shared" / "bench"
FROZEN = "2026-10-31T20:00:00Z"
PHOTOS = 500
RELATED = 4
WIDTHS, TEASER_WIDTHS = (480, 960, 1440), (240, 480)

_LINK = re.compile(r"\[([^]]*)\]\((https?://[^)]*)\)")
_STRONG, _EMPHASIS = re.compile(r"\*\*([^*]+)\*\*"), re.compile(r"\*([^*]+)\*")

Keep = Callable[[bytes], str]
"""Keeps a picture's bytes and returns their digest."""


class NoCorpus(RuntimeError):
    """The shared benchmark folder is not beside the checkout."""


def make_corpus(articles: int, folder: Path) -> Path:
    """Write a corpus of *articles* under *folder*: ``articles.jsonl``, and ``hugo/`` with its layouts. Raises ``NoCorpus``."""
    if not (BENCH / "corpus.py").exists():
        raise NoCorpus("the corpus generator is missing: put the shared folder beside the checkout (../shared/bench/corpus.py)")
    if not (folder / "articles.jsonl").exists():
        command = [sys.executable, str(BENCH / "corpus.py"), str(articles), str(folder), "--formats", "hugo,jsonl"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["cp", "-R", f"{BENCH / 'hugo'}/.", str(folder / "hugo")], check=True)
        subprocess.run(["chmod", "-R", "u+w", str(folder / "hugo")], check=True)
    return folder


def raw_articles(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the corpus's articles, oldest first."""
    with open(folder / "articles.jsonl", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def records_of(folder: Path, keep: Keep) -> Iterator[Record]:
    """Yield the corpus as records: the newspaper first, then what articles name, then the articles, oldest first."""
    raw = list(raw_articles(folder))
    sections, topics = ({name for one in raw for name in found(one)} for found in (lambda one: [one["section"]], lambda one: one["tags"]))
    persons = {one["author"] for one in raw}
    yield _site(sorted(sections))
    yield Page(**_named("page", "about"), path="en/about.html", role="about", title="About", standfirst="", updated=FROZEN, body=())
    yield from (Section(**_named("section", name), name=name.title(), description="") for name in sorted(sections))
    yield from (Topic(**_named("topic", name), name=name, description="") for name in sorted(topics))
    yield from (_person(name) for name in sorted(persons))
    yield from (_photo(number, keep) for number in range(PHOTOS))
    in_section: dict[str, list[str]] = {}
    for number, one in enumerate(raw):
        before = in_section.setdefault(one["section"], [])
        yield article_of(one, change=number + 2, related=tuple(before[: -RELATED - 1 : -1]))
        before.append(_article_id(one))


def article_of(one: dict[str, Any], *, change: int, related: tuple[str, ...] = ()) -> Article:
    """Return one article of the corpus as a record."""
    time = f"{one['date']}Z"
    return Article(
        id=_article_id(one),
        change=change,
        frozen=time,
        language="en",
        translation_key=f"key-{one['i']}",
        path=f"en/{time[:4]}/{time[5:7]}/{one['slug']}.html",
        slug=one["slug"],
        kind="news",
        headline=one["title"],
        standfirst=one["deck"],
        bylines=(_record_id("person", one["author"]),),
        dateline="",
        section=_record_id("section", one["section"]),
        topics=tuple(_record_id("topic", name) for name in one["tags"]),
        story=None,
        lead=Figure(photo=f"photo-{one['i'] % PHOTOS}", alt="", caption=one["caption"], credit=one["credit"]),
        first_published=time,
        updated=time,
        sequence=one["i"] + 1,
        version=1,
        related=related,
        corrections=(),
        attributions=(),
        body=tuple(map(_block, one["body"].split("\n\n"))),
        card=None,
    )


def _block(text: str) -> Block:
    if text.startswith("## "):
        return {"type": "heading", "text": text[3:], "level": 2}
    if text.startswith("> "):
        return {"type": "quotation", "paragraphs": [inline(text[2:])], "source": ""}
    return {"type": "paragraph", "text": inline(text)}


def inline(markdown: str) -> str:
    """Return a line of the corpus's Markdown as the inline text of a record."""
    text = _LINK.sub(r'<a href="\2">\1</a>', html.escape(markdown, quote=False))
    return _EMPHASIS.sub(r"<em>\1</em>", _STRONG.sub(r"<strong>\1</strong>", text))


def _site(sections: list[str]) -> Site:
    language = Language(
        code="en",
        name="Bench Gazette",
        motto="",
        description="",
        direction="ltr",
        navigation=tuple(_record_id("section", name) for name in sections),
        footer=(_record_id("page", "about"),),
    )
    return Site(
        id="site",
        change=1,
        frozen=FROZEN,
        languages=(language,),
        canonical_base="https://news.example.org",
        time_zone="UTC",
        style=Style(accent="#9b1c1c", accent_dark="#f0a3a3"),
        logo=None,
        mirrors=(),
        gates=(),
        onion="",
    )


def _person(name: str) -> Person:
    return Person(**_named("person", name), name=name, role="", bio="", pseudonym=False, portrait=None)


def _photo(number: int, keep: Keep) -> Photo:
    return Photo(
        id=f"photo-{number}",
        change=1,
        frozen=FROZEN,
        credit="",
        renditions=tuple(_files(f"lead {number}", WIDTHS, keep)),
        teasers=tuple(_files(f"teaser {number}", TEASER_WIDTHS, keep)),
    )


def _files(name: str, widths: tuple[int, ...], keep: Keep) -> Iterator[Rendition]:
    for width in widths:
        for form, ending in (("avif", "avif"), ("jpeg", "jpg")):
            data = f"{name} {width} {form}".encode()
            path = f"media/{short_id(name.encode())}-{width}.{ending}"
            yield Rendition(
                path=path,
                format=form,
                width=width,
                height=width * 2 // 3,
                bytes=len(data),
                digest=keep(data),  # type: ignore[arg-type]
            )


def _named(kind: str, name: str) -> dict[str, Any]:
    record_id = _record_id(kind, name)
    return {
        "id": record_id,
        "change": 1,
        "frozen": FROZEN,
        "language": "en",
        "translation_key": f"key-{record_id}",
        "slug": record_id.partition("-")[2],
    }


def _record_id(kind: str, name: str) -> str:
    return f"{kind}-{re.sub('[^a-z0-9]+', '-', name.lower())}"


def _article_id(one: dict[str, Any]) -> str:
    return f"article-{one['i']}"


__all__ = ["NoCorpus", "article_of", "digest", "make_corpus", "raw_articles", "records_of"]
