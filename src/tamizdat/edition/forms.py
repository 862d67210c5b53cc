"""The forms of a record's fields: what an id, a time, a path or a colour must look like before any page is made from it.

Promises: nothing that stands in a file's path, in a style sheet or in an address comes from a record unchecked. Text that readers
see has no form: it is escaped where it is shown.
"""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from tamizdat.edition import records as r

_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
_LANGUAGE = r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*"
_SLUG = r"[a-z0-9][a-z0-9-]{0,119}"
_ARTICLE = rf"{_LANGUAGE}/\d{{4}}/\d\d/{_SLUG}\.html"
_PAGE = rf"{_LANGUAGE}/{_SLUG}\.html"
_LETTER = rf"{_LANGUAGE}/letters/\d{{4}}-\d\d-\d\d-{_SLUG}\.html"
_LETTER_CODE = r"[a-z][a-z0-9-]{0,39}"
_ADDRESS = r"https?://[^\s\"<>]+"
_APPEAL_CODE = r"[A-Za-z0-9_-]{1,40}"
_DAY = r"\d{4}-\d\d-\d\d"


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


ID = _form(r"[\w.-]{1,80}")
TIME = _form(_TIME)
LANGUAGE = _form(_LANGUAGE)
SLUG = _form(_SLUG)
LIST_KEY = _form(rf"(?:lang|letters):{_LANGUAGE}|(?:section|topic|story|person):[\w.-]{{1,80}}")
ADDRESS = _form(_ADDRESS)
CURRENCY = _form(r"[A-Z]{3}")
FREQUENCY = _form(r"once|monthly|annual")
METHOD = _form(r"card|paypal|crypto")
APPEAL_CODE = _form(_APPEAL_CODE)

