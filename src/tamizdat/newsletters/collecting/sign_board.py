"""The sign board: what the newspaper says of itself, as the gate's pages need it. docs/spec/gate.md, section 9. Pure."""

from collections.abc import Mapping
from typing import Any

from tamizdat.edition.records import Language, Site

Board = dict[str, Any]


def sign_board(site: Site, privacy: Mapping[str, str]) -> Board:
    """Return the sign board of the newspaper in *site*; *privacy*: language -> path of the page on readers' data."""
    return {
        "site": site.canonical_base,
        "mail": site.sign_up_address,
        "onion": site.onion,
        "careful": list(site.careful_providers),
        "languages": [_tongue(language, privacy.get(language.code, "")) for language in site.languages],
    }


def _tongue(language: Language, privacy: str) -> dict[str, Any]:
    return {
        "code": language.code,
        "newspaper": language.name,
        "home": f"{language.code}/index.html",
        "privacy": privacy,
        "consent": language.consent,
        "version": language.consent_version,
        "letters": [{"code": letter.code, "name": letter.name, "promise": letter.promise} for letter in language.letters],
    }
