"""What a stranger may have typed, read strictly: each function returns a clean value, or nothing where there is no sense in it."""

from collections.abc import Mapping
from typing import Any

from tamizdat.edition.records import Language, Site

MAX_LETTERS = 50


def text(fields: Mapping[str, Any], name: str, most: int) -> str:
    """Return a text field of at most *most* characters, "" for anything else."""
    value = fields.get(name)
    return value if isinstance(value, str) and len(value) <= most else ""


def codes(fields: Mapping[str, Any]) -> list[str] | None:
    """Return the letters that somebody chose, each once; None if the field is not a short list of texts."""
    value = fields.get("letters")
    if not isinstance(value, list | tuple) or len(value) > MAX_LETTERS or not all(isinstance(code, str) for code in value):
        return None
    return list(dict.fromkeys(value))


def spoken(site: Site | None, code: str) -> Language | None:
    """Return what the newspaper is in a language, None if it is not printed in it."""
    return next((language for language in site.languages if language.code == code), None) if site else None


def offered(language: Language, wanted: list[str]) -> list[str]:
    """Return those of the wanted letters that exist in a language."""
    return [code for code in wanted if code in {letter.code for letter in language.letters}]
