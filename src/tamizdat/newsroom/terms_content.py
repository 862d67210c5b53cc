"""The terms of giving as plain data: what an operator set, without numbers of rows. To compare, to sign for, and to make settings of again.

Promises: the same terms have the same digest, whatever the order of rows whose order says nothing; settings made of a content freeze to the
record that the form's own would. Leaves to ``terms`` who may put what into force.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from wagtail.models import Locale

from tamizdat.edition.canonical import canonical, digest
from tamizdat.newsroom.models import CountryRow, GivingLinkRow, GivingOfferRow, GivingSettings, GivingWordsRow

Content = dict[str, Any]
Row = dict[str, str]

WAYS = ("card", "paypal", "crypto")
FIELDS = {
    "offers": ("currency", "frequency", "amounts", "least", "most"),
    "words": ("language", "headline", "promise", "ask_title", "ask_text", "ask_button", "statement", "receiver", "deductible"),
    "countries": ("country", "law", "ways", "reason", "reasons", "date", "source"),
    "links": ("currency", "frequency", "amount", "method", "url"),
}
"""Kind of row -> its fields."""

LEFT_OUT = ("reasons",)
"""Fields that a content does not have where they are empty: they came later, and what was signed before holds still."""

NOTHING: Content = {"ways": [], **{kind: [] for kind in FIELDS}}
"""No terms at all."""

UNORDERED = ("words", "countries", "links")
"""Kinds of row whose order says nothing. That of offers does: the first is what readers see first."""


def content_of(giving: GivingSettings) -> Content:
    """Return what *giving* says, as it stands in memory."""
    rows = {kind: [_plain(row, FIELDS[kind]) for row in getattr(giving, kind).all()] for kind in FIELDS}
    return {"ways": [way for way in WAYS if getattr(giving, way)], **rows}


def digest_of(content: Content) -> str:
    """Return the digest of *content*: 43 characters."""
    settled = {kind: sorted(content[kind], key=lambda row: canonical(row)) for kind in UNORDERED}
    return digest(canonical(content | settled))


def settings_of(content: Content, into: GivingSettings | None = None) -> GivingSettings:
    """Return *into*, or new settings, with what *content* says, unsaved. Words of a language that is gone are left out."""
    giving = into or GivingSettings()
    for way in WAYS:
        setattr(giving, way, way in content["ways"])
    giving.offers = [GivingOfferRow(**row, sort_order=place) for place, row in enumerate(content["offers"])]
    giving.links = [GivingLinkRow(**row, sort_order=place) for place, row in enumerate(content["links"])]
    giving.countries = [
        CountryRow(**row | {"date": date.fromisoformat(row["date"])}, sort_order=place) for place, row in enumerate(content["countries"])
    ]
    giving.words = list(_words(content["words"]))
    return giving


def tightened(holds: Content, wanted: Content) -> Content:
    """Return what *holds* with all of *wanted* that only takes away: countries listed, ways to pay shut, spare pages dropped."""
    known = {rule_of(row) for row in holds["countries"]}
    return holds | {
        "ways": [way for way in holds["ways"] if way in wanted["ways"]],
        "links": [row for row in holds["links"] if row in wanted["links"]],
        "countries": [*holds["countries"], *(row for row in wanted["countries"] if rule_of(row) not in known)],
    }


def rule_of(row: Row) -> tuple[str, str, str]:
    """Return what a row of the table of countries rules, its words aside."""
    return row["country"], row["law"], row["ways"]


def _plain(row: Any, fields: Iterable[str]) -> Row:
    said = {name: value.isoformat() if isinstance(value := getattr(row, name), date) else value for name in fields}
    return {name: value for name, value in said.items() if value or name not in LEFT_OUT}


def _words(rows: list[Row]) -> Iterable[GivingWordsRow]:
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    for place, row in enumerate(rows):
        if row["language"] in locales:
            said = {name: text for name, text in row.items() if name != "language"}
            yield GivingWordsRow(locale=locales[row["language"]], sort_order=place, **said)
