"""From the files of this room to one ``Theme``.

Promises: the same files give the same theme and version; a template, message or date is parsed once a process. Refuses, with
the line, a template that names a value it was not given. Reads through ``importlib.resources``: a zipped package works too.
"""

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import minijinja

from tamizdat.edition.canonical import digest
from tamizdat.edition.dates import write_date
from tamizdat.edition.theme import Theme, source_hash
from tamizdat.reader.scripts import enclose, squeeze_script
from tamizdat.reader.stylesheet import squeeze
from tamizdat.reader.words import Words, read_words

STYLE_SHEETS = ("base", "shell", "article", "lists", "print")
"""The chapters of the style sheet, in the order of their rules."""

LETTER_CHAPTERS = ("sealing", "gates", "letter")
GIVE_CHAPTERS = ("sealing", "gates", "rules", "give")
APPEAL_CHAPTERS = ("choosing", "appeal")
"""The chapters of ``js/letter.js``, ``js/give.js`` and ``js/appeal.js``, in the order in which they need one another."""


@lru_cache(maxsize=1)
def load_theme() -> Theme:
    """Return the theme of this package. Raises ``minijinja.TemplateError`` for a template that does not parse."""
    room = files("tamizdat.reader")
    words = load_words(room)
    return Theme(
        environment=_environment(room),
        css=squeeze("\n".join(read(room / "css" / f"{name}.css") for name in STYLE_SHEETS)),
        text=words.text,
        plural=words.plural,
        date=write_date,
        version=_version(room),
        form_css=squeeze(read(room / "css" / "form.css")),
        mail_css=squeeze(read(room / "css" / "mail.css")),
        give_css=squeeze(read(room / "css" / "give.css")),
        scripts=_scripts(room / "js"),
    )


def _scripts(folder: Traversable) -> dict[str, str]:
    """The scripts that stand in pages fetch others by their hash, so that a page runs only what it was made with."""
    chapters = {"letter": LETTER_CHAPTERS, "give": GIVE_CHAPTERS, "appeal": APPEAL_CHAPTERS}
    files = {name: enclose([read(folder / f"{chapter}.js") for chapter in chapters[name]]) for name in chapters}
    inline = {name: squeeze_script(read(folder / f"{name}.js")) for name in ("open", "ask")}
    return {
        "open": inline["open"].replace("LETTER-HASH", source_hash(files["letter"])),
        "ask": inline["ask"].replace("APPEAL-HASH", source_hash(files["appeal"])),
        **files,
    }


def load_words(room: Traversable) -> Words:
    """Return the words of every language that has a catalogue."""
    folder = room / "locale"
    languages = sorted(entry.name for entry in folder.iterdir() if entry.is_dir())
    return Words({language: read_words(_catalogue(folder, language)) for language in languages})


def _catalogue(folder: Traversable, language: str) -> bytes:
    return (folder / language / "LC_MESSAGES" / "tamizdat.po").read_bytes()


def _environment(room: Traversable) -> minijinja.Environment:
    templates = {entry.name: read(entry) for entry in (room / "templates").iterdir() if entry.name.endswith(".html")}
    return minijinja.Environment(
        templates=templates,
        undefined_behavior="strict",
        trim_blocks=True,
        lstrip_blocks=True,
    )


def read(entry: Traversable) -> str:
    """Return the text of a file of this room."""
    return entry.read_text(encoding="utf-8")


def _version(room: Traversable) -> str:
    return digest("\n".join(f"{path} {digest(entry.read_bytes())}" for path, entry in _walk(room, "")).encode())


def _walk(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir() and not entry.name.startswith("__"):
            yield from _walk(entry, f"{path}{entry.name}/")
        elif entry.is_file():
            yield path + entry.name, entry
