"""Applying: boxes are opened and handed to their handlers, in one transaction a batch.

Promises: what this returns from is committed; the same batch again changes nothing (each handler's own promise); one record that a handler
stumbles over is set aside, sealed as it came, and the others go on. A database that is away fails the whole batch, and the gate keeps it.
"""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from tamizdat.newsletters.interfaces import GateHandler, GateRecord
from tamizdat.newsletters.models.collected import SetAside
from tamizdat.sealed.boxes import CannotOpen
from tamizdat.sealed.keys import PrivateKey
from tamizdat.sealed.poll import Row
from tamizdat.sealed.records import opened, record_id

DATABASE = "readers"
TRY_AGAIN = timedelta(hours=1)
FORGET = timedelta(days=21)
"""A queue key is destroyed three weeks after its making at the latest: nobody can open the box then."""

VOID = "void"
"""A kind that the gate makes for posts that nobody wants and a second step had to carry."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Applied:
    """What a batch came to: counts by outcome (``applied``, ``unreadable``, ``unknown``, ``set aside``), and replies by record id."""

    counts: Counter[str] = field(default_factory=Counter)
    replies: dict[str, str] = field(default_factory=dict)


def apply(rows: Sequence[Row], keys: Mapping[bytes, PrivateKey], handlers: Mapping[str, GateHandler]) -> Applied:
    """Apply *rows* durably."""
    done = Applied()
    with transaction.atomic(using=DATABASE):
        for row in rows:
            done.counts[_one(row.box, datetime.fromtimestamp(row.minute * 60, UTC), keys, handlers, done.replies)] += 1
    return done


def try_again(keys: Mapping[bytes, PrivateKey], handlers: Mapping[str, GateHandler]) -> Applied:
    """Apply what was set aside and has rested for an hour; forget what nobody can open any more."""
    done, now = Applied(), timezone.now()
    SetAside.objects.filter(since__lt=now - FORGET).delete()
    for kept in SetAside.objects.filter(tried__lt=now - TRY_AGAIN):
        with transaction.atomic(using=DATABASE):
            outcome = _one(bytes(kept.box), kept.came, keys, handlers, done.replies)
            if outcome != "set aside":
                SetAside.objects.filter(record=kept.record).delete()
        done.counts[outcome] += 1
    return done


def _one(box: bytes, came: datetime, keys: Mapping[bytes, PrivateKey], handlers: Mapping[str, GateHandler], replies: dict[str, str]) -> str:
    try:
        fields = opened(keys, box)
    except CannotOpen:
        return "unreadable"
    kind = fields.pop("kind")
    if kind == VOID:
        return "dropped"
    if kind not in handlers:
        return "unknown"
    record = GateRecord(id=record_id(box), came=came, kind=kind, fields=fields)
    try:
        with transaction.atomic(using=DATABASE):
            reply = handlers[kind](record)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever a handler stumbles over must not hold up those behind it
        _set_aside(record, box, error)
        return "set aside"
    if reply is not None:
        replies[record.id] = reply
    return "applied"


def _set_aside(record: GateRecord, box: bytes, error: Exception) -> None:
    why, now = type(error).__name__, timezone.now()
    log.error("a record of kind %s was set aside: %s", record.kind, why)
    kept, new = SetAside.objects.get_or_create(
        record=record.id, defaults={"box": box, "came": record.came, "why": why, "since": now, "tried": now}
    )
    if not new:
        SetAside.objects.filter(pk=kept.pk).update(why=why, tries=kept.tries + 1, tried=now)
