"""What changed in the terms of giving, line by line, for who approves it. Pure, but for the words of choices.

Promises: every difference between two contents is a line; where money would go, or who is protected no longer, the line says so.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from babel import Locale

from tamizdat.newsroom import giving_doors as doors
from tamizdat.newsroom.models.giving import LAWS, WAYS
from tamizdat.newsroom.terms_content import FIELDS, Content, Row

_FREQUENCIES, _METHODS, _LAWS, _WAYS = dict(doors.FREQUENCIES), dict(doors.METHODS), dict(LAWS), dict(WAYS)

FIELD_NAMES = {
    "amounts": "suggested amounts",
    "least": "smallest amount",
    "most": "largest amount",
    "headline": "headline",
    "promise": "promise",
    "ask_title": "default appeal, title",
    "ask_text": "default appeal, text",
    "ask_button": "default appeal, button",
    "statement": "what a bank statement shows",
    "receiver": "who receives the money",
    "deductible": "tax",
    "reason": "what readers are told",
    "reasons": "what readers are told in other languages",
    "date": "since",
    "source": "source",
    "url": "address",
}
MONEY = "Money would go somewhere else: compare it letter by letter."
LOOSER = "This opens giving to people whom the terms protect now."
_WARNED = {("links", "url"): MONEY, ("words", "receiver"): MONEY, ("words", "statement"): "This is what givers trust when they look at it."}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One difference. *old* and *new* are "" where there is nothing on that side."""

    part: str
    what: str
    old: str
    new: str
    warning: str = ""


def changes(holds: Content, wanted: Content) -> list[Line]:
    """Return the lines between what *holds* and what is *wanted*."""
    return [line for part in (_ways, _offers, _links, _countries, _words) for line in part(holds, wanted)]


def _ways(holds: Content, wanted: Content) -> Iterator[Line]:
    for way, name in _METHODS.items():
        old, new = way in holds["ways"], way in wanted["ways"]
        if old != new:
            yield Line(part="Ways to pay", what=name, old=_offered(old), new=_offered(new))


def _offers(holds: Content, wanted: Content) -> Iterator[Line]:
    yield from _rows("offers", "Amounts", _offer_name, holds, wanted)
    old, new = ([_offer_name(row) for row in content["offers"]] for content in (holds, wanted))
    if old != new and sorted(old) == sorted(new):
        yield Line(part="Amounts", what="order", old="; ".join(old), new="; ".join(new))


def _links(holds: Content, wanted: Content) -> Iterator[Line]:
    yield from _rows("links", "Spare pages", _link_name, holds, wanted)


def _words(holds: Content, wanted: Content) -> Iterator[Line]:
    yield from _rows("words", "Words", lambda row: _language(row["language"]), holds, wanted)


def _countries(holds: Content, wanted: Content) -> Iterator[Line]:
    yield from _rows("countries", "Countries", _country_name, holds, wanted)


def _rows(kind: str, part: str, name: Callable[[Row], str], holds: Content, wanted: Content) -> Iterator[Line]:
    """Compare rows of a kind by their names; of two rows with one name each counts by itself."""
    old, new = (_by_name(content[kind], name) for content in (holds, wanted))
    for known in dict.fromkeys([*old, *new]):
        was, will = old.get(known), new.get(known)
        if was and will:
            yield from _fields(kind, part, known[0], was, will)
        elif was:
            yield Line(part=part, what=known[0], old=_all(kind, was), new="", warning=LOOSER if kind == "countries" else "")
        elif will:
            yield Line(part=part, what=known[0], old="", new=_all(kind, will), warning=MONEY if kind == "links" else "")


def _fields(kind: str, part: str, name: str, was: Row, will: Row) -> Iterator[Line]:
    for field in FIELDS[kind]:
        old, new = was.get(field, ""), will.get(field, "")
        if old != new:
            what = f"{name}: {FIELD_NAMES.get(field, field)}"
            yield Line(part=part, what=what, old=old, new=new, warning=_WARNED.get((kind, field), ""))


def _by_name(rows: list[Row], name: Callable[[Row], str]) -> dict[tuple[str, int], Row]:
    found: dict[tuple[str, int], Row] = {}
    for row in rows:
        again = sum(known == name(row) for known, _ in found)
        found[name(row), again] = row
    return found


def _all(kind: str, row: Row) -> str:
    return "; ".join(f"{FIELD_NAMES[field]}: {row[field]}" for field in FIELDS[kind] if field in FIELD_NAMES and row.get(field))


def _offered(offered: bool) -> str:
    return "offered" if offered else "not offered"


def _offer_name(row: Row) -> str:
    return f"{row['currency']}, {_FREQUENCIES[row['frequency']].lower()}"


def _link_name(row: Row) -> str:
    return f"{row['amount']} {row['currency']}, {_FREQUENCIES[row['frequency']].lower()}, {_METHODS[row['method']]}"


def _country_name(row: Row) -> str:
    country = Locale("en").territories.get(row["country"], row["country"])
    return f"{country}: {_LAWS[row['law']]}" + (f" ({_WAYS[row['ways']]})" if row["ways"] else "")


def _language(code: str) -> str:
    try:
        return str(Locale.parse(code, sep="-").get_display_name("en") or code)
    except ValueError:
        return code
