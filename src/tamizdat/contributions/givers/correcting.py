"""Correcting a giver's address, and erasing a giver, as a person of the newsroom does who was asked to.

Promises: logged with the reason, without any address; a mail that waits goes to the new address; who turns out to be another giver that is
known already becomes one with them, under a fresh key. A backup that is restored does not bring the old address back. Erased again, nothing
happens.
"""

from datetime import datetime

from django.db import transaction

from tamizdat.contributions import doors
from tamizdat.contributions.givers.departed import name_of, note
from tamizdat.contributions.givers.opening import NotOpened, address_of, good_reason
from tamizdat.contributions.givers.requests import RUNS, counted
from tamizdat.contributions.givers.sealing import Person, for_keeping, for_mail
from tamizdat.contributions.ledger import log
from tamizdat.contributions.models import Contribution, Departed, Given, Giver, Mail
from tamizdat.contributions.shredding import SHREDDERS
from tamizdat.newsletters.interfaces import Opener
from tamizdat.sealed.lookup import keyed_hash, normal
from tamizdat.sealed.shredders import erase_everywhere


def correct(ref: str, address: str, person: str, reason: str, opener: Opener, now: datetime) -> bool:
    """Give the giver *ref* another *address*; return whether they became one with a giver who had it. Raises ``NotOpened``, ``Locked``."""
    said, keys = good_reason(reason), doors.keyring()
    subject = keyed_hash(keys.lookup(), address)
    with transaction.atomic(using=doors.DATABASE):
        giver = _giver(ref)
        new = Person(normal(address), address_of(giver, opener).language)
        log.note(person, "corrected a giver's address", f"giver {ref}", said, now)
        other = Giver.objects.filter(address_hash=subject).exclude(pk=ref).first()
        stays = other or giver
        lay_under = [bytes(giver.key), *(one.ref.encode() for one in giver.given.all())]
        note(Departed.ADDRESS, [name_of(random) for random in lay_under if random])
        Given.objects.filter(giver=giver).update(giver=stays)
        key, box = for_keeping(keys.list_public(), new)
        Giver.objects.filter(pk=stays.pk).update(address_hash=subject, key=key, box=box)
        waiting = Mail.objects.filter(giver=giver, state=Mail.WAITING)
        waiting.exclude(box=b"").update(box=for_mail(keys, new))
        waiting.update(giver=stays, address_hash=subject)
        if other:
            Giver.objects.filter(pk=giver.pk).delete()
    return other is not None


def erase(ref: str, person: str, reason: str, now: datetime) -> dict[str, int]:
    """Erase the giver *ref* from every store of this room; return store -> rows that went, empty for one who was gone before.

    Raises ``NotOpened`` for a reason that the log must not keep.
    """
    said = good_reason(reason)
    with transaction.atomic(using=doors.DATABASE):
        giver = Giver.objects.select_for_update().filter(pk=ref).first()
        if giver is None:
            return {}
        gone = {store: rows for store, rows in erase_everywhere(SHREDDERS, bytes(giver.address_hash)).items() if rows}
        log.note(person, "erased a giver", f"giver {ref}: {counted(gone)}", said, now)
    return gone


def going_on(giver: Giver) -> list[Contribution]:
    """Return the contributions of *giver* for which a provider goes on taking payments: erasing ends none of them."""
    refs = Given.objects.filter(giver=giver).values("ref")
    return list(Contribution.objects.filter(ref__in=refs, state__in=RUNS).order_by("pk"))


def _giver(ref: str) -> Giver:
    giver: Giver | None = Giver.objects.select_for_update().filter(pk=ref).first()
    if giver is None:
        raise NotOpened("This giver was erased or forgotten meanwhile.")
    return giver
