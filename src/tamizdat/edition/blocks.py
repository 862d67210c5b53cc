"""The blocks of a body: which there are, which fields each has, and what a field may hold.

Promises: ``check_block`` passes only what the templates can show without escaping surprises. Refuses raw HTML by having no
place for it. One place that knows the list; the newsroom's editor and the importers produce these forms.
"""

from typing import Any

from tamizdat.edition.forms import ADDRESS
from tamizdat.edition.inline import check_inline
from tamizdat.edition.records import Block


class BadBlock(ValueError):
    """A block that no template could show; the message says which and why."""


FORMS: dict[str, dict[str, str]] = {
    "paragraph": {"text": "inline"},
    "heading": {"text": "plain", "level": "level"},  # level 2 or 3
    "list": {"ordered": "flag", "items": "inlines"},
    "quotation": {"paragraphs": "inlines", "source": "plain"},
    "pull_quote": {"text": "plain", "source": "plain"},
    "photo": {"photo": "id", "alt": "plain", "caption": "plain", "credit": "plain"},
    "divider": {},
    "link_card": {"url": "url", "title": "plain", "text": "plain"},
    "related": {"article": "id"},
    "background": {"title": "plain", "blocks": "blocks"},  # paragraphs, headings, lists
    "letter_box": {"title": "plain", "text": "plain"},  # empty: the edition's own words
    "appeal_box": {"title": "plain", "text": "plain"},
}
"""Block type -> field -> form of the field. ``inline`` is the small HTML of ``inline``; ``plain`` has no markup at all."""

INSIDE_BACKGROUND = {"paragraph", "heading", "list"}


def check_block(block: Block) -> None:
    """Raise ``BadBlock`` unless *block* has exactly the fields of its type, each in its form."""
    kind = block.get("type")
    form = FORMS.get(kind) if isinstance(kind, str) else None
    if form is None:
        raise BadBlock(f"no such block type: {kind!r}")
    if set(block) != {"type", *form}:
        raise BadBlock(f"a {kind} has the fields {sorted(form)}, not {sorted(set(block) - {'type'})}")
    for field, shape in form.items():
        _CHECKS[shape](kind, field, block[field])


def _is(condition: object, kind: Any, field: str, need: str) -> None:
    if not condition:
        raise BadBlock(f"{kind}.{field} must be {need}")


def _check_inlines(kind: Any, field: str, value: Any) -> None:
    _is(isinstance(value, list) and all(isinstance(item, str) for item in value), kind, field, "a list of texts")
    for item in value:
        check_inline(item)


def _check_inline_field(kind: Any, field: str, value: Any) -> None:
    _is(isinstance(value, str), kind, field, "a text")
    check_inline(value)


def _check_blocks(kind: Any, field: str, value: Any) -> None:
    _is(isinstance(value, list), kind, field, "a list of blocks")
    for block in value:
        inside = isinstance(block, dict) and isinstance(block.get("type"), str) and block["type"] in INSIDE_BACKGROUND
        _is(inside, kind, field, "made of paragraphs, headings and lists")
        check_block(block)


_CHECKS = {
    "plain": lambda k, f, v: _is(isinstance(v, str), k, f, "plain text"),
    "id": lambda k, f, v: _is(isinstance(v, str) and v != "", k, f, "the id of a record"),
    "url": lambda k, f, v: _is(isinstance(v, str) and ADDRESS.fullmatch(v) is not None, k, f, "a web address"),
    "level": lambda k, f, v: _is(type(v) is int and v in (2, 3), k, f, "2 or 3"),
    "flag": lambda k, f, v: _is(isinstance(v, bool), k, f, "true or false"),
    "inline": _check_inline_field,
    "inlines": _check_inlines,
    "blocks": _check_blocks,
}
