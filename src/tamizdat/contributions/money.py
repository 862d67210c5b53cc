"""Money: integers in a currency's minor unit, and how people write them. Pure.

Promises: no float touches an amount; an amount that cannot be exact is refused. Exponents: ISO 4217, list one, as of 2026-01-01.
"""

import re

_TWO = """
AED ALL AMD AUD AZN BAM BGN BRL BYN CAD CHF CNY CZK DKK EUR GBP GEL HKD HUF IDR ILS INR KGS KZT MDL MXN NOK NZD PLN RON RSD SEK SGD THB TRY
UAH USD UZS ZAR
"""
EXPONENTS = dict.fromkeys(_TWO.split(), 2) | dict.fromkeys(("JPY", "KRW", "ISK"), 0) | dict.fromkeys(("BHD", "JOD", "KWD", "TND"), 3)
"""Currency -> digits after the point (ISO 4217), of those that a newspaper may offer. Bitcoin is priced in one of these."""

LARGEST = 10_000_000_00
"""Minor units. What is larger is no contribution but a mistake, or a matter for a letter."""

_AMOUNT = re.compile(r"(\d{1,9})(?:[.,](\d{1,3}))?")
_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩٫", "01234567890123456789.")
_SPACES = re.compile(r"[\s\u00a0\u202f'’_]")


class BadAmount(ValueError):
    """What was typed is no exact positive amount in the currency. The sentence says so, without what was typed."""


def read_amount(text: str, currency: str) -> int:
    """Return the minor units of an amount that a person typed: ``12``, ``12.50``, ``12,50``, ``1 200``, ``۱۲``. Raises ``BadAmount``."""
    exponent = EXPONENTS.get(currency)
    if exponent is None:
        raise BadAmount("this currency is not taken here")
    found = _AMOUNT.fullmatch(_SPACES.sub("", text.translate(_DIGITS)))
    if found is None:
        raise BadAmount("write the amount as a number, such as 12 or 12.50")
    whole, part = found[1], found[2] or ""
    if len(part.rstrip("0")) > exponent:
        raise BadAmount(f"{currency} has {exponent} digits after the point")
    if len(part) == 3 and exponent < 3:
        raise BadAmount("write the amount without separating thousands by a point or comma")
    amount: int = int(whole) * 10**exponent + int(part.ljust(exponent, "0")[:exponent] or "0")
    if not 0 < amount <= LARGEST:
        raise BadAmount("this amount cannot be taken here")
    return amount


def write_amount(amount: int, currency: str) -> str:
    """Return *amount* as a plain number with a point, for forms and files: ``12.50``, ``1200``. Exact; not for reading in a sentence."""
    exponent = EXPONENTS[currency]
    sign, digits = "-" * (amount < 0), str(abs(amount)).rjust(exponent + 1, "0")
    return f"{sign}{digits[:-exponent]}.{digits[-exponent:]}" if exponent else f"{sign}{digits}"


def with_fee(amount: int, *, points: int, fixed: int) -> int:
    """Return what must be paid so that *amount* is left after a fee of *points* hundredths of a percent and *fixed* minor units."""
    return -(-(amount + fixed) * 10_000 // (10_000 - points))
