"""Times as records write them."""

from datetime import UTC, datetime


def utc(moment: datetime) -> str:
    """Return *moment* as ``YYYY-MM-DDTHH:MM:SSZ``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
