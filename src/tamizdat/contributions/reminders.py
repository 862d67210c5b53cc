"""Reminders: "remind me later", without an account. Asked for, confirmed by mail, sent at most twice, erased.

Promises: an address gets a reminder only after its owner has pressed the button in a mail, and that mail counts against the quota of all
mails about signing up: one a day, three a month. Nothing is kept without a consent whose wording is known, nor for a mailbox whose provider
must hand mail over. Two reminders at most, two weeks apart, none to who has given meanwhile; with the last the address goes. What is due
while the list key is locked waits. Days are the newspaper's own: the 31st of a month without one is its last.
"""

import tomllib
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from tamizdat.contributions import doors
from tamizdat.contributions.givers import departed
from tamizdat.contributions.givers.sealing import Person, for_mail
from tamizdat.contributions.givers.silence import address_is_silent
from tamizdat.contributions.givers.taking import new_ref
from tamizdat.contributions.models import Contribution, Departed, Given, Mail, Reminder
from tamizdat.newsletters.interfaces import GateRecord
from tamizdat.newsletters.readers import wishes
from tamizdat.newsletters.readers.addresses import Known, for_list, is_at, known
from tamizdat.newsletters.readers.doors import DATABASE as READERS
from tamizdat.newsletters.readers.doors import newspaper
from tamizdat.newsletters.readers.leaving import never_again
from tamizdat.newsletters.readers.locking import one_at_a_time
from tamizdat.newsletters.readers.quota import take_one
from tamizdat.sealed.lookup import BadAddress

JANUARY, MONTHS = "january", {"3": 3, "6": 6, "9": 9}
CONFIRM_WITHIN = timedelta(days=7)
AGAIN_AFTER = timedelta(days=14)
AT_MOST = 2
AT = time(10)
"""By the newspaper's clock."""

FIRST_DAY, SECOND_DAY, TOO_SOON = 10, 24, timedelta(days=14)
"""Of January. Who asks in the last days of December hears on the later day; who asks in January itself, in the next year's."""

FORGET = timedelta(days=120)
"""For which a reminder waits for a list key that nobody unlocks; then it is erased unsent."""


def due_at(when: str, asked: datetime, zone: str) -> datetime:
    """Return when a reminder that was asked for at *asked* comes: UTC, ten in the morning in *zone*."""
    local = asked.astimezone(ZoneInfo(zone))
    if when == JANUARY:
        first = date(local.year + 1, 1, FIRST_DAY)
        day = first if first - local.date() >= TOO_SOON else first.replace(day=SECOND_DAY)
    else:
        year, month = divmod(local.year * 12 + local.month - 1 + MONTHS[when], 12)
        day = date(year, month + 1, min(local.day, monthrange(year, month + 1)[1]))
    return datetime.combine(day, AT, tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))


def take_reminder(record: GateRecord) -> None:
    """Take a record of kind ``reminder``."""
    ask(record, timezone.now())


def take_confirmation(record: GateRecord) -> None:
    """Take a record of kind ``reminder_confirm``."""
    confirm(record.fields, timezone.now())


def take_cancellation(record: GateRecord) -> None:
    """Take a record of kind ``reminder_cancel``."""
    cancel(record.fields)


def ask(record: GateRecord, now: datetime) -> bool:
    """Queue the one mail that asks whether they meant it; return whether there will be one."""
    said = newspaper()
    language = wishes.spoken(said, wishes.text(record.fields, "language", 12))
    when, consent = str(record.fields.get("when", "")), _agreed(record.fields)
    if said is None or language is None or not consent or when not in (JANUARY, *MONTHS):
        return False
    try:
        who = known(doors.keyring(), wishes.text(record.fields, "email", 320))
    except BadAddress:
        return False
    if is_at(who.address, said.careful_providers) or Reminder.objects.filter(record=record.id).exists():
        return False
    with transaction.atomic(using=READERS):
        one_at_a_time(who.hash)
        if never_again(who.hash) or address_is_silent(who.hash) or not take_one(who.hash, now):
            return False
        _keep(record.id, who, language.code, when, consent, now)
    return True


@cache
def consents() -> dict[str, dict[str, str]]:
    """Return version -> language -> what they agree to who ask to be reminded: all wordings that there have been."""
    return tomllib.loads((Path(__file__).parent / "locale" / "remind_consent.toml").read_text("utf-8"))


