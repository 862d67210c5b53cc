"""What is kept of readers and of givers, as blocks for the newspaper's privacy page, made from the shredders of both rooms.

Promises: neither can be out of date without a test failing; a language without words gets English. The words lie in
``locale/privacy.{language}.toml``.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from tamizdat.contributions.shredding import SHREDDERS
from tamizdat.newsletters import privacy as readers
from tamizdat.sealed.shredders import Shredder

FOLDER = Path(__file__).parent / "locale"

Block = dict[str, Any]
"""As ``edition.records.Block``."""


def languages() -> list[str]:
    """Return the languages that have words."""
    return sorted(path.name.split(".")[1] for path in FOLDER.glob("privacy.*.toml"))


@cache
def words_in(language: str) -> dict[str, Any]:
    """Return the words of a language: ``page``, and elsewhere than in English ``bases`` and ``stores``."""
    code = language if language in languages() else "en"
    return tomllib.loads((FOLDER / f"privacy.{code}.toml").read_text(encoding="utf-8"))


def retention_table() -> str:
    """Return what is kept of givers as Markdown, a line a store, for the operator's manual."""
    return readers.retention_table(SHREDDERS)


def kept_blocks(language: str) -> tuple[Block, ...]:
    """Return the part of the page that says, store by store, what is kept of readers and of givers (``TAMIZDAT_PRIVACY``)."""
    words = words_in(language)
    head: Block = {"type": "heading", "text": words["page"]["kept"], "level": 2}
    items: Block = {"type": "list", "ordered": False, "items": [_item(each, words) for each in SHREDDERS]}
    told = ({"type": "paragraph", "text": words["page"][name]} for name in ("told", "networks"))
    return (*readers.kept_blocks(language), head, *told, items)


def _item(each: Shredder, words: dict[str, Any]) -> str:
    named = words["stores"][each.store] if "stores" in words else {"name": each.store, "holds": each.holds, "keeps": each.keeps}
    basis = words["bases"][each.basis] if "bases" in words else each.basis
    form: str = words["page"]["item"]
    return form.format(store=named["name"], holds=named["holds"], basis=basis, keeps=named["keeps"])
