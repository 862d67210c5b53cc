"""The letters' stores of personal data: for each, what is shown to whom it is about, what is erased, and when the rest goes.

Promises: every table here with a hash, a reference or a box is in ``SHREDDERS`` (a test looks); docs/how-to/privacy.md and the newspaper's
privacy page are made from them. What is sealed is shown as sealed: who asks knows their own address.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from tamizdat.newsletters import shredding_outbox
from tamizdat.newsletters.models import (
    AppliedRecord,
    ExportRequest,
    MailingRecipient,
    MailQuota,
    Notice,
    Pending,
    Reader,
    Subscription,
    Suppression,
)
from tamizdat.newsletters.models.collected import HookPart, SetAside
from tamizdat.newsletters.readers.addresses import new_ref
from tamizdat.newsletters.readers.quota import MONTH_MINUTES
from tamizdat.sealed.keys import b64
from tamizdat.sealed.shredders import Shredder, Subject

CONSENT = "consent, GDPR Art. 6(1)(a) and 9(2)(a)"
OBLIGATION = "legal obligation to respect objection and withdrawal, GDPR Art. 6(1)(c), 7(3), 17(3)(b) and 21(3)"
INTEREST = "legitimate interest in not being used to harass strangers by mail, GDPR Art. 6(1)(f)"
SECURITY = "legitimate interest in secure processing, GDPR Art. 6(1)(f) and 32"

UNCONFIRMED = timedelta(days=7)
QUOTA = timedelta(minutes=MONTH_MINUTES)
APPLIED = timedelta(days=30)
"""Longer than a queue key lives: what comes again later than this, nobody can open."""

SET_ASIDE = timedelta(days=21)
ALONE = timedelta(days=1)
"""For parts of a hook whose others never came."""

COPIES = timedelta(days=60)
"""Bounces of a letter come within days; a complaint may take weeks."""

REQUESTS = timedelta(days=365)

AT_ONCE = 20_000
"""Rows that go in one transaction, so that nobody waits long for the lock; the rest goes at the next tick."""


def _readers(subject: Subject) -> list[dict[str, Any]]:
    rows = Subscription.objects.filter(reader__address_hash=subject).select_related("reader", "consent").order_by("letter")
    return [_reader(reader) for reader in Reader.objects.filter(address_hash=subject)] + [_subscription(row) for row in rows]


def _reader(row: Reader) -> dict[str, Any]:
    bounces = {"soft bounces": row.soft_bounces} if row.soft_bounces else {}
    kept = {"reference": row.ref, "sealed address": b64(bytes(row.box)), "language": row.language, "discreet": row.discreet}
    return {**kept, "since": row.since.isoformat(), **bounces}


def _subscription(row: Subscription) -> dict[str, Any]:
    words = {"consented": row.consented.isoformat(), "source": row.source, "wording": row.consent.version, "words": row.consent.text}
    return {"letter": row.letter, "language": row.language, **words}


def _wishes(subject: Subject) -> list[dict[str, Any]]:
    return [_wish(row) for row in Pending.objects.filter(address_hash=subject)]


def _wish(row: Pending) -> dict[str, Any]:
    asked = {"asked": row.came.isoformat(), "by": row.source, "letters": sorted(row.letters), "language": row.language}
    return {**asked, "sealed address": b64(bytes(row.box))}


def _notices(subject: Subject) -> list[dict[str, Any]]:
    return [{"mail": row.kind, "waiting since": row.created.isoformat()} for row in Notice.objects.filter(address_hash=subject)]


def _quota(subject: Subject) -> list[dict[str, Any]]:
    return [{"mails lately": len(row.mailed), "last": row.last.isoformat()} for row in MailQuota.objects.filter(address_hash=subject)]


def _suppressions(subject: Subject) -> list[dict[str, Any]]:
    rows = Suppression.objects.filter(address_hash=subject).order_by("letter")
    return [{"not written to": row.letter or "all letters", "because": row.reason, "since": row.since.isoformat()} for row in rows]


def _copies(subject: Subject) -> list[dict[str, Any]]:
    rows = MailingRecipient.objects.filter(ref__in=_refs(subject)).select_related("mailing").order_by("pk")
    return [{"letter": row.mailing.subject, "state": row.state, "attempt": row.attempt} for row in rows]


def _forget_copies(subject: Subject) -> int:
    """The copy is still counted, under a reference that leads nowhere."""
    rows = list(MailingRecipient.objects.filter(ref__in=_refs(subject)))
    for row in rows:
        MailingRecipient.objects.filter(pk=row.pk).update(ref=new_ref())
    return len(rows)


def _refs(subject: Subject) -> list[str]:
    return list(Reader.objects.filter(address_hash=subject).values_list("ref", flat=True))


def _copies_over(now: datetime) -> Q:
    return Q(mailing__ended_at__lt=now - COPIES)


def _hooks_over(now: datetime) -> Q:
    return Q(since__lt=now - SET_ASIDE) | Q(tried=None, since__lt=now - ALONE)


def _erasing(kind: Any) -> Callable[[Subject], int]:
    return lambda subject: int(kind.objects.filter(address_hash=subject).delete()[0])


def _expiring(kind: Any, over: Callable[[datetime], Q]) -> Callable[[datetime], int]:
    def expire(now: datetime) -> int:
        rows = kind.objects.filter(over(now))
        if not rows.exists():
            return 0  # looking takes no lock; most times there is nothing
        return int(kind.objects.filter(pk__in=rows.values("pk")[:AT_ONCE]).delete()[0])

    return expire


def _nothing(_: Any) -> int:
    return 0


def _none(_: Subject) -> list[dict[str, Any]]:
    return []


SHREDDERS: tuple[Shredder, ...] = (
    # First what is found by a reader's reference, then the reader
    Shredder(
        store="copies of letters",
        holds="Which letter was handed over for which random reference, and how that went; no address.",
        basis=CONSENT,
        keeps="60 days after the letter went out; then only counts are left.",
        export=_copies,
        erase=_forget_copies,
        expire=_expiring(MailingRecipient, _copies_over),
    ),
    Shredder(
        store="readers",
        holds="The address, sealed so that it opens only while a letter goes out, and a keyed hash of it; letters, language, the words of "
        "consent with day and source, whether delivery is discreet, and how often mail came back.",
        basis=CONSENT,
        keeps="Until the reader leaves the last letter; then it is erased at once.",
        export=_readers,
        erase=_erasing(Reader),
        expire=_nothing,
    ),
    Shredder(
        store="unconfirmed sign-ups",
        holds="The sealed address, its keyed hash, and the letters that were asked for.",
        basis="steps at the person's request before consent is confirmed, GDPR Art. 6(1)(b)",
        keeps="7 days, or until confirmed.",
        export=_wishes,
        erase=_erasing(Pending),
        expire=_expiring(Pending, lambda now: Q(came__lt=now - UNCONFIRMED)),
    ),
    Shredder(
        store="confirmation mails",
        holds="The sealed address, while a mail waits to be sent.",
        basis="steps at the person's request before consent is confirmed, GDPR Art. 6(1)(b)",
        keeps="Until it is sent, usually seconds; 7 days at most.",
        export=_notices,
        erase=_erasing(Notice),
        expire=_expiring(Notice, lambda now: Q(created__lt=now - UNCONFIRMED)),
    ),
    Shredder(
        store="mail limits",
        holds="A keyed hash of the address, and when it was last sent a mail about signing up.",
        basis=INTEREST,
        keeps="31 days after the last such mail.",
        export=_quota,
        erase=_erasing(MailQuota),
        expire=_expiring(MailQuota, lambda now: Q(last__lt=now - QUOTA)),
    ),
    Shredder(
        store="suppressions",
        holds="A keyed hash of the address, which letters are not sent to it, the reason and the day.",
        basis=OBLIGATION,
        keeps="For good: it is how a wish not to be written to is kept. It survives erasure, and is disclosed to who asks.",
        export=_suppressions,
        erase=_nothing,
        expire=_nothing,
    ),
    Shredder(
        store="gate queue",
        holds="What was typed into a form, sealed in the page or by the gate, which cannot read it back.",
        basis=CONSENT,
        keeps="Until the newsroom has fetched it, usually a minute; then it is overwritten.",
        export=_none,
        erase=_nothing,
        expire=_nothing,
    ),
    Shredder(
        store="records set aside",
        holds="A sealed record of the gate that could not be applied because of a fault of ours.",
        basis=CONSENT,
        keeps="Until it is applied; 21 days at most.",
        export=_none,
        erase=_nothing,
        expire=_expiring(SetAside, lambda now: Q(since__lt=now - SET_ASIDE)),
    ),
    Shredder(
        store="hooks",
        holds="What a mail relay or a payment provider reported to the gate, sealed, while its parts are put together.",
        basis=CONSENT,
        keeps="Until it is applied, usually a minute; 21 days at most.",
        export=_none,
        erase=_nothing,
        expire=_expiring(HookPart, _hooks_over),
    ),
    Shredder(
        store="bounce mailbox",
        holds="Mails that came back or complain, in a mailbox of the newspaper that the program empties.",
        basis=CONSENT,
        keeps="Until it is read, usually a minute; what is no such mail stays for a person to answer.",
        export=_none,
        erase=_nothing,
        expire=_nothing,
    ),
    Shredder(
        store="outbox folder",
        holds="Only where no mail server is set up, as in the demo: every mail as a file, with its address.",
        basis=CONSENT,
        keeps="30 days.",
        export=shredding_outbox.export,
        erase=shredding_outbox.erase,
        expire=shredding_outbox.expire,
    ),
    Shredder(
        store="applied records",
        holds="The number of each record of the gate that was applied, so that none is applied twice; nothing about whom.",
        basis=SECURITY,
        keeps="30 days.",
        export=_none,
        erase=_nothing,
        expire=_expiring(AppliedRecord, lambda now: Q(day__lt=(now - APPLIED).date())),
    ),
    Shredder(
        store="requests for the list",
        holds="Who of the newsroom asked for the list of readers, who approved, and why; nothing about readers. The audit log stays.",
        basis=SECURITY,
        keeps="365 days.",
        export=_none,
        erase=_nothing,
        expire=_expiring(ExportRequest, lambda now: Q(asked_at__lt=now - REQUESTS)),
    ),
)
"""Every store of personal data of the letters, in the order in which one is erased from them."""
