"""What Stripe takes, and in which languages its pages speak. Data.

Source: Stripe's documentation, "Minimum and maximum charge amounts", "Zero-decimal currencies", Checkout's ``locale``; looked up 2026-11.
"""

LEAST = {
    "AED": 200,
    "AUD": 50,
    "CAD": 50,
    "CHF": 50,
    "CZK": 15_00,
    "DKK": 2_50,
    "EUR": 50,
    "GBP": 30,
    "HKD": 4_00,
    "HUF": 175_00,
    "JPY": 50,
    "MXN": 10_00,
    "NOK": 3_00,
    "NZD": 50,
    "PLN": 2_00,
    "RON": 2_00,
    "SEK": 3_00,
    "SGD": 50,
    "THB": 10_00,
    "USD": 50,
}
"""Currency -> least amount of a charge, in minor units. Those for which Stripe names none are not taken here. Nor is ISK, which Stripe
counts in hundredths that do not exist, nor currencies with three digits, which it rounds."""

_LOCALES = """
bg cs da de el en es et fi fil fr hr hu id it ja ko lt lv ms mt nb nl pl pt pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW
"""
LOCALES = frozenset(_LOCALES.split())


def locale(language: str) -> str:
    """Return the language in which Stripe's page speaks to readers of *language*; "auto": as their browser asks."""
    return language if language in LOCALES else "auto"
