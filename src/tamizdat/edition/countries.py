"""The countries of the world by their names in a language (CLDR), in the order in which a reader looks for them. Nothing is left out."""

import unicodedata
from functools import lru_cache

from tamizdat.edition.dates import locale_of

_NO_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
"""Codes of CLDR that name no country of ISO 3166-1. Kosovo's (XK) stays: banks there use it."""

_PERSIAN = "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
"""The alphabet: the letters' code points are in another order."""


@lru_cache(maxsize=16)
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """Return (code, name) of every country, by name."""
    names = locale_of(language).territories
    found = ((code, name) for code, name in names.items() if len(code) == 2 and code not in _NO_COUNTRIES)
    return tuple(sorted(found, key=lambda one: _order(one[1])))


def country_name(language: str, code: str) -> str:
    """Return the name of a country; its code where the language has none for it."""
    return str(locale_of(language).territories.get(code, code))


def _order(name: str) -> tuple[tuple[int, str], ...]:
    bare = (letter for letter in unicodedata.normalize("NFD", name.casefold().replace("آ", "ا")) if not unicodedata.combining(letter))
    return tuple((_PERSIAN.find(letter) if letter in _PERSIAN else -1, letter) for letter in bare)
