"""The files that scripts of giving read: the terms, and a language's live appeals.

Promises: a browser that has them needs to ask nobody where it is: the time zones of listed countries stand in them (CLDR, with the
former names of zones). What an appeal has brought stands beside it, so that an hourly sum changes one small file and no page.
"""

from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from typing import Any

from babel.core import get_global

from tamizdat.edition.canonical import canonical
from tamizdat.edition.inline import resolve_links
from tamizdat.edition.records import Appeal, CountryRule, Raised
from tamizdat.edition.scope import Scope
from tamizdat.edition.sums import exponent
from tamizdat.edition.views.words import words_of

SILENT = ("no_ask", "unsupported")
"""Laws under which nobody is asked (of the second: only where it holds for every method)."""


def giving(scope: Scope) -> str:
    """Return the terms of giving as JSON, with the time zones of the countries in their table."""
    terms = scope.giving
    assert terms is not None, "the plan asks for this file only where one can give"
    plain = {name: [asdict(item) for item in getattr(terms, name)] for name in ("offers", "methods", "countries", "links")}
    return _json(plain | {"zones": zones_of({rule.country for rule in terms.countries})})


def appeals(scope: Scope) -> str:
    """Return a language's live appeals as JSON, and the time zones in which none is shown."""
    terms = scope.giving
    silent = {rule.country for rule in (terms.countries if terms else ()) if is_silent(rule)}
    words = words_of(scope)
    said = {
        "close": words.text("Close"),
        "counted": words.text("How often this was shown is counted in this browser alone. Nobody else learns of it."),
    }
    return _json({"appeals": [_appeal(scope, one) for one in scope.appeals()], "silent": sorted(zones_of(silent)), "words": said})


def is_silent(rule: CountryRule) -> bool:
    """Tell whether nobody is asked where this rule holds."""
    return rule.law in SILENT and not rule.methods


def _appeal(scope: Scope, appeal: Appeal) -> dict[str, Any]:
    raised = scope.get(f"raised-{appeal.code}")
    left_out = ("id", "change", "frozen", "language", "translation_key", "rank")
    plain = {name: value for name, value in asdict(appeal).items() if name not in left_out}
    plain["variants"] = [asdict(one) | {"text": resolve_links(one.text, scope.link_to)} for one in appeal.variants]
    brought = {"amount": raised.amount, "currency": raised.currency, "as_of": raised.as_of} if isinstance(raised, Raised) else None
    digits = {"digits": exponent(appeal.goal.currency)} if appeal.goal else {}
    return plain | {"raised": brought} | digits


@cache
def _territories() -> dict[str, str]:
    zones: dict[str, str] = dict(get_global("zone_territories"))
    return zones | {former: zones[now] for former, now in get_global("zone_aliases").items() if now in zones}


def zones_of(countries: Iterable[str]) -> dict[str, str]:
    """Return time zone (IANA name, former names too) → country, of these countries."""
    wanted = set(countries)
    return {zone: country for zone, country in sorted(_territories().items()) if country in wanted}


def _json(plain: dict[str, Any]) -> str:
    return canonical(plain).decode()
