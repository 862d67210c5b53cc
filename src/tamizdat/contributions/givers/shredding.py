"""Shredders of what is known of givers, of mails to them, of changes they asked for, of reminders, and of silence.

Promises: erasing somebody destroys the key under which they lie, and every mail that waits for them; what they gave stays in the ledger
under its reference, and leads to nobody. A recurring contribution goes on at the provider until it is ended there: the operator is told.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from tamizdat.contributions import doors, reminders, self_service
from tamizdat.contributions.givers import departed
from tamizdat.contributions.mails import mailer
from tamizdat.contributions.models import Contribution, Departed, GiftChange, Given, Giver, Mail, Reminder, Silence
from tamizdat.sealed.keys import b64
from tamizdat.sealed.shredders import Shredder, Subject

AFTER_LAST = timedelta(days=400)
"""The statement of the year comes up to a year and a month after a payment."""

RUNS = ("active", "past_due", "paused")
AT_ONCE = 500

CONTRACT = "performance of what the giver asked for, GDPR Art. 6(1)(b)"
CONSENT = "consent, GDPR Art. 6(1)(a)"
SAFETY = "legitimate interest, not to endanger whoever it is by a mail, GDPR Art. 6(1)(f)"
ERASURE = "legal obligation to erase for good, GDPR Art. 6(1)(c) and 17(1)"


def _refs(subject: Subject) -> list[str]:
    return list(Given.objects.filter(giver__address_hash=subject).values_list("ref", flat=True))


def _givers(subject: Subject) -> list[dict[str, Any]]:
    rows = Giver.objects.filter(address_hash=subject)
    gifts = Contribution.objects.filter(ref__in=_refs(subject)).order_by("began")
    return [{"since": row.since.isoformat(), "sealed address": b64(bytes(row.box))} for row in rows] + [_gift(gift) for gift in gifts]


def _gift(gift: Contribution) -> dict[str, Any]:
    paid = {"currency": gift.currency, "paid": gift.paid, "refunded": gift.refunded, "payments": gift.payments}
    return {"contribution": gift.ref, "provider": gift.provider, "state": gift.state, "frequency": gift.frequency, **paid}


def _mails(subject: Subject) -> list[dict[str, Any]]:
    return [{"mail": row.kind, "waiting since": row.made.isoformat()} for row in Mail.objects.filter(address_hash=subject)]


def _changes(subject: Subject) -> list[dict[str, Any]]:
    rows = GiftChange.objects.filter(link__in=Given.objects.filter(giver__address_hash=subject).values("link"))
    return [{"asked": row.made.isoformat(), "what": row.what, "amount": row.amount} for row in rows]


def _erase_changes(subject: Subject) -> int:
    links = Given.objects.filter(giver__address_hash=subject).values("link")
    return int(GiftChange.objects.filter(link__in=links).delete()[0])


def _reminders(subject: Subject) -> list[dict[str, Any]]:
    rows = Reminder.objects.filter(address_hash=subject)
    said = ("when", "consent", "sent")
    return [
        {"asked": row.asked.isoformat(), "confirmed": row.due is not None} | {name: getattr(row, name) for name in said} for row in rows
    ]


def _erase_givers(subject: Subject) -> int:
    with transaction.atomic(using=doors.DATABASE):
        departed.note(Departed.GIFT, _refs(subject))
        departed.note(Departed.GIVER, Giver.objects.filter(address_hash=subject).values_list("ref", flat=True))
        return int(Giver.objects.filter(address_hash=subject).delete()[0])


def _givers_over(now: datetime) -> int:
    """Erase who has given nothing for long, and has nothing that runs."""
    lately = Contribution.objects.filter(Q(last_paid__gte=now - AFTER_LAST) | Q(state__in=RUNS)).exclude(ref="").values("ref")
    old = Giver.objects.filter(since__lt=(now - AFTER_LAST).date())
    over = old.exclude(given__in=Given.objects.filter(ref__in=lately)) if old.exists() else old
    return int(Giver.objects.filter(pk__in=list(over.values_list("pk", flat=True)[:AT_ONCE])).delete()[0])


def _silences(subject: Subject) -> list[dict[str, Any]]:
    return [{"nothing is sent since": row.since.isoformat()} for row in Silence.objects.filter(address_hash=subject)]


def _erase_silence(subject: Subject) -> int:
    rows = Silence.objects.filter(address_hash=subject)
    with transaction.atomic(using=doors.DATABASE):
        departed.note(Departed.SILENCE, rows.values_list("ref", flat=True))
        return int(rows.delete()[0])


def _silences_over(now: datetime) -> int:
    over = Silence.objects.filter(since__lt=(now - AFTER_LAST).date())
    return int(over.delete()[0]) if over.exists() else 0


GIVERS: tuple[Shredder, ...] = (
    Shredder(
        store="changes to contributions",
        holds="What was asked for behind a contribution's own link: to pause or end it, another amount or card; the day.",
        basis=CONTRACT,
        keeps="35 days; the day on which a pause ends, until it is over.",
        export=_changes,
        erase=_erase_changes,
        expire=self_service.expire,
    ),
    Shredder(
        store="mails to givers",
        holds="The address, sealed, and its keyed hash, while a receipt or another mail waits to be sent; then only which mail it was.",
        basis=CONTRACT,
        keeps="The address until it is sent, usually seconds; which mail it was, under the contribution's reference, 500 days.",
        export=_mails,
        erase=lambda subject: int(Mail.objects.filter(address_hash=subject).delete()[0]),
        expire=mailer.forget,
    ),
    Shredder(
        store="reminders",
        holds="The address, sealed so that it opens only to send the reminder, a keyed hash of it, the language, and when it is to come.",
        basis=CONSENT,
        keeps="Unconfirmed 7 days; then until the second reminder, a gift, or the link that ends it, whichever is first.",
        export=_reminders,
        erase=reminders.erase,
        expire=reminders.expire,
    ),
    Shredder(
        store="silence",
        holds="A keyed hash of an address to which no mail about giving goes, because giving is a crime in the country of a card that was "
        "used; the day. Which contribution it was is not noted with it.",
        basis=SAFETY,
        keeps="400 days, or until the giver asks.",
        export=_silences,
        erase=_erase_silence,
        expire=_silences_over,
    ),
    Shredder(
        store="givers",
        holds="The address and language of who wanted a receipt, sealed under a key of their own that opens only while a mail to them goes "
        "out, a keyed hash of the address, and which contributions are theirs.",
        basis=CONTRACT,
        keeps="400 days after the last payment, or until the giver asks; amounts and references stay in the books and lead to nobody.",
        export=_givers,
        erase=_erase_givers,
        expire=_givers_over,
    ),
    Shredder(
        store="departures of givers",
        holds="Random references of givers, contributions and reminders that were erased, names of the keys under which a corrected "
        "address lay, and the day: a backup that is restored must not bring them back. They lead to nobody but in a backup that is older.",
        basis=ERASURE,
        keeps="400 days: longer than any backup should be kept.",
        export=lambda _: [],
        erase=lambda _: 0,
        expire=departed.forget,
    ),
)
"""In the order in which one is erased from them: who gave last, because the others are found through them."""
