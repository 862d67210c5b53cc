"""Methods: by which ways one can give now. The newsroom's settings make the terms of it, and every wish is held against it again.

Promises: fails closed. A method through banks is open only while the operator's newest record for its provider says that cards issued in
every country that the terms list are blocked there, and that a test card was refused. A refund does not undo a bank record.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tamizdat.contributions import doors
from tamizdat.contributions.interfaces import Frequency, Method, Provider
from tamizdat.contributions.models import CardRule
from tamizdat.contributions.money import EXPONENTS
from tamizdat.contributions.providers.from_settings import providers
from tamizdat.contributions.rules import METHODS, THROUGH_BANKS
from tamizdat.contributions.terms import Terms

CONFIRM_EVERY = timedelta(days=31)
"""After that long ``doctor`` asks whether the rule still stands at the provider."""

TITLES = {"local": "Pretend payments", "stripe": "Stripe", "paypal": "PayPal", "btcpay": "BTCPay"}
"""How a provider is named to readers."""

FEES = {
    ("local", "card"): (290, 30),
    ("local", "paypal"): (340, 35),
    ("stripe", "card"): (290, 30),
    ("paypal", "paypal"): (349, 49),
}
"""What is kept, as published: hundredths of a percent, and hundredths of a unit beside. For covering the fee; reports say what was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMethod:
    """A way to pay that is open: as ``terms.MethodTerms``, and the smallest amount in each currency that the provider takes."""

    code: Method
    name: str  # the provider's, as in the settings
    provider: str  # as readers know it
    points: int
    fixed: Mapping[str, int]
    frequencies: tuple[Frequency, ...]
    origins: tuple[str, ...]
    least: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedMethod:
    """A way to pay that the provider has and that is not open, with the reason, a sentence for the operator."""

    code: str
    name: str
    why: str


def open_methods() -> tuple[OpenMethod, ...]:
    """Return the ways to pay that are open now (``TAMIZDAT_METHODS``)."""
    terms = doors.terms()
    return tuple(_open(one, code) for code, one in offered() if not _why_closed(one.name, code, terms))


def closed_methods() -> tuple[ClosedMethod, ...]:
    """Return the ways to pay that could be open and are not."""
    terms = doors.terms()
    found = [(code, one.name, _why_closed(one.name, code, terms)) for code, one in offered()]
    return tuple(ClosedMethod(code=code, name=name, why=why) for code, name, why in found if why)


def taker(code: str, terms: Terms) -> Provider | None:
    """Return the provider that takes *code* now, None if that is not open."""
    return next((one for known, one in offered() if known == code and not _why_closed(one.name, code, terms)), None)


def card_is_open(provider: str, terms: Terms | None, method: str = "card") -> bool:
    """Return whether a method through banks may be offered at *provider*."""
    return not _why_closed(provider, method, terms)


def record_card_rule(
    provider: str, *, by: str, what: str, countries: list[str], test_card_refused_at: datetime | None, now: datetime
) -> CardRule:
    """Write down what the operator has set up at *provider*; a record without a refused test card closes what was open."""
    return CardRule.objects.create(
        provider=provider, recorded_at=now, by=by[:150], what=what[:300], countries=sorted(set(countries)),
        test_card_refused_at=test_card_refused_at, confirmed_at=now,
    )  # fmt: skip


def confirm_card_rule(provider: str, *, by: str, now: datetime) -> CardRule | None:
    """Write down that somebody has looked, and the rule still stands; None if none was recorded."""
    last = newest_rule(provider)
    if last is None:
        return None
    said = {"what": last.what, "countries": last.countries, "test_card_refused_at": last.test_card_refused_at}
    return record_card_rule(provider, by=by, now=now, **said)


def newest_rule(provider: str) -> CardRule | None:
    """Return what was last recorded for *provider*."""
    return CardRule.objects.filter(provider=provider).order_by("-recorded_at", "-pk").first()


def to_confirm(now: datetime) -> list[CardRule]:
    """Return the rules of the providers in use that nobody has looked at for a month."""
    newest = [newest_rule(name) for name in doors.giving().names]
    return [rule for rule in newest if rule is not None and now - rule.confirmed_at > CONFIRM_EVERY]


def blocked_countries(terms: Terms, method: str) -> set[str]:
    """Return the countries whose cards *terms* want refused."""
    laws = ("no_ask", "unsupported")
    return {rule.country for rule in terms.countries if rule.law in laws and (not rule.methods or method in rule.methods)}


def may_change(provider: str) -> frozenset[str]:
    """Return what a giver can change behind a contribution's link at *provider*; nothing where the settings do not name it (any more)."""
    known = providers().get(provider)
    return known.can & {"pause", "amount", "card"} if known else frozenset()


def offered() -> list[tuple[Method, Provider]]:
    """Return every way to pay that a provider in use takes, open or shut, with that provider."""
    kept = doors.giving().kept
    taking = [one for name, one in providers().items() if name not in kept]
    return [(code, one) for code in METHODS for one in taking if code in one.methods]  # type: ignore[misc]


def _why_closed(provider: str, method: str, terms: Terms | None) -> str:
    if terms is None:
        return "the terms of giving are not set yet"
    if method not in THROUGH_BANKS:
        return ""
    rule = newest_rule(provider)
    if rule is None:
        return "nobody has recorded the provider's rule that blocks cards issued in listed countries"
    if rule.test_card_refused_at is None:
        return "nobody has recorded that a test card from a listed country was refused"
    missing = sorted(blocked_countries(terms, method) - set(rule.countries))
    return f"the rule must be extended there, tried and recorded: it does not block cards issued in {', '.join(missing)}" if missing else ""


def _open(provider: Provider, code: Method) -> OpenMethod:
    points, hundredths = FEES.get((provider.name, code), (0, 0))
    least = {currency: smallest for currency in EXPONENTS if (smallest := provider.least(currency)) is not None}
    often: tuple[Frequency, ...] = ("once",) if code == "crypto" else ("once", "monthly", "annual")
    return OpenMethod(
        code=code,
        name=provider.name,
        provider=TITLES.get(provider.name, provider.name),
        points=points,
        fixed={currency: hundredths * 10 ** EXPONENTS[currency] // 100 for currency in least} if hundredths else {},
        frequencies=tuple(one for one in often if one in provider.frequencies),
        origins=provider.origins(),
        least=least,
    )
