"""What the pretend provider keeps, and at what rate it changes money. Pure; integers alone.

Rates and fees are made up, and do not move: the same payment is settled alike whenever it is looked at.
"""

from tamizdat.contributions.money import EXPONENTS

_MICRO_EUR = {
    "EUR": 1_000_000,
    "USD": 920_000,
    "GBP": 1_170_000,
    "CHF": 1_040_000,
    "JPY": 6_200,
    "GEL": 340_000,
    "TRY": 27_000,
    "RUB": 10_000,
}
_OTHERS = 500_000
_POINTS = {"card": 290, "paypal": 340, "crypto": 0}
_FIXED = {"card": 30, "paypal": 35, "crypto": 0}
"""Hundredths of the settled currency's unit; scaled by its exponent."""

DISPUTE_FEE = 1500
LEAST = {currency: 10 ** max(0, exponent) for currency, exponent in EXPONENTS.items()}
"""The smallest amount: one whole unit of each currency."""


def settled(amount: int, currency: str, into: str) -> int:
    """Return *amount* changed into the currency of the account, rounded half up."""
    if currency == into:
        return amount
    above = amount * _MICRO_EUR.get(currency, _OTHERS) * 10 ** EXPONENTS[into]
    below = _MICRO_EUR.get(into, _OTHERS) * 10 ** EXPONENTS[currency]
    return (2 * above + below) // (2 * below)


def fee(arrived: int, method: str, into: str) -> int:
    """Return what is kept of a payment of which *arrived* was settled in currency *into*."""
    return min(arrived, (arrived * _POINTS[method] + 9_999) // 10_000 + scaled(_FIXED[method], into))


def scaled(hundredths: int, currency: str) -> int:
    """Return hundredths of a unit as minor units of *currency*."""
    return hundredths * 10 ** EXPONENTS[currency] // 100
