"""The words of the interface in each language, from gettext catalogues.

Promises: a message without a translation, or a language without a catalogue, gives the English source, never an empty word.
Leaves to the tests that every catalogue is complete.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from gettext import c2py
from io import BytesIO

from babel.messages.pofile import read_po

from tamizdat.edition.dates import write_number


@dataclass(frozen=True, slots=True)
class Language:
    """The messages of one language; ``form`` returns which of a message's plural forms goes with a number."""

    single: Mapping[str, str]
    plural: Mapping[str, tuple[str, ...]]
    form: Callable[[int], int]


ENGLISH = Language({}, {}, lambda n: int(n != 1))


def read_words(po: bytes) -> Language:
    """Return the messages of a ``.po`` file; fuzzy and empty ones are left out."""
    catalogue = read_po(BytesIO(po))
    single: dict[str, str] = {}
    plural: dict[str, tuple[str, ...]] = {}
    for message in catalogue:
        if not message.id or message.fuzzy or not message.string:
            continue
        if isinstance(message.string, str):
            single[str(message.id)] = message.string
        elif all(message.string):
            plural[message.id[0]] = tuple(message.string)
    return Language(single, plural, c2py(catalogue.plural_expr))


class Words:
    """All languages. ``text`` and ``plural`` are what a ``Theme`` asks for."""

    def __init__(self, languages: Mapping[str, Language]) -> None:
        self._languages = dict(languages)

    def text(self, language: str, message: str) -> str:
        """Return *message* in *language*."""
        return self._languages.get(language, ENGLISH).single.get(message, message)

    def plural(self, language: str, one: str, many: str, n: int) -> str:
        """Return the form of *one* or *many* that goes with *n*, with ``%(n)s`` written in the language's digits."""
        words = self._languages.get(language, ENGLISH)
        forms = words.plural.get(one)
        found = forms[words.form(n)] if forms else (one, many)[ENGLISH.form(n)]
        return found.replace("%(n)s", write_number(language, n))
