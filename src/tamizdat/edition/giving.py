"""What the records of giving hold: amounts, ways to pay, countries and words, as frozen plain data.

Amounts are whole minor units of their currency (ISO 4217). Fields as in docs/spec/records.md; those that decide who may give are the
same JSON as the terms that gate and newsroom go by.
"""

from dataclasses import dataclass
from typing import Any, Literal

Frequency = Literal["once", "monthly", "annual"]
Law = Literal["no_ask", "no_share", "warn", "unsupported"]
Placement = Literal["bar", "article", "front", "letter", "page"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GivingOffer:
    """What is suggested in one currency at one frequency, and between which bounds an amount may be."""

    currency: str
    frequency: Frequency
    amounts: tuple[int, ...]  # the second is chosen beforehand, if there is one
    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GivingMethod:
    """A way to pay: its provider, what that keeps, how often one may give by it, and where it leads a giver."""

    code: Literal["card", "paypal", "crypto"]
    provider: str  # as readers know it
    points: int  # hundredths of a percent that the provider keeps
    fixed: dict[str, Any]  # currency -> minor units that it keeps beside
    frequencies: tuple[str, ...]
    origins: tuple[str, ...]  # https://host


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
    date: str  # YYYY-MM-DD
    source: str
    methods: tuple[str, ...] = ()  # of ``unsupported``: which methods; empty: all
    reasons: tuple[CountryReason, ...] = ()  # the sentence in other languages

    def reason_in(self, language: str) -> str:
        """Return the sentence in *language*, or in English."""
        return next((one.text for one in self.reasons if one.language == language), self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class GivingLink:
    """A page at the provider, made beforehand, that serves when the newsroom is away."""

    currency: str
    frequency: Frequency
    amount: int
    method: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GivingWords:
    """The words of giving in one language. Plain text; what is empty is not shown."""

    language: str
    headline: str
    promise: str  # "Support us monthly starting from just $2. It's quick to set up."
    ask_title: str  # the default appeal, in the pages themselves, for those without script
    ask_text: str
    ask_button: str
    statement: str  # what a bank statement shows
    receiver: str  # who receives the money
    deductible: str  # empty: giving is not called tax-deductible


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealVariant:
    """One wording of an appeal."""

    code: str
    title: str
    text: str  # inline text
    button: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealGoal:
    """What an appeal is to bring, and what for."""

    amount: int
    currency: str
    label: str
