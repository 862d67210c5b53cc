"""The words of the interface: every message in every language, and plural forms that a reader would write."""

import re
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import tamizdat
from tamizdat.reader import load_theme
from tamizdat.reader.words import Words, read_words

SOURCE = Path(tamizdat.__file__).parent
LANGUAGES = ("ru", "fa")
_ONE = re.compile(r'(?:(?<![\w.])_|\.text)\("((?:[^"\\]|\\.)*)"\)|theme\.text\([\w.]+, "([^"]+)"\)')
_MANY = re.compile(r'plural\("([^"]+)", "([^"]+)"')


def source_messages() -> set[str]:
    """All messages that templates and views ask for; the one that is but a number needs no translation."""
    templates = sorted((SOURCE / "reader" / "templates").glob("*.html"))
    views = sorted((SOURCE / "edition" / "views").glob("*.py"))
    texts = [path.read_text("utf-8") for path in (*templates, *views)]
    single = {found[1] or found[2] for text in texts for found in _ONE.finditer(text)}
    plural = {found[1] for text in texts for found in _MANY.finditer(text)}
    return single | plural - {"%(n)s"}


def catalogue_of(language: str):
    path = files("tamizdat.reader") / "locale" / language / "LC_MESSAGES" / "tamizdat.po"
    return read_po(BytesIO(path.read_bytes()))


def first(message_id):
    return message_id if isinstance(message_id, str) else message_id[0]


def test_the_search_for_messages_finds_the_known_ones():
    assert {"Skip to content", "Opinion", "Read this in English", "English", "%(n)s article", "Withdrawn"} <= source_messages()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_in_the_catalogue_and_nothing_else_is(language):
    known = {first(message.id) for message in catalogue_of(language) if message.id}
    assert known == source_messages()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_fuzzy_or_empty(language):
    for message in catalogue_of(language):
        strings = [message.string] if isinstance(message.string, str) else message.string
        assert not (message.id and message.fuzzy), message.id
        assert all(strings), message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_are_in_their_own_script(language):
    script = {"ru": re.compile("[а-яё]", re.I), "fa": re.compile("[\u0600-\u06ff]")}[language]
    for message in catalogue_of(language):
        strings = [message.string] if isinstance(message.string, str) else message.string
        assert not message.id or all(script.search(string) for string in strings), message.id


@pytest.mark.parametrize(
    ("language", "n", "expected"),
    [
        ("en", 1, "1 article"),
        ("en", 2, "2 articles"),
        ("en", 1200, "1,200 articles"),
        ("ru", 1, "1 статья"),
        ("ru", 3, "3 статьи"),
        ("ru", 11, "11 статей"),
        ("ru", 21, "21 статья"),
        ("ru", 112, "112 статей"),
        ("fa", 1, "۱ مقاله"),
        ("fa", 25, "۲۵ مقاله"),
    ],
)
def test_numbers_of_things_are_said_as_a_reader_would(language, n, expected):
    assert load_theme().plural(language, "%(n)s article", "%(n)s articles", n) == expected


def test_a_language_without_catalogue_speaks_english():
    theme = load_theme()
    assert theme.text("de", "Opinion") == "Opinion"
    assert theme.plural("de", "%(n)s article", "%(n)s articles", 2) == "2 articles"


def test_fuzzy_and_empty_translations_are_not_shown():
    po = b'msgid ""\nmsgstr "Language: ru\\n"\n\n#, fuzzy\nmsgid "Opinion"\nmsgstr "guess"\n\nmsgid "Latest"\nmsgstr ""\n'
    words = Words({"ru": read_words(po)})
    assert [words.text("ru", message) for message in ("Opinion", "Latest")] == ["Opinion", "Latest"]
