"""Taking over: from a wish that was paid to somebody who gave.

Promises: the address leaves the wish in the transaction in which it is sealed to the list key; who gave before is the same person, under a
fresh key. Only inside a transaction of the ledger's.
"""

import secrets
from datetime import datetime

from django.utils import timezone

from tamizdat.contributions import doors, keeping
from tamizdat.contributions.givers import departed
from tamizdat.contributions.givers.sealing import Person, for_keeping
from tamizdat.contributions.models import Checkout, Departed, Given, Giver, Mail, Reminder, Silence
from tamizdat.contributions.wishes import PURPOSE
from tamizdat.sealed.boxes import CannotOpen, open_box
from tamizdat.sealed.keys import b64
from tamizdat.sealed.lookup import keyed_hash


def take_over(ref: str, now: datetime) -> tuple[Given, Person] | None:
    """Make a giver of who wished for the contribution *ref*; None if they left no address, or it is gone."""
    wish = Checkout.objects.filter(ref=ref).first()
    person = _person(wish) if wish and wish.box else None
    if person is None:
        return None
    keeping.taken(ref)
    return Given.objects.create(ref=ref, giver=_giver(person, now), link=new_ref()), person


def hush(ref: str) -> None:
    """Destroy the address of a wish that nobody must be written to about, and what waits to be sent there; leave a keyed hash, so that
    nothing is asked for it again. If it is a known giver's, note whose contribution it is: silence covers all of theirs.
    """
    for address_hash in _addresses(ref):
        giver = Giver.objects.filter(address_hash=address_hash).first()
        if giver is not None:
            Given.objects.get_or_create(ref=ref, defaults={"giver": giver, "link": new_ref()})
        Silence.objects.get_or_create(address_hash=address_hash, defaults={"ref": new_ref(), "since": timezone.now().date()})
        reminded = Reminder.objects.filter(address_hash=address_hash)
        departed.note(Departed.REMINDER, reminded.values_list("ref", flat=True))
        reminded.delete()
        Mail.objects.filter(address_hash=address_hash, giver=None, state=Mail.WAITING).delete()
    keeping.taken(ref)


def _addresses(ref: str) -> set[bytes]:
    wish = Checkout.objects.filter(ref=ref, address_hash__isnull=False).values_list("address_hash", flat=True)
    given = Given.objects.filter(ref=ref).values_list("giver__address_hash", flat=True)
    return {bytes(each) for each in (*wish, *given)}


def new_ref() -> str:
    """Return a random reference: 22 characters."""
    return b64(secrets.token_bytes(16))


def _person(wish: Checkout) -> Person | None:
    try:
        address = open_box(doors.keyring().queue_keys(), bytes(wish.box), purpose=PURPOSE, padded=True).decode()
    except CannotOpen:
        return None
    return Person(address, wish.language)


def _giver(person: Person, now: datetime) -> Giver:
    keys = doors.keyring()
    key, box = for_keeping(keys.list_public(), person)
    kept: Giver
    kept, _ = Giver.objects.update_or_create(
        address_hash=keyed_hash(keys.lookup(), person.address),
        defaults={"key": key, "box": box},
        create_defaults={"ref": new_ref(), "key": key, "box": box, "since": now.date()},
    )
    return kept
