"""Rules: whether one may be asked, and may give. One truth table, for newsroom, gate and page alike. Pure.

Promises: fails closed. A listed country in any signal is a no; what is not declared is not guessed. The answer names the rule that spoke.
The table is data (``CountryRule``), kept by people with reason, day and source. docs/spec/giving.md; vectors in
tests/contributions/rules_vectors.json, which the page's own script passes too.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Law = Literal["no_ask", "no_share", "warn", "unsupported"]
"""``no_ask``: giving is a crime there. ``no_share``: sharing our pages is punished. ``warn``: lawful, but watched. ``unsupported``:
sanctions or the provider keep it out; no judgement on the giver."""

METHODS = ("card", "paypal", "crypto")
THROUGH_BANKS = ("card", "paypal")
_COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryReason:
    """Why, in one more language."""

    language: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryRule:
    """What holds in one country, since when, why and by what source. A country may have several."""

    country: str  # ISO 3166-1 alpha-2, capital letters
    law: Law
    reason: str  # a sentence for the reader, in English
    date: str  # YYYY-MM-DD: since when, or when it was last looked at
    source: str  # what one can look up
    methods: tuple[str, ...] = ()  # of ``unsupported``: which methods; empty: all
    reasons: tuple[CountryReason, ...] = ()  # the sentence in other languages

    def reason_in(self, language: str) -> str:
        """Return the sentence in *language*, or in English."""
        return next((one.text for one in self.reasons if one.language == language), self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """What is known of somebody who wants to give; "" where nothing is: not declared, or a network that tells nothing (Tor, VPN)."""

    method: str
    bank: str = ""  # country of the bank or card, declared
    residence: str = ""  # country where one lives, declared
    network: str = ""  # country of the network address, looked up and forgotten

    def countries(self) -> tuple[str, ...]:
        """Return the countries that are known, in the order in which they are judged."""
        return tuple(country for country in (self.bank, self.residence, self.network) if country)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Whether one may give: the rule that said no, or "" for yes; the country that it spoke of; and what must be said with a yes."""

    refused: str = ""
    country: str = ""
    warnings: tuple[str, ...] = ()  # "public_chain", "watched:{country}"

    @property
    def may(self) -> bool:
        """Whether one may give."""
        return not self.refused


Table = Sequence[CountryRule]


def listed(table: Table, country: str, law: Law, method: str = "") -> bool:
    """Return whether *law* holds in *country*, for *method* where it depends on that."""
    return any(rule.country == country and rule.law == law and (not rule.methods or not method or method in rule.methods) for rule in table)


def _where(law: Law) -> Callable[[Table, Signals], str]:
    def first(table: Table, signals: Signals) -> str:
        return next((country for country in signals.countries() if listed(table, country, law, signals.method)), "")

    return first


_REFUSALS: tuple[tuple[str, Callable[[Table, Signals], str]], ...] = (
    ("no_such_method", lambda _, signals: "" if signals.method in METHODS else "-"),
    ("giving_is_a_crime", _where("no_ask")),
    ("not_supported", _where("unsupported")),
    ("bank_not_declared", lambda _, signals: "-" if signals.method in THROUGH_BANKS and not signals.bank else ""),
    ("residence_not_declared", lambda _, signals: "-" if signals.method == "crypto" and not signals.residence else ""),
)
"""The rules that say no, by name, in the order in which they speak; each returns the country it speaks of, "-" for none, "" for not."""


def decide(table: Table, signals: Signals) -> Decision:
    """Return whether who sends *signals* may give."""
    for name, speaks in _REFUSALS:
        if said := speaks(table, signals):
            return Decision(refused=name, country=said.strip("-"))
    watched = sorted({f"watched:{country}" for country in signals.countries() if listed(table, country, "warn")})
    return Decision(warnings=(*(("public_chain",) if signals.method == "crypto" else ()), *watched))


def decide_card(table: Table, bank: object) -> Decision:
    """Return whether another card may be entered of a bank in *bank*, as somebody declared it; what is no country is not declared."""
    return decide(table, Signals(method="card", bank=bank if isinstance(bank, str) and _COUNTRY.fullmatch(bank) else ""))


def may_take(table: Table, method: str, country: str) -> bool:
    """Return whether money may be taken of a card or account in *country*, as a provider says. Nothing known: yes; it was declared."""
    return not any(listed(table, country, law, method) for law in ("no_ask", "unsupported"))


def may_be_asked(table: Table, countries: Iterable[str]) -> bool:
    """Return whether an appeal may be shown to somebody of whom these countries are known. Nothing known: yes; the form asks."""
    return not any(listed(table, country, law) for country in countries for law in ("no_ask", "unsupported"))


def may_share(table: Table, countries: Iterable[str]) -> bool:
    """Return whether sharing may be suggested to somebody of whom these countries are known."""
    return not any(listed(table, country, law) for country in countries for law in ("no_ask", "no_share"))
