"""The lines of a file to be imported: read strictly, each bad one answered with a sentence that does not repeat the address.

Promises: yields only what is good in itself, and raises after the last line if one was not. Leaves what to do with them to ``importing``.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from tamizdat.edition.records import Site
from tamizdat.newsletters.readers.consents import wording
from tamizdat.newsletters.readers.table import COLUMNS, REQUIRED, wild
from tamizdat.newsletters.readers.wishes import spoken
from tamizdat.sealed.lookup import BadAddress, normal

SHOWN = 50
"""Sentences about bad lines that are kept; the rest are counted."""

EARLIEST = date(1990, 1, 1)
YES, NO = {"1", "yes", "true"}, {"", "0", "no", "false"}


class BadFile(ValueError):
    """A file of which nothing was taken. *sentences* say why, line by line; *more* is how many were left out."""

    def __init__(self, sentences: list[str], more: int = 0) -> None:
        super().__init__(sentences[0])
        self.sentences, self.more = sentences, more


class BadLine(ValueError):
    """What is wrong with one line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One good line."""

    address: str
    letter: str
    language: str
    consented: date
    source: str
    version: str
    discreet: bool

    def __repr__(self) -> str:
        return f"<a line about {self.letter}>"


def good_lines(lines: Iterable[str], site: Site, today: date, wordings: set[str]) -> Iterator[Line]:
    """Yield the lines of a CSV file as long as none was bad. Raises ``BadFile`` at the end if one was, or if it is no such file."""
    sentences: list[str] = []
    more = 0
    judge = Judge(site, today, wordings)
    for number, columns, cells in _rows(lines):
        try:
            line = judge.line(_named(columns, cells))
        except BadLine as bad:
            more += len(sentences) == SHOWN
            sentences += [f"Line {number}: {bad}"] if len(sentences) < SHOWN else []
            continue
        if not sentences:
            yield line
    if sentences:
        raise BadFile(sentences, more)


class Judge:
    """Judges lines, and remembers which wordings there are."""

    def __init__(self, site: Site, today: date, wordings: set[str]) -> None:
        self._letters = {language.code: {letter.code for letter in language.letters} for language in site.languages}
        self._site, self._today, self._wordings = site, today, wordings
        self._known: dict[tuple[str, str, str], bool] = {}

    def line(self, cells: Mapping[str, str]) -> Line:
        """Return a line. Raises ``BadLine``."""
        language, letter = self._letter(cells)
        return Line(
            address=_address(cells["address"]),
            letter=letter,
            language=language,
            consented=self._day(cells["consented"]),
            source=_short(cells["source"], "source", "where the consent was given, as in “form on old.example.org”", 120),
            version=self._version(cells, language, letter),
            discreet=_yes(cells.get("discreet", "")),
        )

    def _letter(self, cells: Mapping[str, str]) -> tuple[str, str]:
        language, letter = cells["language"], cells["letter"]
        if spoken(self._site, language) is None:
            raise BadLine(f"the newspaper is not printed in the language “{language[:20]}”; it has {', '.join(self._letters)}")
        if letter not in self._letters[language]:
            offered = ", ".join(sorted(self._letters[language])) or "none"
            raise BadLine(f"there is no letter “{letter[:40]}” in {language}; there is: {offered}")
        return language, letter

    def _day(self, text: str) -> date:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise BadLine("consented is the day of the consent, written as 2026-11-20") from None
        if not EARLIEST <= day <= self._today:
            raise BadLine("the day of the consent is in the future, or before there was mail")
        return day

    def _version(self, cells: Mapping[str, str], language: str, letter: str) -> str:
        version = _short(cells["version"], "version", "the name of the wording that was consented to", 40)
        named = (language, letter, version)
        if named not in self._known:
            self._known[named] = version in self._wordings or wording(*named) is not None
        if not self._known[named]:
            raise BadLine(f"nobody knows the wording “{version}” of {letter} in {language}: give its text with --wording {version}=FILE")
        return version


def _rows(lines: Iterable[str]) -> Iterator[tuple[int, list[str], list[str]]]:
    """Yield the number of each line that is not empty, the columns and its cells. Raises ``BadFile`` for what is no such table."""
    table = csv.reader(_decoded(lines), strict=True)
    try:
        columns = [name.strip().lower().lstrip("\ufeff") for name in next(table, [])]
        _check_columns(columns)
        for cells in table:
            if any(cell.strip() for cell in cells):
                yield table.line_num, columns, cells
    except csv.Error as error:
        raise BadFile(
            [f"Line {table.line_num}: this is no CSV ({error}). Commas between cells, quotes around cells with commas."]
        ) from None


def _named(columns: list[str], cells: list[str]) -> dict[str, str]:
    if len(cells) != len(columns):
        raise BadLine(f"it has {len(cells)} cells, and the first line names {len(columns)} columns")
    return dict(zip(columns, (wild(cell.strip()) for cell in cells), strict=True))


def _decoded(lines: Iterable[str]) -> Iterator[str]:
    try:
        yield from lines
    except UnicodeDecodeError:
        raise BadFile(["The file is not in UTF-8: save it again with that encoding."]) from None


def _check_columns(columns: list[str]) -> None:
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        raise BadFile([f"The first line must name the columns; missing: {', '.join(missing)}. All: {', '.join(COLUMNS)}."])
    if len(set(columns)) != len(columns):
        raise BadFile(["The first line names a column twice."])


def _address(text: str) -> str:
    try:
        return normal(text)
    except BadAddress as bad:
        raise BadLine(str(bad)) from None


def _short(text: str, name: str, meaning: str, most: int) -> str:
    if not text or len(text) > most or not text.isprintable():
        raise BadLine(f"{name} is {meaning}: not empty, at most {most} characters")
    return text


def _yes(text: str) -> bool:
    if text.lower() not in YES | NO:
        raise BadLine("discreet is 1 or nothing")
    return text.lower() in YES
