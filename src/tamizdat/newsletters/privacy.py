"""What is kept of readers, as a table for the operator's manual and as blocks for the newspaper's privacy page: both from the shredders.

Promises: neither can be out of date without a test failing; a language without words gets English. Takes values, returns values.
"""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from tamizdat.edition.records import Block
from tamizdat.newsletters.privacy_words import words_in
from tamizdat.newsletters.shredding import SHREDDERS
from tamizdat.sealed.shredders import Shredder


def retention_table(shredders: Iterable[Shredder] = SHREDDERS) -> str:
    """Return the table as Markdown, a line a store."""
    head = "| store | what it holds | legal basis | kept |\n|---|---|---|---|\n"
    return head + "".join(f"| {each.store} | {each.holds} | {each.basis} | {each.keeps} |\n" for each in shredders)


def privacy_blocks(language: str, *, newspaper: str, controller: str, contact: str, authority: str) -> tuple[Block, ...]:
    """Return the privacy page's body in *language*. Plain texts: who is responsible, where to write, to whom one may complain."""
    words = words_in(language)
    page: dict[str, Any] = words["page"]
    given = {"newspaper": newspaper, "controller": controller, "contact": contact, "authority": authority}
    # The sentences around them have full stops of their own
    said = {name: escape(value.strip().removesuffix("."), quote=False) for name, value in given.items()}
    return (
        _paragraph(page["intro"]),
        _heading(page["responsible"]),
        _paragraph(page["responsible_text"].format(**said)),
        *kept_blocks(language),
        _heading(page["not_done"]),
        _list(page["not_done_items"]),
        _heading(page["others"]),
        _paragraph(page["others_text"]),
        _heading(page["rights"]),
        _list(item.format(**said) for item in page["rights_items"]),
        _paragraph(page["complain"].format(**said)),
    )


def kept_blocks(language: str) -> tuple[Block, ...]:
    """Return the part of that page that says, store by store, what is kept of readers, why, and how long."""
    words = words_in(language)
    page: dict[str, Any] = words["page"]
    return _heading(page["kept"]), _list(_item(page["item"], each, words) for each in SHREDDERS)


def _item(form: str, each: Shredder, words: Mapping[str, Any]) -> str:
    named = words["stores"][each.store] if "stores" in words else {"name": each.store, "holds": each.holds, "keeps": each.keeps}
    basis = words["bases"][each.basis] if "bases" in words else each.basis
    return form.format(store=named["name"], holds=named["holds"], basis=basis, keeps=named["keeps"])


def _paragraph(text: str) -> Block:
    return {"type": "paragraph", "text": text}


def _heading(text: str) -> Block:
    return {"type": "heading", "text": text, "level": 2}


def _list(items: Iterable[str]) -> Block:
    return {"type": "list", "ordered": False, "items": list(items)}
