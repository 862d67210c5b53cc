"""Amounts and days as people of a language write them, in their digits. Pure."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency

from tamizdat.contributions.mails.words import worded
from tamizdat.contributions.money import EXPONENTS, write_amount

_LOCALES = {"en": "en_GB"}  # the day before the month, as an international paper writes
_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")  # babel writes their points, and leaves the digits


def write_sum(amount: int, currency: str, language: str) -> str:
    """Return minor units as a sum: ``12.50 €``, ``12 €``."""
    exponent = EXPONENTS[currency]
    part = "." + "0" * exponent if amount % 10**exponent else ""
    plain = Decimal(write_amount(amount, currency))
    said = format_currency(plain, currency, f"#,##0{part} ¤", locale=_locale(language), currency_digits=False, numbering_system="default")
    return _digits(said, language)


def write_day(moment: datetime, language: str, zone: str) -> str:
    """Return the day of *moment* in the newspaper's time zone: ``20 November 2026``."""
    return _digits(format_date(moment.astimezone(ZoneInfo(zone)).date(), "long", locale=_locale(language)), language)


def write_year(year: int, language: str) -> str:
    """Return a year."""
    return _digits(str(year), language)


def _locale(language: str) -> Locale:
    code = worded(language)
    return Locale.parse(_LOCALES.get(code, code))


def _digits(said: str, language: str) -> str:
    return said.translate(_PERSIAN) if worded(language) == "fa" else said
