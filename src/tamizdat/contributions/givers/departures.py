"""Who was erased, as lines beside the backups: a backup that is restored must bring back neither a giver nor a reminder that has ended,
nor an address that was corrected.

Promises: random references and names of random keys alone; they lead to somebody only in a database that is older than the erasure. Taken
in there, each is erased again, with all that lies under the same address; a corrected one goes, and what was given stays its giver's. Again
changes nothing. A file that is cut, changed, or another newspaper's is refused before anything of it is taken. Leaves readers to
``newsletters.readers.departures``, whose lines stand before these in one file.
"""

import secrets
from collections.abc import Iterable, Iterator

from django.db import transaction

from tamizdat.contributions import doors
from tamizdat.contributions.givers.departed import name_of, note
from tamizdat.contributions.keeping import GONE
from tamizdat.contributions.models import Checkout, Departed, Given, Giver, Mail, Reminder, Silence
from tamizdat.contributions.shredding import SHREDDERS
from tamizdat.newsletters.readers.departures import BadDepartures, whose
from tamizdat.sealed.shredders import erase_everywhere

FORMAT = "tamizdat departed givers 1"
KINDS = (Departed.GIVER, Departed.GIFT, Departed.REMINDER, Departed.SILENCE, Departed.ADDRESS)
REF_CHARACTERS = 22


def lines() -> Iterator[str]:
    """Yield the file's lines."""
    yield f"{FORMAT} {whose()}"
    count = 0
    for row in Departed.objects.order_by("kind", "ref").iterator():
        yield f"{row.kind} {row.ref}"
        count += 1
    yield f"end {count}"


def read(file: Iterable[str]) -> list[tuple[str, str]]:
    """Return kind and reference of each line. Raises ``BadDepartures``."""
    said = (line.rstrip("\n") for line in file)
    if next(said, "") != f"{FORMAT} {whose()}":
        raise BadDepartures("the list of departures has no givers, or another newspaper's: use another copy of it")
    rows: list[tuple[str, str]] = []
    for line in said:
        if line == f"end {len(rows)}":
            return rows
        kind, _, ref = line.partition(" ")
        if kind not in KINDS or len(ref) != REF_CHARACTERS:
            raise BadDepartures("the list of departures is damaged: use another copy of it")
        rows.append((kind, ref))
    raise BadDepartures("the list of departures is cut short: use another copy of it")


def take_in(rows: Iterable[tuple[str, str]]) -> int:
    """Erase again what *rows* name; return how many of them the newsroom still held."""
    with transaction.atomic(using=doors.DATABASE):
        return sum(_depart(kind, ref) for kind, ref in sorted(rows))  # a giver's reminders go with the giver


def _depart(kind: str, ref: str) -> bool:
    if kind == Departed.ADDRESS:
        held = _forget_address(ref)
    elif kind == Departed.REMINDER:
        held = _end_reminder(ref)
    elif kind == Departed.SILENCE:
        held = Silence.objects.filter(ref=ref).delete()[0] > 0
    else:
        held = _erase_giver(ref) if kind == Departed.GIVER else _erase_gift(ref)
    note(kind, [ref])
    return held


def _forget_address(name: str) -> bool:
    """Of a giver whose address was corrected: nothing goes to the old one. What they gave stays theirs, and its links go on working."""
    giver = next((one for one in Giver.objects.only("ref", "key").iterator() if name_of(bytes(one.key)) == name), None)
    if giver is None:
        wishes = Checkout.objects.filter(address_hash__isnull=False).values_list("ref", flat=True)
        return any(_forget_wish(ref) for ref in list(wishes) if name_of(ref.encode()) == name)
    Mail.objects.filter(giver=giver, state=Mail.WAITING).delete()
    return Giver.objects.filter(pk=giver.pk).update(address_hash=secrets.token_bytes(16), key=b"", box=b"") > 0


def _forget_wish(ref: str) -> bool:
    return Checkout.objects.filter(ref=ref, address_hash__isnull=False).update(**GONE) > 0


def _end_reminder(ref: str) -> bool:
    Mail.objects.filter(ref=ref, kind__in=("remind_confirm", "reminder"), state=Mail.WAITING).delete()
    return Reminder.objects.filter(ref=ref).delete()[0] > 0


def _erase_giver(ref: str) -> bool:
    giver = Giver.objects.filter(ref=ref).first()
    return giver is not None and sum(erase_everywhere(SHREDDERS, bytes(giver.address_hash)).values()) > 0


def _erase_gift(ref: str) -> bool:
    """Of a contribution whose giver had not been made one when the backup was: the address still lies in the wish."""
    Given.objects.filter(ref=ref).delete()
    return _forget_wish(ref)
