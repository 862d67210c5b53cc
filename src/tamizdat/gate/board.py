"""The sign board: the public facts that the gate's pages show. docs/spec/gate.md, section 9.

Promises: every field is of its kind and length before a page shows it; links lead to the newspaper's own site. Pure.
"""

import json
import re
from dataclasses import asdict, dataclass
from typing import Any

from tamizdat.contributions.terms import BadTerms, Terms, read_terms

LARGEST = 262_144
_SITE = re.compile(r"(https://[^\s/?#@\"'<>\\]+|http://(127\.0\.0\.1|localhost|\[::1\]|[a-z2-7.]+\.onion)(:\d+)?)(/[\w.-]+)*")
_ONION = re.compile(r"https?://[a-z2-7.]+\.onion(:\d+)?|")
_MAIL = re.compile(r"[^\s@<>\"'?&]+@[^\s@<>\"'?&]+\.[^\s@<>\"'?&]+|")
_CODE = re.compile(r"[a-z0-9-]{1,40}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_VERSION = re.compile(r"[A-Za-z0-9._-]{0,40}")
_DOMAIN = re.compile(r"[a-z0-9.-]{1,253}")
_PATH = re.compile(r"[\w.-]+(/[\w.-]+)*|", re.ASCII)
_COLOUR = re.compile(r"(#[0-9a-f]{6})?")
_OWN_NAMES = {"en": "English", "ru": "Русский", "fa": "فارسی", "uk": "Українська", "be": "Беларуская", "kk": "Қазақша", "ka": "ქართული"}
"""For boards that do not say how a language calls itself."""


class BadBoard(ValueError):
    """A sign board with a field that is not what it should be; the sentence names the field."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A letter that one can sign up for."""

    code: str
    name: str
    promise: str


@dataclass(frozen=True, slots=True)
class Tongue:
    """The newspaper in one language."""

    code: str
    newspaper: str
    home: str
    privacy: str
    consent: str
    version: str
    letters: tuple[Offer, ...]
    name: str = ""  # how the language calls itself

    @property
    def called(self) -> str:
        """How the language is named to who looks for it: a newspaper may have one name in all."""
        return self.name or _OWN_NAMES.get(self.code.partition("-")[0]) or self.code


@dataclass(frozen=True, slots=True)
class GivingWords:
    """What is said of giving in one language: who receives the money, and what a bank statement shows."""

    language: str
    receiver: str
    statement: str


@dataclass(frozen=True, slots=True)
class Giving:
    """On which terms one gives, and what is said of it."""

    terms: Terms
    words: tuple[GivingWords, ...]

    def said(self, language: str) -> GivingWords:
        """Return the words in *language*, or empty ones."""
        return next((words for words in self.words if words.language == language), GivingWords(language, "", ""))

    def plain(self) -> dict[str, Any]:
        """Return it as it stands on the board."""
        return self.terms.to_json() | {"words": [asdict(words) for words in self.words]}


@dataclass(frozen=True, slots=True)
class Board:
    """The whole board. What has a default may be missing: older newsrooms do not say it."""

    site: str
    mail: str
    onion: str
    careful: tuple[str, ...]
    languages: tuple[Tongue, ...]
    accent: str = ""  # the newspaper's own colour on light paper, and on dark
    accent_dark: str = ""
    discreet: bool = True  # whether letters can come from a neutral sender
    giving: Giving | None = None  # None: nobody can give here
    copies: tuple[str, ...] = ()  # the newspaper's other addresses, as it publishes them

    @property
    def colours(self) -> tuple[str, str] | None:
        """The newspaper's own colours, None if it has said none."""
        return (self.accent, self.accent_dark) if self.accent and self.accent_dark else None

    def tongue(self, code: str) -> Tongue:
        """Return the language that is asked for, or the first."""
        return next((tongue for tongue in self.languages if tongue.code == code), self.languages[0])

    def to_json(self) -> bytes:
        """Return the board as it is kept and sent."""
        plain = asdict(self) | {"giving": self.giving.plain() if self.giving else None}
        return json.dumps(plain, ensure_ascii=False, indent=1).encode()


def is_path(text: str) -> bool:
    """Return whether *text* is a path within the site, as the field ``back`` of a form may have it: relative, and nowhere else."""
    return len(text) <= 200 and bool(_PATH.fullmatch(text)) and ".." not in text


def read_board(plain: Any) -> Board:
    """Return the board in *plain* (decoded JSON). Raises ``BadBoard``."""
    site = _field(plain, "site", _SITE)
    languages = tuple(_tongue(tongue) for tongue in _items(plain, "languages"))
    if not languages:
        raise BadBoard("the sign board has no language")
    careful = tuple(_match("careful", domain, _DOMAIN) for domain in _items(plain, "careful"))
    mail, onion = _field(plain, "mail", _MAIL), _field(plain, "onion", _ONION)
    accent, accent_dark = (_match(name, plain.get(name, ""), _COLOUR) for name in ("accent", "accent_dark"))
    discreet, giving = plain.get("discreet") is not False, _giving(plain["giving"]) if plain.get("giving") else None
    copies = tuple(copy for copy in (_items(plain, "copies") if "copies" in plain else ()) if _is_copy(copy))
    board = Board(site, mail, onion, careful, languages, accent, accent_dark, discreet, giving, copies)
    if len(board.to_json()) > LARGEST:
        raise BadBoard(f"the sign board is larger than {LARGEST} bytes")
    return board


def _is_copy(said: Any) -> bool:
    """Return whether *said* is an address that a page can lead to: one mirror that is none must not cost the newspaper its board."""
    return isinstance(said, str) and len(said) <= 400 and bool(_SITE.fullmatch(said))


def _tongue(plain: Any) -> Tongue:
    return Tongue(
        code=_field(plain, "code", _LANGUAGE),
        newspaper=_words(plain, "newspaper", 120),
        home=_field(plain, "home", _PATH),
        privacy=_field(plain, "privacy", _PATH),
        consent=_words(plain, "consent", 4_000),
        version=_field(plain, "version", _VERSION),
        letters=tuple(
            Offer(_field(letter, "code", _CODE), _words(letter, "name", 120), _words(letter, "promise", 400))
            for letter in _items(plain, "letters")
        ),
        name=_words(plain, "name", 60) if "name" in plain else "",
    )


def _giving(plain: Any) -> Giving:
    try:
        terms = read_terms(plain)
    except BadTerms as error:
        raise BadBoard(str(error)) from None
    words = [
        GivingWords(_field(each, "language", _LANGUAGE), _words(each, "receiver", 2_000), _words(each, "statement", 2_000))
        for each in _items(plain, "words")
    ]
    return Giving(terms, tuple(words))


def _items(plain: Any, name: str) -> list[Any]:
    found = plain.get(name) if isinstance(plain, dict) else None
    if not isinstance(found, (list, tuple)) or len(found) > 100:
        raise BadBoard(f"{name} on the sign board is a list of at most 100")
    return list(found)


def _words(plain: Any, name: str, longest: int) -> str:
    found = plain.get(name) if isinstance(plain, dict) else None
    if not isinstance(found, str) or len(found) > longest:
        raise BadBoard(f"{name} on the sign board is a text of at most {longest} characters")
    return found


def _field(plain: Any, name: str, form: re.Pattern[str]) -> str:
    return _match(name, _words(plain, name, 400), form)


def _match(name: str, text: Any, form: re.Pattern[str]) -> str:
    if not isinstance(text, str) or not form.fullmatch(text):
        raise BadBoard(f"{name} on the sign board is not of its form")
    return text
