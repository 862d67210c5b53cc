"""What the newsroom does with the gate's records about letters: by kind, durably, once.

Promises: a record's work, its counts and the note that it is done are one transaction; the same record again changes nothing. Nothing
that a stranger may have typed raises.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from tamizdat.newsletters.interfaces import GateHandler, GateRecord
from tamizdat.newsletters.models import AppliedRecord
from tamizdat.newsletters.readers import numbers
from tamizdat.newsletters.readers.arriving import confirm, sign_up
from tamizdat.newsletters.readers.changing import change_preferences, unsubscribe
from tamizdat.newsletters.readers.doors import DATABASE
from tamizdat.newsletters.readers.numbers import Count

Work = Callable[[Mapping[str, Any], datetime], Counter[Count]]


@dataclass(frozen=True)
class Once:
    """A handler that does its work once for each record."""

    work: Work

    def __call__(self, record: GateRecord) -> None:
        """Apply *record* now."""
        self.at(record, timezone.now())

    def at(self, record: GateRecord, now: datetime) -> bool:
        """Apply *record* at a moment; return whether it was new."""
        with transaction.atomic(using=DATABASE):
            _, new = AppliedRecord.objects.get_or_create(record=record.id, defaults={"day": now.date()})
            if new:
                numbers.add(self.work(record.fields, now), now)
        return new


HANDLERS: dict[str, GateHandler] = {
    "sign_up": Once(sign_up),
    "confirm": Once(confirm),
    "preferences": Once(change_preferences),
    "unsubscribe": Once(unsubscribe),
}
"""Kind of record -> what is done with it; ``collecting`` takes them from here."""
