"""Applying: boxes are opened and handed to their handlers, in one transaction a batch.

Promises: what this returns from is committed; the same batch again changes nothing (each handler's own promise); a record that came by
another door than its kind may is refused and counted; one that a handler stumbles over is set aside, sealed as it came, and the others go
on. A database that is away fails the whole batch, and the gate keeps it.
"""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from tamizdat.newsletters.collecting.joining import DATABASE, TRY_AGAIN, Takers, take_part, try_hooks_again
from tamizdat.newsletters.interfaces import GateHandler, GateRecord
from tamizdat.newsletters.models.collected import SetAside
from tamizdat.sealed.boxes import CannotOpen
from tamizdat.sealed.doors import takes
from tamizdat.sealed.hooks import KIND as HOOK
from tamizdat.sealed.keys import PrivateKey
from tamizdat.sealed.poll import Row
from tamizdat.sealed.records import opened, record_id

FORGET = timedelta(days=21)
"""A queue key is destroyed three weeks after its making at the latest: nobody can open the box then."""

VOID = "void"
"""A kind that older gates made for posts that nobody wants and a second step had to carry."""

_NONE: Takers = MappingProxyType({})

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Applied:
    """What a batch came to: counts by outcome, and replies by record id.

    Outcomes: ``applied``, ``dropped``, ``unreadable``, ``unknown``, ``wrong door``, ``set aside``; of hooks also ``waiting``, ``again``,
    ``refused``.
    """

    counts: Counter[str] = field(default_factory=Counter)
    replies: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hands:
    """What opens records, and who takes them: by kind, and hooks by name."""

    keys: Mapping[bytes, PrivateKey] = field(repr=False)
    handlers: Mapping[str, GateHandler]
    takers: Takers


def apply(rows: Sequence[Row], keys: Mapping[bytes, PrivateKey], handlers: Mapping[str, GateHandler], takers: Takers = _NONE) -> Applied:
    """Apply *rows* durably."""
    done, hands = Applied(), Hands(keys, handlers, takers)
    with transaction.atomic(using=DATABASE):
        for row in rows:
            came = datetime.fromtimestamp(row.minute * 60, UTC)
            done.counts[_one(row.box, came, row.door, hands, done.replies)] += 1
    return done


def try_again(keys: Mapping[bytes, PrivateKey], handlers: Mapping[str, GateHandler], takers: Takers = _NONE) -> Applied:
    """Apply what was set aside and has rested for an hour; forget what nobody can open any more."""
    done, now = Applied(), timezone.now()
    SetAside.objects.filter(since__lt=now - FORGET).delete()
    for kept in SetAside.objects.filter(tried__lt=now - TRY_AGAIN):
        with transaction.atomic(using=DATABASE):
            outcome = _one(bytes(kept.box), kept.came, kept.door, Hands(keys, handlers, takers), done.replies)
            if outcome != "set aside":
                SetAside.objects.filter(record=kept.record).delete()
        done.counts[outcome] += 1
    done.counts.update(try_hooks_again(keys, takers))
    return done


def _one(box: bytes, came: datetime, door: str, hands: Hands, replies: dict[str, str]) -> str:
    try:
        fields = opened(hands.keys, box)
    except CannotOpen:
        return "unreadable"
    kind = fields.pop("kind")
    if kind == VOID:
        return "dropped"
    if kind != HOOK and kind not in hands.handlers:
        return "unknown"
    if not takes(door, kind):
        return "wrong door"
    record = GateRecord(id=record_id(box), came=came, door=door, kind=kind, fields=fields)
    if kind == HOOK:
        return take_part(record, box, hands.keys, hands.takers)
    try:
        with transaction.atomic(using=DATABASE):
            reply = hands.handlers[kind](record)
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
        record=record.id, defaults={"box": box, "came": record.came, "door": record.door, "why": why, "since": now, "tried": now}
    )
    if not new:
        SetAside.objects.filter(pk=kept.pk).update(why=why, tries=kept.tries + 1, tried=now)
