"""The gate's own words, a file a language. It may not ask the reader's room for them: it stands alone on a machine that can be seized.

Promises: every language has every sentence (a test). What is not spoken here is said in English.
"""

import json
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


def load() -> None:
    """Read all files, so that no door has to."""
    for path in _FOLDER.glob("*.json"):
        words_of(path.stem)


@cache
def words_of(language: str) -> dict[str, str]:
    """Return the sentences in *language* (a code, with or without its region)."""
    code = language.partition("-")[0]
    path = _FOLDER / f"{code}.json"
    if not code.isalpha() or not path.is_file():
        return words_of("en")
    return dict(json.loads(path.read_text("utf-8")))


def digits(words: dict[str, str], text: str) -> str:
    """Return *text* with its digits as the language of *words* writes them."""
    return text.translate(str.maketrans("0123456789", words["digits"]))
