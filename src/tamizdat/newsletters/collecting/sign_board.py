"""The sign board: what the newspaper says of itself, as the gate's pages need it. docs/spec/gate.md, section 9. Pure."""

from collections.abc import Mapping
from typing import Any

from tamizdat.edition.dates import locale_of
from tamizdat.edition.records import Language, Site

Board = dict[str, Any]

MOST_COPIES = 100
"""As many as a sign board takes."""


def sign_board(site: Site, privacy: Mapping[str, str], *, discreet: bool, giving: Mapping[str, Any] | None = None) -> Board:
    """Return the sign board of the newspaper in *site*.

    *privacy*: language -> path of the page on readers' data. *discreet*: whether letters can come from a neutral sender. *giving*: the
    plain fields of the record ``giving``; without it nobody is asked for money at the gate.
    """
    return {
        "site": site.canonical_base,
        "mail": site.sign_up_address,
        "onion": site.onion,
        "copies": [mirror.rstrip("/") for mirror in site.mirrors][:MOST_COPIES],
        "careful": list(site.careful_providers),
        "accent": site.style.accent,
        "accent_dark": site.style.accent_dark,
        "discreet": discreet,
        "giving": _giving(giving) if giving else None,
        "languages": [_tongue(language, privacy.get(language.code, "")) for language in site.languages],
    }


def _tongue(language: Language, privacy: str) -> dict[str, Any]:
    return {
        "code": language.code,
        "name": own_name(language.code),
        "newspaper": language.name,
        "home": f"{language.code}/index.html",
        "privacy": privacy,
        "consent": language.consent,
        "version": language.consent_version,
        "letters": [{"code": letter.code, "name": letter.name, "promise": letter.promise} for letter in language.letters],
    }


def _giving(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Return the terms, and of the words those that the gate's pages say."""
    said = ("language", "receiver", "statement")
    words = [{name: each.get(name, "") for name in said} for each in plain.get("words", ())]
    return {name: plain.get(name, []) for name in ("offers", "methods", "countries", "links")} | {"words": words}


def own_name(code: str) -> str:
    """Return how a language calls itself, as one looks for it in a list: "Русский"."""
    own = str(locale_of(code).languages.get(code.partition("-")[0], code))
    return own[:1].upper() + own[1:]
