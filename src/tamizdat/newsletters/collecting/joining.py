"""Joining: the parts of a hook wait until all are there, and the whole goes to who takes its name. docs/spec/gate.md, section 12.

Promises: all is in the caller's transaction; parts wait sealed, as they came; a hook that was handed over is noted with that, and changes
nothing when it comes again; what its taker stumbles over waits and is tried again. What a stranger sealed as if it were a hook raises
nothing, and displaces no hook that is whole. Refuses to believe: that is the taker's.
"""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from tamizdat.newsletters.interfaces import GateRecord, Hook, HookTaker
from tamizdat.newsletters.models import AppliedRecord
from tamizdat.newsletters.models.collected import HookPart
from tamizdat.sealed.boxes import CannotOpen
from tamizdat.sealed.hooks import Posted, join, read_part
from tamizdat.sealed.keys import PrivateKey, b64
from tamizdat.sealed.records import opened

DATABASE = "readers"
TRY_AGAIN = timedelta(hours=1)
"""After which what somebody stumbled over is tried again."""

BESIDE = timedelta(seconds=120)
"""By which the time within a hook may lie beside the minute that the gate noted: a stranger who seals one cannot make an old one new."""

MOST_WAITING = 2_000
"""Parts whose others have not come. All of a hook come at once: more are a stranger's."""

log = logging.getLogger(__name__)

Keys = Mapping[bytes, PrivateKey]
Takers = Mapping[str, HookTaker]


def take_part(record: GateRecord, box: bytes, keys: Keys, takers: Takers) -> str:
    """Keep the part in *record*, which came in *box*; if it is the last of its hook, hand the whole over. Return the outcome."""
    try:
        part = read_part(record.fields)
    except ValueError:
        return "refused"
    if AppliedRecord.objects.filter(record=_done(part.hook)).exists():
        return "again"
    place = {"hook": part.hook, "number": part.number, "box": box, "came": record.came, "since": timezone.now()}
    HookPart.objects.get_or_create(record=record.id, defaults=place)
    if HookPart.objects.filter(hook=part.hook).values("number").distinct().count() < part.count:
        _make_room()
        return "waiting"
    return _hand_over(part.hook, keys, takers)


def try_hooks_again(keys: Keys, takers: Takers) -> list[str]:
    """Hand over what a taker stumbled over an hour ago; return the outcomes."""
    stumbled = HookPart.objects.filter(tried__lt=timezone.now() - TRY_AGAIN).order_by("hook")
    outcomes = []
    for hook in stumbled.values_list("hook", flat=True).distinct():
        with transaction.atomic(using=DATABASE):
            outcomes.append(_hand_over(hook, keys, takers))
    return outcomes


def _hand_over(hook: str, keys: Keys, takers: Takers) -> str:
    rows = HookPart.objects.filter(hook=hook)
    outcome = _taken(hook, list(rows), keys, takers)
    if outcome == "set aside":
        rows.update(tried=timezone.now())
    else:
        rows.delete()
        AppliedRecord.objects.get_or_create(record=_done(hook), defaults={"day": timezone.now().date()})
    return outcome


def _taken(hook: str, rows: list[HookPart], keys: Keys, takers: Takers) -> str:
    try:
        posted = join([read_part(opened(keys, bytes(row.box))) for row in rows])
    except (CannotOpen, ValueError):
        return "refused"
    if not _came_then(posted, max(row.came for row in rows)):
        return "refused"
    if posted.name not in takers:
        return "unknown"
    received = datetime.fromtimestamp(posted.came, UTC)
    whole = Hook(id=hook, name=posted.name, headers=posted.headers, body=posted.body, received=received)
    try:
        with transaction.atomic(using=DATABASE):
            return "applied" if takers[posted.name](whole) else "refused"
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever a taker stumbles over must not hold up those behind it
        log.error("a hook for %s was set aside: %s", posted.name, type(error).__name__)
        return "set aside"


def _came_then(posted: Posted, minute: datetime) -> bool:
    """Return whether the time within fits the *minute* that the gate noted outside."""
    return -BESIDE.total_seconds() <= posted.came - minute.timestamp() <= 60 + BESIDE.total_seconds()


def _make_room() -> None:
    waiting = HookPart.objects.filter(tried=None)
    if (many := waiting.count() - MOST_WAITING) > 0:
        log.warning("parts of hooks whose others never came were dropped")
        HookPart.objects.filter(pk__in=list(waiting.order_by("since", "record").values_list("pk", flat=True)[:many])).delete()


def _done(hook: str) -> str:
    """Return the name under which a hook is noted as done: never a record's own, or a stranger could have that record passed over."""
    return b64(sha256(b"tamizdat hook\n" + hook.encode()).digest()[:16])