def _agreed(fields: Mapping[str, Any]) -> str:
    version = wishes.text(fields, "consent", 8)
    return version if version in consents() else ""


def _keep(record: str, who: Known, language: str, when: str, consent: str, now: datetime) -> None:
    keys = doors.keyring()
    with transaction.atomic(using=doors.DATABASE):
        wish = Reminder.objects.create(
            ref=new_ref(), record=record, address_hash=who.hash, box=for_list(keys, who), language=language, when=when,
            asked=now.replace(second=0, microsecond=0), consent=consent,
        )  # fmt: skip
        Mail.objects.create(
            kind="remind_confirm", about=f"remind:{wish.ref}:confirm", ref=wish.ref, address_hash=who.hash, due=now, made=now,
            box=for_mail(keys, Person(who.address, language)),
        )  # fmt: skip


def confirm(fields: Mapping[str, Any], now: datetime) -> bool:
    """Let a reminder come, as its link showed; again, or too late, changes nothing. An older one of the same address goes."""
    said = newspaper()
    waiting = Reminder.objects.filter(ref=wishes.text(fields, "ref", 22), due__isnull=True, asked__gte=now - CONFIRM_WITHIN)
    with transaction.atomic(using=doors.DATABASE):
        wish = waiting.first()
        if wish is None or said is None:
            return False
        for older in Reminder.objects.filter(address_hash=bytes(wish.address_hash)).exclude(pk=wish.pk):
            _erase(older.ref)
        return bool(waiting.update(due=due_at(wish.when, wish.asked, said.time_zone)))


def cancel(fields: Mapping[str, Any]) -> bool:
    """Erase a reminder; return whether there was one."""
    ref = wishes.text(fields, "ref", 22)
    with transaction.atomic(using=doors.DATABASE):
        return bool(ref and _erase(ref))


def queue_due(now: datetime) -> int:
    """Queue the reminders that are due; return how many. Who has given since they asked is not reminded."""
    due = Reminder.objects.filter(due__lte=now)
    return sum(_queue(wish, now) for wish in due.order_by("due")[:200])


def was_sent(ref: str, now: datetime) -> None:
    """Note that a reminder went out: the next one in two weeks, or nothing is left of it. The caller holds the transaction."""
    wish = Reminder.objects.filter(ref=ref).first()
    if wish is not None and wish.sent + 1 >= AT_MOST:
        _erase(ref)
    elif wish is not None:
        Reminder.objects.filter(ref=ref).update(sent=wish.sent + 1, due=now + AGAIN_AFTER)


def erase(subject: bytes) -> int:
    """Erase the reminders of an address, by its keyed hash; return how many."""
    with transaction.atomic(using=doors.DATABASE):
        return sum(_erase(ref) for ref in Reminder.objects.filter(address_hash=subject).values_list("ref", flat=True))


def expire(now: datetime) -> int:
    """Erase what was never confirmed, and what could not be sent for months; return how many."""
    over = Reminder.objects.filter(due__isnull=True, asked__lt=now - CONFIRM_WITHIN) | Reminder.objects.filter(due__lt=now - FORGET)
    with transaction.atomic(using=doors.DATABASE):
        return sum(_erase(ref) for ref in over.values_list("ref", flat=True)[:1000])


def _queue(wish: Reminder, now: datetime) -> int:
    with transaction.atomic(using=doors.DATABASE):
        address = bytes(wish.address_hash)
        if wish.due is None or address_is_silent(address) or _has_given(address, wish.asked):
            _erase(wish.ref)
            return 0
        fields = {"kind": "reminder", "ref": wish.ref, "address_hash": bytes(wish.address_hash), "due": now, "made": now}
        return int(Mail.objects.get_or_create(about=f"remind:{wish.ref}:{wish.sent + 1}", defaults=fields)[1])


def _has_given(address_hash: bytes, since: datetime) -> bool:
    """Return whether a payment of who has this address came after *since*, of whichever contribution of theirs."""
    refs = Given.objects.filter(giver__address_hash=address_hash).values("ref")
    return bool(Contribution.objects.filter(ref__in=refs, last_paid__gte=since).exists())


def _erase(ref: str) -> int:
    Mail.objects.filter(ref=ref, kind__in=("remind_confirm", "reminder"), state=Mail.WAITING).delete()
    departed.note(Departed.REMINDER, [ref])
    return int(Reminder.objects.filter(ref=ref).delete()[0])
