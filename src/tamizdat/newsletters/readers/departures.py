"""Who has left, as a file beside the backups: a backup that is restored must not bring them back.

Promises: the file names by keyed hash those who have left, bounced, complained or been erased and are no readers now; it holds no address,
and leads to nobody without the newsroom's lookup key. Taken in after a restoration, each of them is erased again; again changes nothing.
A file that is cut, changed, or another newspaper's is refused, and then nothing was taken from it. Leaves carrying it to the operator.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from tamizdat.newsletters.models import MailQuota, Notice, Pending, Reader, Subscription, Suppression
from tamizdat.newsletters.readers.doors import DATABASE, keyring
from tamizdat.newsletters.readers.leaving import suppress_hash
from tamizdat.newsletters.shredding import SHREDDERS
from tamizdat.sealed.keys import b64, unb64
from tamizdat.sealed.lookup import keyed_hash
from tamizdat.sealed.shredders import erase_everywhere

FORMAT = "tamizdat departures 1"
REASONS = (Suppression.LEFT, *Suppression.FINAL)
NOBODY = "nobody@tamizdat.invalid"
"""An address that is nobody's: its keyed hash tells whether a file was written with this newsroom's lookup key."""


class BadDepartures(ValueError):
    """A file that cannot be taken in; the sentence says why."""


def lines() -> Iterator[str]:
    """Yield the file's lines. Who left and came back stands in it for what they did not take up again."""
    yield f"{FORMAT} {whose()}"
    count = 0
    for row in _standing().order_by("pk").iterator():
        yield " ".join((b64(bytes(row.address_hash)), row.reason, row.letter)).rstrip()
        count += 1
    yield f"end {count}"


def take_in(file: Iterable[str], now: datetime) -> int:
    """Erase again whom *file* names; return how many of them the newsroom still held. Raises ``BadDepartures``."""
    rows = list(_read(file))
    with transaction.atomic(using=DATABASE):
        return sum(_depart(address_hash, reason, letter, now) for address_hash, reason, letter in rows)


def _standing() -> "QuerySet[Suppression]":
    reader = Reader.objects.filter(address_hash=OuterRef("address_hash"))
    subscription = Subscription.objects.filter(reader__address_hash=OuterRef("address_hash"), letter=OuterRef("letter"))
    return Suppression.objects.exclude(Exists(reader), letter="").exclude(Exists(subscription))


def _read(file: Iterable[str]) -> Iterator[tuple[bytes, str, str]]:
    said = (line.rstrip("\n") for line in file)
    if next(said, "") != f"{FORMAT} {whose()}":
        raise BadDepartures("this is no list of departures, or another newspaper's")
    count = 0
    for line in said:
        if line == f"end {count}":
            return
        count += 1
        yield _row(line)
    raise BadDepartures("the list of departures is cut short: use another copy of it")


def _row(line: str) -> tuple[bytes, str, str]:
    found, _, rest = line.partition(" ")
    reason, _, letter = rest.partition(" ")
    try:
        address_hash = unb64(found)
    except ValueError:
        address_hash = b""
    if len(address_hash) != len(keyed_hash(bytes(32), NOBODY)) or reason not in REASONS:
        raise BadDepartures("the list of departures is damaged: use another copy of it")
    return address_hash, reason, letter


def _depart(address_hash: bytes, reason: str, letter: str, now: datetime) -> bool:
    """Return whether the newsroom held a reader, or the reader this letter."""
    kept = Subscription.objects.filter(reader__address_hash=address_hash)
    if letter:
        held = kept.filter(letter=letter).delete()[0] > 0
        over = held and not kept.exists()  # who has no letter left is no reader
    else:
        held = Reader.objects.filter(address_hash=address_hash).exists()
        over = held or any(kind.objects.filter(address_hash=address_hash).exists() for kind in (Pending, Notice, MailQuota))
    if over:
        erase_everywhere(SHREDDERS, address_hash)
    suppress_hash(address_hash, reason, now, letter=letter)
    return held


def whose() -> str:
    """Return what tells this newsroom's lists from another's."""
    return b64(keyed_hash(keyring().lookup(), NOBODY))
