"""The words of these mails, a file a language: ``locale/mails.{language}.toml``. Elsewhere English.

Promises: nothing in them was typed by a giver; no mail calls a gift tax-deductible, and none repeats what a bank statement shows.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "locale"


def languages() -> list[str]:
    """Return the languages that have words."""
    return sorted(path.name.split(".")[1] for path in FOLDER.glob("mails.*.toml"))


def worded(language: str) -> str:
    """Return the language that the words for a language are in."""
    return language if language in languages() else "en"


@cache
def words_in(language: str) -> dict[str, Any]:
    """Return the words of a language, by mail; English where nobody has written them yet."""
    return tomllib.loads((FOLDER / f"mails.{worded(language)}.toml").read_text(encoding="utf-8"))
