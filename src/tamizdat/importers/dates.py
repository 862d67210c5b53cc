"""WordPress's times: three spellings of one moment, any of which may be missing or impossible.

Promises: a UTC time or None, never an exception and never today's date in place of a missing one.
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def utc_time(text: str) -> datetime | None:
    """Return ``YYYY-MM-DD HH:MM:SS`` as a UTC time; None for an impossible one such as ``0000-00-00 00:00:00``."""
    try:
        time = datetime.strptime(text.strip(), "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return time if time.year >= 1900 else None


def published_time(gmt: str, rfc822: str, local: str) -> tuple[datetime | None, bool]:
    """Return the time of publication, and whether it is the old site's local time for want of a better one."""
    exact = utc_time(gmt) or _mail_time(rfc822)
    return (exact, False) if exact else (utc_time(local), True)


def _mail_time(text: str) -> datetime | None:
    if not re.match(r"\w{3}, \d\d? \w{3} (?:19|2\d)\d\d ", text):  # for a draft WordPress writes "-0001", which parses as 2000
        return None
    try:
        time = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return None
    return time.astimezone(UTC) if time.tzinfo else None
