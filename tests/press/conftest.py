"""A press in a temporary folder, with plain views that show what they were told, so that a build costs milliseconds."""

import os
import tempfile
from pathlib import Path

import minijinja
import pytest

from factories.edition import AS_OF, photo
from tamizdat.edition import compile as compiling
from tamizdat.edition.records import Article, Letter, Photo
from tamizdat.edition.scope import Scope
from tamizdat.edition.theme import Theme
from tamizdat.press.build import Builder

LISTS = {"front", "section", "topic", "story", "person", "archive", "letters", "feed_rss", "feed_atom", "feed_json"}


def plain_view(scope: Scope) -> str:
    """Show everything that a real view could show of the same spec."""
    spec = scope.spec
    words = [spec.path, spec.view, scope.site.canonical_base]
    if spec.view == "article":
        shown = scope.article(spec.subject)
        words += [shown.headline, *(block.get("text", "") for block in shown.body)]
        words += [str(scope.link_to(name)) for name in (*shown.bylines, shown.section, *shown.topics, shown.story)]
        words += [near.headline for name in shown.related if (near := scope.teaser(name))]
        words += [f"{language} {scope.link_to(twin)}" for language, twin in scope.twins(shown.translation_key).items()]
    if spec.view in ("front", "letter", "not_found"):
        words += [*scope.doors.gates, *scope.doors.mirrors]
    if spec.view in ("letter_page", "letter_latest"):
        words += letter_words(scope)
    if spec.view in LISTS:
        named = scope.get(spec.subject.partition(":")[2]) if ":" in spec.subject else None
        of_letters = spec.subject.startswith("letters:")
        newest = scope.letters(spec.subject, 20) if of_letters else scope.newest(spec.subject, 20)
        words += [getattr(named, "name", ""), *scope.periods(spec.subject)]
        words += [near.subject if isinstance(near, Letter) else near.headline for near in newest]
    if spec.view in ("period", "archive_month", "letters_year"):
        part = scope.part()
        words += [getattr(scope.get(name), "subject", "") for name in part.members]
        words += [near.headline if name and (near := scope.teaser(name)) else "" for name in part.members]
        words += [f"{part.older} {part.newer}"]
    if spec.view == "sitemap" and spec.period != "pages":
        words += [member.path for member in scope.shard(spec.subject, spec.period)]
    if spec.view == "corrections":
        words += [entry.path for entry in scope.corrected(spec.language)]
    return "\n".join(words)


def letter_words(scope: Scope) -> list[str]:
    """What a letter's page could show."""
    shown = scope.get(scope.spec.subject) if scope.spec.view == "letter_page" else scope.latest_letter(scope.spec.subject, "weekly")
    if not isinstance(shown, Letter):
        return ["no letter yet"]
    words = [shown.subject, *(str(scope.link_to(twin)) for twin in scope.twins(shown.translation_key).values())]
    for item in shown.items:
        near, stone = scope.teaser(item.article), scope.tombstone(item.article)
        words += [near.headline if near else stone.kind if stone else ""]
        words += [block.get("text", "") for block in scope.article(item.article).body] if near and item.form == "full" else []
    return words


class _PlainViews(dict):
    def __missing__(self, name):
        return plain_view


@pytest.fixture
def plain_theme(monkeypatch):
    """A theme without templates, and views that need none."""
    monkeypatch.setattr(compiling, "VIEWS", _PlainViews())
    return Theme(minijinja.Environment(), "", None, None, None, "plain")


@pytest.fixture
def folder(tmp_path):
    """A folder in memory where the machine has one: a build is thousands of small files."""
    if not os.access("/dev/shm", os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir="/dev/shm") as memory:
        yield Path(memory)


@pytest.fixture
def press(folder, plain_theme, monkeypatch):
    """Return a function that opens a builder in a folder of its own by name. Its disk need not survive a power cut."""
    monkeypatch.setattr("tamizdat.press.build.sync_filesystem", lambda folder: None)
    opened = []

    def open_press(name="press", **options):
        builder = Builder(folder / name, plain_theme, **{"processes": 1, "pack": False} | options)
        opened.append(builder)
        return builder

    yield open_press
    for builder in opened:
        builder.close()


def photo_with_files(builder: Builder, **changes) -> Photo:
    """Return a photo whose files are in the builder's store."""
    from dataclasses import replace

    made = photo(**changes)

    def keep(rendition):
        data = f"picture {rendition.path}".encode()
        return replace(rendition, digest=builder.store.put(data), bytes=len(data))

    return replace(made, renditions=tuple(map(keep, made.renditions)), teasers=tuple(map(keep, made.teasers)))


def files_of(builder: Builder) -> dict[str, str]:
    """Return path → digest of the edition that the index knows."""
    return {path: digest for path, digest, _ in builder.index.files()}


def folder_of(builder: Builder) -> dict[str, bytes]:
    """Return path → bytes of the edition's folder, twins included."""
    root = builder.folder.link.resolve()
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


__all__ = ["AS_OF", "Article", "files_of", "folder_of", "photo_with_files"]
