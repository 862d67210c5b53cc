"""The words of the newspaper's privacy page, a file a language: ``locale/privacy.{language}.toml``.

Promises: English comes from the shredders themselves; another language without words for a store or a legal basis fails a test.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "locale"


def languages() -> list[str]:
    """Return the languages that have words."""
    return sorted(path.name.split(".")[1] for path in FOLDER.glob("privacy.*.toml"))


@cache
def words_in(language: str) -> dict[str, Any]:
    """Return the words of a language, English where nobody has written them yet: ``page``, and elsewhere ``bases`` and ``stores``."""
    code = language if language in languages() else "en"
    return tomllib.loads((FOLDER / f"privacy.{code}.toml").read_text(encoding="utf-8"))
