"""When a copy that a relay put off is tried again, and when it is given up. Pure.

Promises: seven more tries over some eight hours, as greylisting and full queues need; a copy that no relay was asked about has lost no
try; what was handed over without an answer is in doubt, and nothing else is.
"""

from datetime import datetime, timedelta
from typing import Any

from tamizdat.newsletters.interfaces import Outcome

PUT_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240))
"""How long after each "later" of a relay a copy is tried again; after the last it is given up."""

SOON = timedelta(seconds=10)
"""When a copy is tried again that no relay was asked about: none could be used, or the rates were used up."""


def verdict(outcome: Outcome, tries: int, now: datetime) -> tuple[str, dict[str, Any]]:
    """Return the event (``states.COPY``) and the fields that follow from a relay's answer to a copy that was put off *tries* times."""
    fields: dict[str, Any] = {"code": outcome.code, "next_try": None}
    if outcome.state != "later":
        return outcome.state, fields
    if not outcome.code:
        return "later", fields | {"next_try": now + SOON}
    if tries == len(PUT_OFF):
        return "refused", fields
    return "later", fields | {"tries": tries + 1, "next_try": now + PUT_OFF[tries]}