FORMS: dict[type, dict[str, re.Pattern[str]]] = {
    r.Rendition: {"path": _form(r"media/[\w-]{1,80}\.(?:avif|jpg)"), "digest": _form(r"[\w-]{43}")},
    r.Figure: {"photo": ID},
    r.Correction: {"time": TIME},
    r.Article: {
        "language": LANGUAGE,
        "translation_key": ID,
        "path": _form(_ARTICLE),
        "slug": SLUG,
        "bylines": ID,
        "section": ID,
        "topics": ID,
        "story": ID,
        "first_published": TIME,
        "updated": TIME,
        "related": ID,
        "former": LIST_KEY,
    },
    r.Tombstone: {
        "language": _form(rf"(?:{_LANGUAGE})?"),
        "path": _form(rf"(?:{_ARTICLE}|{_PAGE}|{_LETTER})?"),
        "time": TIME,
        "first_published": _form(rf"(?:{_TIME})?"),
        "lists": LIST_KEY,
        "former": LIST_KEY,
    },
    **{kind: {"language": LANGUAGE, "translation_key": ID, "slug": SLUG} for kind in (r.Person, r.Section, r.Topic, r.Story)},
    r.Page: {"language": LANGUAGE, "translation_key": ID, "slug": SLUG, "path": _form(_PAGE), "updated": TIME},
    r.Redirect: {"target": ID},
    r.Front: {"language": LANGUAGE, "articles": ID},
    r.Letter: {
        "language": LANGUAGE,
        "translation_key": ID,
        "path": _form(_LETTER),
        "slug": SLUG,
        "letter": _form(_LETTER_CODE),
        "published": TIME,
    },
    r.LetterItem: {"article": ID},
    r.LetterKind: {"code": _form(_LETTER_CODE)},
    r.Language: {"code": LANGUAGE, "navigation": ID, "footer": ID, "consent_version": _form(r"[\w.-]{0,40}")},
    r.Style: {"accent": _form(r"#[0-9a-f]{6}"), "accent_dark": _form(r"#[0-9a-f]{6}")},
    r.Site: {
        "canonical_base": _form(rf"{_ADDRESS}(?<!/)"),
        "time_zone": _form(r"[\w+/-]{1,60}"),
        "logo": ID,
        "mirrors": ADDRESS,
        "gates": ADDRESS,
        "onion": _form(rf"(?:{_ADDRESS})?"),
        "queue_key": _form(r"(?:B[\w-]{85}[AEIMQUYcgkosw048])?"),  # 65 bytes, the first of them 4
        "sign_up_address": _form(r"(?:[^\s\"<>@?]{1,64}@[^\s\"<>@?]{1,190})?"),
        "careful_providers": _form(r"[a-z0-9.-]{1,253}"),
        "settled": _form(rf"(?:{_TIME})?"),
    },
    r.GivingOffer: {"currency": CURRENCY},
    r.GivingMethod: {"frequencies": FREQUENCY, "origins": _form(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?")},
    r.CountryRule: {"country": _form(r"[A-Z]{2}"), "date": _form(_DAY), "methods": METHOD},
    r.CountryReason: {"language": LANGUAGE},
    r.GivingLink: {"currency": CURRENCY, "method": METHOD, "url": ADDRESS},
    r.GivingWords: {"language": LANGUAGE},
    r.Giving: {"id": _form("giving"), "looked_through": _form(rf"(?:{_DAY})?"), "asked": _form(rf"(?:{_TIME})?")},
    r.AppealVariant: {"code": APPEAL_CODE},
    r.AppealGoal: {"currency": CURRENCY},
    r.Appeal: {
        "language": LANGUAGE,
        "translation_key": ID,
        "code": APPEAL_CODE,
        "starts": _form(rf"(?:{_TIME})?"),
        "ends": _form(rf"(?:{_TIME})?"),
        "sections": ID,
        "kinds": _form(r"[a-z]{1,40}"),
    },
    r.Raised: {"id": _form(rf"raised-{_APPEAL_CODE}"), "code": APPEAL_CODE, "currency": CURRENCY, "as_of": TIME},
}
"""Class -> field -> form; a list's items have it each, and a missing value needs none."""

_EVERY_RECORD = {"id": ID, "frozen": TIME}


class BadForm(ValueError):
    """A field whose value has not the form that it must have; the message shows both."""


def check_forms(value: Any) -> None:
    """Raise ``BadForm`` unless every field of a record, and of what it holds, has its form."""
    cls: type = type(value)
    for name, form in _plan(cls):
        for item in _items(getattr(value, name)):
            if form is None:
                check_forms(item)
            elif not form.fullmatch(item):
                raise BadForm(f"{cls.__name__}.{name} may not be {item[:120]!r}")
    for sentence in _contradictions(value):
        raise BadForm(sentence)


def _contradictions(value: Any) -> Iterator[str]:
    """What no form of one field can say: how fields go together, and whom the blocks of a body name."""
    if isinstance(value, r.Tombstone) and value.of == "article" and value.path.count("/") != 3:
        yield "the tombstone of an article has its path, by which it keeps its place"
    if isinstance(value, r.Tombstone) and value.of == "letter" and value.path.split("/")[1:2] != ["letters"]:
        yield "the tombstone of a letter has its path, by which it keeps its place"
    if isinstance(value, r.Article | r.Page | r.Letter) and not value.path.startswith(f"{value.language}/"):
        yield f"the path {value.path} is not one of the language {value.language}"
    yield from _sums(value)
    for block in blocks_of(value):
        for name in (str(block[field]) for field in ("photo", "article") if field in block):
            if not ID.fullmatch(name):
                yield f"a {block['type']} names no record by {name[:120]!r}"


def _sums(value: Any) -> Iterator[str]:
    """What is wrong with sums of money: no suggestion lies outside its bounds, and nothing is below zero."""
    if isinstance(value, r.GivingOffer) and not all(0 < value.least <= amount <= value.most for amount in (*value.amounts, value.most)):
        yield f"an amount offered in {value.currency} lies outside its bounds"
    if isinstance(value, r.GivingMethod) and not 0 <= value.points < 5000:
        yield f"{value.code} keeps {value.points} hundredths of a percent"
    if isinstance(value, r.GivingMethod):
        wrong = (
            name for name, sum_kept in value.fixed.items() if not CURRENCY.fullmatch(name) or type(sum_kept) is not int or sum_kept < 0
        )
        yield from (f"{value.code} keeps no such sum in {name[:10]!r}" for name in wrong)
    if isinstance(value, r.GivingLink | r.AppealGoal) and value.amount <= 0:
        yield "an amount is above zero"
    if isinstance(value, r.Raised) and (value.amount < 0 or value.id != f"raised-{value.code}"):
        yield "what an appeal brought is not below zero, and has the appeal's code in its id"
    if isinstance(value, r.Appeal) and (not value.variants or min(value.views, value.views_days, value.rest_closed, value.rest_given) < 0):
        yield "an appeal has a wording, and no number of it is below zero"


def blocks_of(value: Any) -> tuple[r.Block, ...]:
    """Return all blocks that a record holds."""
    if isinstance(value, r.Letter):
        return (*value.intro, *value.note)
    return value.body if isinstance(value, r.Article | r.Page) else ()


def _items(value: Any) -> Iterator[Any]:
    yield from value if isinstance(value, tuple) else () if value is None else (value,)


@cache
def _plan(cls: type) -> tuple[tuple[str, re.Pattern[str] | None], ...]:
    """The fields to look at: with their form, or None for those that hold further fields."""
    forms = (_EVERY_RECORD if issubclass(cls, r.Record) else {}) | FORMS.get(cls, {})
    held = tuple((field.name, None) for field in fields(cls) if field.name in _HOLDERS.get(cls, ()))
    return (*forms.items(), *held)


_HOLDERS: dict[type, tuple[str, ...]] = {
    r.Photo: ("renditions", "teasers"),
    r.Article: ("lead", "corrections", "card"),
    r.Person: ("portrait",),
    r.Letter: ("items",),
    r.Language: ("letters",),
    r.Site: ("languages", "style"),
    r.Giving: ("offers", "methods", "countries", "links", "words"),
    r.Appeal: ("variants", "goal"),
}
"""Class -> fields that hold dataclasses."""

assert all(is_dataclass(cls) for cls in (*FORMS, *_HOLDERS))
