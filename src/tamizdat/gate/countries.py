"""Countries: in which one a network address is, by an offline table, and how countries are called.

Promises: an address is looked up and forgotten; what is not public (loopback, onion services, private networks) or not in the table has
no country, which the rules treat as unknown. docs/adr/0013.
"""

import ipaddress
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import maxminddb
from babel import Locale, UnknownLocaleError
from maxminddb import Reader

MADE_UP = "tamizdat made up"
"""What the demo's table calls itself."""

_SPOKEN = ("en", "ru", "fa")


class Countries:
    """A table of networks in MaxMind's format. Raises ``OSError`` or ``ValueError`` if there is none in *path*."""

    def __init__(self, path: Path) -> None:
        try:
            self._table: Reader = maxminddb.open_database(path, maxminddb.MODE_MMAP_EXT)
        except maxminddb.InvalidDatabaseError as error:
            raise ValueError(f"{path} is no table of networks") from error

    @property
    def made(self) -> int:
        """When the table was made, in seconds since 1970."""
        return int(self._table.metadata().build_epoch)

    @property
    def made_up(self) -> bool:
        """Whether it is a demo's, and true of nobody."""
        return self._table.metadata().database_type == MADE_UP

    def all(self) -> set[str]:
        """Return the countries that it has networks of. Takes a second or two: it looks at every network."""
        return {code for _, found in self._table if (code := _code(found))}

    def of(self, address: str) -> str:
        """Return the country of a network address as two capital letters, "" if nothing is known."""
        try:
            known = ipaddress.ip_address(address.strip().partition("%")[0])
        except ValueError:
            return ""
        known = getattr(known, "ipv4_mapped", None) or known
        return _code(self._table.get(known)) if known.is_global else ""


def _code(found: object) -> str:
    code = found.get("country_code", "") if isinstance(found, dict) else ""
    return code if isinstance(code, str) and len(code) == 2 and code.isascii() and code.isupper() else ""


class Table:
    """The table as it lies at *path* now. One that is exchanged for another file is opened anew; one that goes is used on."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int] | None = None
        self.countries: Countries | None = None

    def refresh(self) -> bool:
        """Look whether it was exchanged; return whether another is open. Raises ``OSError``, ``ValueError``, once, for one that is none."""
        if not self._path.exists():
            return False
        said = self._path.stat()
        seen, self._seen = self._seen, (said.st_ino, said.st_mtime_ns)
        if seen == self._seen:
            return False
        self.countries = Countries(self._path)
        return True


def load() -> None:
    """Read the names in the languages that the gate speaks, so that no door has to."""
    for language in _SPOKEN:
        names(language)


@cache
def locale_of(language: str) -> Locale:
    """Return how *language* writes; English where nobody knows."""
    try:
        return Locale.parse({"en": "en_GB"}.get(language, language.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


@cache
def names(language: str) -> Sequence[tuple[str, str]]:
    """Return (code, name) of all countries, by name, as *language* calls them."""
    found = [
        (code, name) for code, name in locale_of(language).territories.items() if len(code) == 2 and code.isalpha() and code not in _NONE
    ]
    return sorted(found, key=lambda each: (each[1].casefold(), each[0]))


def name(language: str, code: str) -> str:
    """Return what *language* calls a country."""
    return str(locale_of(language).territories.get(code, code))


_NONE = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"})
"""Codes that name no country in which a bank could be."""
