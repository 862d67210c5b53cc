"""Following: entries of the ledger become mails that wait to be sent, each exactly once.

Promises: the ledger's chain is itself the list of what happened, in order and without a gap; up to where it was followed is noted in the
transaction that queues the mails. Killed anywhere, it goes on where it was. Whoever paid with a listed card is passed over in silence, and
their address is not taken over: it is destroyed, and if it is a known giver's, silence covers all that they gave.
"""

from collections import defaultdict
from datetime import datetime

from django.db import transaction

from tamizdat.contributions import doors
from tamizdat.contributions.givers.news import news
from tamizdat.contributions.givers.sealing import for_mail
from tamizdat.contributions.givers.silence import is_silent, silent_among
from tamizdat.contributions.givers.taking import hush, take_over
from tamizdat.contributions.models import Contribution, Entry, Filed, Given, Mail, Told

AT_ONCE = 200
"""Entries in one transaction."""


def follow(now: datetime) -> int:
    """Follow the ledger to its end; return how many mails were queued."""
    queued = 0
    while Entry.objects.filter(number__gt=_so_far()).exists():
        queued += _step(now)
    return queued


def _so_far() -> int:
    row = Told.objects.filter(pk=1).first()
    return row.number if row else 0


def _step(now: datetime) -> int:
    with transaction.atomic(using=doors.DATABASE):
        told, _ = Told.objects.select_for_update().get_or_create(pk=1)
        entries = list(Entry.objects.filter(number__gt=told.number).order_by("number")[:AT_ONCE])
        by_gift = _by_contribution(entries)
        silent = silent_among([gift.pk for gift, _ in by_gift])
        queued = sum(_tell(gift, fresh, now, silent) for gift, fresh in by_gift)
        if entries:
            Told.objects.filter(pk=1).update(number=entries[-1].number)
    return queued


def _by_contribution(entries: list[Entry]) -> list[tuple[Contribution, list[Entry]]]:
    by_gift: defaultdict[int, list[Entry]] = defaultdict(list)
    owner = dict(Filed.objects.filter(entry__in=entries).values_list("entry_id", "contribution_id"))
    for entry in entries:
        by_gift[owner[entry.number]].append(entry)
    return [(gift, by_gift[gift.pk]) for gift in Contribution.objects.filter(pk__in=by_gift).exclude(ref="")]


def _tell(gift: Contribution, fresh: list[Entry], now: datetime, silent: set[int]) -> int:
    if gift.pk in silent:
        hush(gift.ref)
        return 0
    given, box = Given.objects.filter(ref=gift.ref).select_related("giver").first(), b""
    if given is None and gift.payments:
        found = take_over(gift.ref, now)
        given, box = (found[0], for_mail(doors.keyring(), found[1])) if found else (None, b"")
    if given is None or is_silent(given.giver_id):
        return 0
    queued = 0
    for one in news(gift, fresh, now):
        fields = {"kind": one.kind, "ref": gift.ref, "giver": given.giver, "entry": one.entry, "due": now, "made": now}
        fields |= {"box": box, "address_hash": bytes(given.giver.address_hash)}
        queued += Mail.objects.get_or_create(about=one.about, defaults=fields)[1]
    return queued
