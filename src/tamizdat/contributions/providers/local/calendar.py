"""When a recurring payment is next due. Pure.

Promises: counted from the first day, so that one who began on the 31st pays on the 28th of February and on the 31st of March.
"""

import calendar
from datetime import UTC, datetime

MONTHS = {"monthly": 1, "annual": 12}
RETRY_DAYS = (3, 5, 7)
"""Days after a failed renewal on which it is tried again, each counted from the try before; then it ends."""

DAY = 86_400


def due(anchor: int, frequency: str, number: int) -> int:
    """Return when the payment *number* periods after the first at *anchor* is due (seconds since 1970, UTC)."""
    first = datetime.fromtimestamp(anchor, UTC)
    month = first.month - 1 + MONTHS[frequency] * number
    year, month = first.year + month // 12, month % 12 + 1
    day = min(first.day, calendar.monthrange(year, month)[1])
    return int(first.replace(year=year, month=month, day=day).timestamp())
