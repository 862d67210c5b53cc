"""Sums of money as a reader writes them, from whole minor units (ISO 4217, list one, as of 2026-01-01). No float touches an amount.

Promises: signs, order, grouping and digits of the reader's language (CLDR); no ``.00`` behind a round sum.
"""

from decimal import Decimal
from functools import lru_cache

from babel.numbers import format_currency, get_currency_name

from tamizdat.edition.dates import locale_of, write_number

_NONE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE = "BHD IQD JOD KWD LYD OMR TND"
EXPONENTS = dict.fromkeys(_NONE.split(), 0) | dict.fromkeys(_THREE.split(), 3)
"""Currency -> digits after the point, of those that have not two. CLDR has other digits for some, so that Babel is not asked."""


def exponent(currency: str) -> int:
    """Return how many digits a currency has after the point."""
    return EXPONENTS.get(currency, 2)


def plain_sum(amount: int, currency: str) -> str:
    """Return minor units as a plain number with a point, for forms: ``5``, ``25.50``. Exact."""
    digits = exponent(currency)
    value = Decimal(amount).scaleb(-digits)
    return str(value.quantize(Decimal(1)) if value == value.to_integral_value() else value)


def write_sum(language: str, amount: int, currency: str) -> str:
    """Return minor units as a reader of *language* writes them, with the currency's sign."""
    locale, digits = locale_of(language), exponent(currency)
    value = Decimal(amount).scaleb(-digits)
    places = "" if value == value.to_integral_value() else "." + "0" * digits
    pattern = locale.currency_formats["standard"].pattern.replace(".00", places)
    text = format_currency(value, currency, locale=locale, format=pattern, currency_digits=False, numbering_system="default")
    return text.translate(_own_digits(language))


def currency_name(language: str, currency: str) -> str:
    """Return the name of a currency in *language*."""
    return str(get_currency_name(currency, locale=locale_of(language)))


@lru_cache(maxsize=64)
def _own_digits(language: str) -> dict[int, str]:
    return {ord("0") + n: write_number(language, n) for n in range(10)}
