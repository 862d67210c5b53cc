"""Delivery: frozen records reach the press, at once if it can be reached, else by the worker until it can.

Promises: nothing frozen is lost and nobody is kept waiting by a press that is down. A record may be handed over twice, which changes
nothing there. Photos go before the records that name them. Leaves building to the press.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.module_loading import import_string

from tamizdat.edition.records import Article, Photo, Record, Rendition
from tamizdat.edition.schema import decode
from tamizdat.newsroom.models.history import Freeze
from tamizdat.newsroom.pictures import edition_bytes

logger = logging.getLogger(__name__)

BATCH = 200
"""Records handed over at once: a few megabytes."""


@dataclass
class Handover:
    """What became of the records frozen while delivery was held back."""

    frozen: int = 0
    ticket: int | None = None  # the press's, if it took them all


_held: ContextVar[Handover | None] = ContextVar("held", default=None)


def press_desk() -> Any:
    """Return the press that the settings name."""
    return _desk(settings.TAMIZDAT_PRESS, settings.TAMIZDAT.home / "press")


def deliver() -> int | None:
    """Hand all undelivered records to the press, oldest first; return its last ticket, or None if nothing was handed over.

    Raises whatever the press raises; what it did not take stays undelivered.
    """
    ticket = None
    while waiting := list(Freeze.objects.filter(delivered=False).order_by("change")[:BATCH]):
        records = [decode(row.data.encode()) for row in waiting]
        desk = press_desk()
        for file in (file for record in records for file in files_of(record)):
            _hand_over(desk, file)
        ticket = desk.submit(records)
        Freeze.objects.filter(pk__in=[row.pk for row in waiting]).update(delivered=True)
    return ticket


def _hand_over(desk: Any, file: Rendition) -> None:
    try:
        desk.keep_media(edition_bytes(file.path))
    except FileNotFoundError:  # the photo was deleted since: its tombstone is on the way
        logger.warning("The file %s is gone", file.path)


def deliver_again() -> int | None:
    """Hand the latest freeze of every record over once more, for a press that has lost them; return its last ticket."""
    latest = Freeze.objects.values("record").annotate(last=Max("change")).values("last")
    Freeze.objects.filter(change__in=latest).update(delivered=False)
    return deliver()


def try_to_deliver() -> int | None:
    """Deliver, or leave it to the worker: a press that is down is logged and stops nobody."""
    try:
        return deliver()
    except Exception:  # whatever breaks at the press, the editor's work is done and safe
        logger.exception("The press did not take what was published; the worker will try again")
        return None


def after_commit() -> None:
    """Deliver when the present transaction is done; called for each frozen record."""
    holding = _held.get()
    if holding is not None:
        holding.frozen += 1
    else:
        transaction.on_commit(try_to_deliver)


def is_held() -> bool:
    """Return whether delivery is held back now."""
    return _held.get() is not None


@contextmanager
def held() -> Iterator[Handover]:
    """Hold delivery back until the end of the block, then deliver once. Wrap it around the transaction, not into it."""
    if (outer := _held.get()) is not None:
        yield outer
        return
    handover = Handover()
    token = _held.set(handover)
    try:
        yield handover
    finally:
        _held.reset(token)
    if handover.frozen:
        handover.ticket = try_to_deliver()


def files_of(record: Record) -> tuple[Rendition, ...]:
    """Return the files that a record names."""
    if isinstance(record, Photo):
        return (*record.renditions, *record.teasers)
    return (record.card,) if isinstance(record, Article) and record.card else ()


@cache
def _desk(dotted: str, home: Path) -> Any:
    return import_string(dotted)(home)
