"""Amounts and days in mails, written as the newspaper's pages write them. Pure. A language without words of ours gets English ones."""

from datetime import UTC, datetime

from tamizdat.contributions.mails.words import worded
from tamizdat.edition import sums
from tamizdat.edition.dates import write_date, write_number


def write_sum(amount: int, currency: str, language: str) -> str:
    """Return minor units as a sum: ``€12.50``, ``12 €``."""
    return sums.write_sum(worded(language), amount, currency)


def write_day(moment: datetime, language: str, zone: str) -> str:
    """Return the day of *moment* in the newspaper's time zone: ``20 November 2026``."""
    return write_date(worded(language), f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", "date", zone)


def write_year(year: int, language: str) -> str:
    """Return a year."""
    return "".join(write_number(worded(language), int(digit)) for digit in str(year))
