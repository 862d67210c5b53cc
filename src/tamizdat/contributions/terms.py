"""Terms on which one gives, as public facts: amounts, methods, countries. Pure. The same JSON in the edition's record and at the gate.

Promises: what is read is whole and sensible, or refused with the field's name. Fields are those of the record ``giving``
(docs/spec/records.md) and of the sign board's ``giving`` (docs/spec/gate.md, section 9).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tamizdat.contributions.money import EXPONENTS, LARGEST
from tamizdat.contributions.rules import METHODS, CountryReason, CountryRule

FREQUENCIES = ("once", "monthly", "annual")
LAWS = ("no_ask", "no_share", "warn", "unsupported")


class BadTerms(ValueError):
    """Terms with a field that is not what it should be; the sentence names the field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What is suggested in one currency at one frequency, and between which bounds an amount may be. Minor units."""

    currency: str
    frequency: str
    amounts: tuple[int, ...]  # the second is chosen beforehand, if there is one
    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodTerms:
    """A way to pay: its provider, what that keeps, how often one may give by it, and the origins to which it leads a giver."""

    code: str  # card, paypal, crypto
    provider: str  # how the newspaper names it to readers: "Stripe"
    points: int  # hundredths of a percent that the provider keeps; for covering the fee
    fixed: Mapping[str, int]  # currency -> minor units that it keeps beside
    frequencies: tuple[str, ...]
    origins: tuple[str, ...]  # https://host, for the page's policy


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderLink:
    """A page at the provider, made beforehand, that serves when the newsroom is away."""

    currency: str
    frequency: str
    amount: int
    method: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """All of it. Without a method nobody can give, and the page says so."""

    offers: tuple[Offer, ...]
    methods: tuple[MethodTerms, ...]
    countries: tuple[CountryRule, ...]
    links: tuple[ProviderLink, ...] = ()

    def offer(self, currency: str, frequency: str) -> Offer | None:
        """Return what is offered, None if nothing."""
        return next((offer for offer in self.offers if (offer.currency, offer.frequency) == (currency, frequency)), None)

    def method(self, code: str) -> MethodTerms | None:
        """Return a way to pay, None if it is not open."""
        return next((method for method in self.methods if method.code == code), None)

    def to_json(self) -> dict[str, Any]:
        """Return the terms as plain data."""
        return asdict(self)


def read_terms(plain: Any) -> Terms:
    """Return the terms in *plain* (decoded JSON; fields beside them are left alone). Raises ``BadTerms``."""
    try:
        terms = Terms(
            offers=tuple(Offer(**_lists(offer, "amounts")) for offer in plain["offers"]),
            methods=tuple(MethodTerms(**_lists(method, "frequencies", "origins")) for method in plain["methods"]),
            countries=tuple(_country(rule) for rule in plain["countries"]),
            links=tuple(ProviderLink(**link) for link in plain.get("links", ())),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise BadTerms(f"the terms of giving are not whole ({type(error).__name__})") from None
    for check in (_offers, _methods, _countries, _links):
        check(terms)
    return terms


def _lists(plain: dict[str, Any], *names: str) -> dict[str, Any]:
    return {**plain, **{name: tuple(plain[name]) for name in names if name in plain}}


def _country(plain: dict[str, Any]) -> CountryRule:
    reasons = tuple(CountryReason(language=one["language"], text=one["text"]) for one in plain.get("reasons", ()))
    return CountryRule(**_lists(plain, "methods") | {"reasons": reasons})


def _must(holds: object, sentence: str) -> None:
    if not holds:
        raise BadTerms(sentence)


def _offers(terms: Terms) -> None:
    for offer in terms.offers:
        _must(offer.currency in EXPONENTS, "an offer's currency is not one of money.EXPONENTS")
        _must(offer.frequency in FREQUENCIES, "an offer's frequency is once, monthly or annual")
        whole = all(type(amount) is int for amount in (*offer.amounts, offer.least, offer.most))
        _must(whole and 0 < offer.least <= offer.most <= LARGEST, "an offer's bounds are whole minor units, the least above zero")
        _must(all(offer.least <= amount <= offer.most for amount in offer.amounts), "a suggested amount lies outside its offer's bounds")


def _methods(terms: Terms) -> None:
    for method in terms.methods:
        _must(method.code in METHODS, "a method is card, paypal or crypto")
        _must(type(method.points) is int and 0 <= method.points < 5_000, "a method keeps less than half")
        _must(
            all(origin.startswith(("https://", "http://")) and not set(origin) & set(" ;,'\"") for origin in method.origins),
            "an origin is an address",
        )


def _countries(terms: Terms) -> None:
    for rule in terms.countries:
        _must(len(rule.country) == 2 and rule.country.isascii() and rule.country.isupper(), "a country is two capital letters (ISO 3166-1)")
        _must(rule.law in LAWS, "a country's law is no_ask, no_share, warn or unsupported")
        _must(bool(rule.reason and rule.date and rule.source), "a country's rule has a reason, a day and a source")
        _must(all(type(one.text) is str and one.text for one in rule.reasons), "a country's reason in another language is a text")


def _links(terms: Terms) -> None:
    for link in terms.links:
        _must(link.url.startswith("https://") or link.url.startswith("http://127.0.0.1"), "a provider's link is https")
