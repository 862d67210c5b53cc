"""The terms of giving become a record, and what an appeal has brought becomes another.

Promises: a way to pay is offered only if it is open now and the operator wants it; a currency only if one of them takes it, and no
amount below what they take. Without a way to pay the offers stand as they are, and nobody can give.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from tamizdat.edition.giving import CountryReason, CountryRule, GivingLink, GivingMethod, GivingOffer, GivingWords
from tamizdat.edition.records import Giving, Raised
from tamizdat.newsroom import giving_doors as doors
from tamizdat.newsroom.export.stamp import Stamp
from tamizdat.newsroom.models import GivingSettings


def giving_record(giving: GivingSettings, stamp: Stamp) -> Giving:
    """Return the record of the terms as they stand in memory, with the ways to pay that are open now."""
    methods = [method for method in doors.open_methods() if getattr(giving, method.code)]
    return Giving(
        id=giving.record_id,
        change=stamp.change,
        frozen=stamp.frozen,
        offers=tuple(_offers(giving, methods)),
        methods=tuple(_method(method) for method in methods),
        countries=tuple(_country(row) for row in giving.countries.all()),
        links=tuple(_links(giving, {method.code for method in methods})),
        words=tuple(_words(row) for row in giving.words.all()),
        looked_through=giving.looked_through.isoformat() if giving.looked_through else "",
    )


def raised_record(code: str, amount: int, currency: str, time: str) -> Raised:
    """Return what the appeal *code* has brought, in minor units."""
    return Raised(id=f"raised-{code}", change=0, frozen=time, code=code, amount=amount, currency=currency, as_of=time)


def _offers(giving: GivingSettings, methods: list[Any]) -> Iterator[GivingOffer]:
    for row in giving.offers.all():
        takers = [method.least[row.currency] for method in methods if row.currency in method.least and row.frequency in method.frequencies]
        if methods and not takers:
            continue
        (least,), (most,) = row.minor("least"), row.minor("most")
        least = max([least, *takers])
        amounts = tuple(amount for amount in row.minor("amounts") if amount >= least)
        if least <= most:
            yield GivingOffer(currency=row.currency, frequency=row.frequency, amounts=amounts, least=least, most=most)


def _method(method: Any) -> GivingMethod:
    fixed: Mapping[str, int] = method.fixed
    return GivingMethod(
        code=method.code,
        provider=method.provider,
        points=method.points,
        fixed=dict(fixed),
        frequencies=tuple(method.frequencies),
        origins=tuple(method.origins),
    )


def _country(row: Any) -> CountryRule:
    return CountryRule(
        country=row.country,
        law=row.law,
        reason=row.reason,
        date=row.date.isoformat(),
        source=row.source,
        methods=row.methods,
        reasons=tuple(CountryReason(language=language, text=text) for language, text in sorted(row.reasons_by_language.items())),
    )


def _links(giving: GivingSettings, codes: set[str]) -> Iterator[GivingLink]:
    for row in (row for row in giving.links.all() if row.method in codes):
        amount = doors.read_amount(row.amount, row.currency)
        yield GivingLink(currency=row.currency, frequency=row.frequency, amount=amount, method=row.method, url=row.url)


def _words(row: Any) -> GivingWords:
    names = ("language", "headline", "promise", "ask_title", "ask_text", "ask_button", "statement", "receiver", "deductible")
    return GivingWords(**{name: getattr(row, name) for name in names})
