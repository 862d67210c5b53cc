"""Times and numbers as a reader writes them: in their language, in the newspaper's time zone.

Promises: dates by Unicode's patterns through Babel, in the language's own digits. A date is written once a process, since lists
repeat them: building 100,000 pages asks for millions.
"""

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, get_datetime_format
from babel.numbers import format_decimal

_LOCALES = {"en": "en_GB"}  # the day before the month, as an international paper writes

_PATTERNS = {
    "full": "full",  # Friday, 20 November 2026
    "date": "long",  # 20 November 2026
    "month": "LLLL y",  # November 2026
    "year": "y",
}

_ARABIC_DIGITS = {"arabext": "۰۱۲۳۴۵۶۷۸۹", "arab": "٠١٢٣٤٥٦٧٨٩"}


def write_date(language: str, time: str, form: str, zone: str) -> str:
    """Return the UTC *time* (``YYYY-MM-DDTHH:MM:SSZ``) for a reader.

    *form* is ``time`` (date and clock) or a key of ``_PATTERNS``. Raises ``ValueError`` for what is no time.
    """
    local = datetime.fromisoformat(time).replace(tzinfo=UTC).astimezone(_zone(zone))
    if form == "time":
        day, clock = _day(language, local.date(), "date"), _clock(language, local.hour, local.minute)
        return _date_and_time(language).replace("{1}", day).replace("{0}", clock)
    return _day(language, local.date(), form)


def write_number(language: str, n: int) -> str:
    """Return *n* in the digits and grouping of *language*."""
    return _digits(language, format_decimal(n, locale=locale_of(language), numbering_system="default"))


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale:
    """Return Babel's locale for a language code; English where Babel knows none."""
    try:
        return Locale.parse(_LOCALES.get(language, language.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=16384)
def _day(language: str, day: date, form: str) -> str:
    return _digits(language, format_date(day, _PATTERNS[form], locale=locale_of(language)))


@lru_cache(maxsize=4096)
def _clock(language: str, hour: int, minute: int) -> str:
    return _digits(language, f"{hour:02}:{minute:02}")


@lru_cache(maxsize=64)
def _date_and_time(language: str) -> str:
    return str(get_datetime_format("long", locale=locale_of(language))).replace("'", "")


@lru_cache(maxsize=64)
def _table(language: str) -> dict[int, str]:
    own = _ARABIC_DIGITS.get(locale_of(language).default_numbering_system, "")
    return {ord("0") + n: digit for n, digit in enumerate(own)}


def _digits(language: str, text: str) -> str:
    """Babel writes dates in Latin digits: put the language's own in their place."""
    return text.translate(_table(language))
