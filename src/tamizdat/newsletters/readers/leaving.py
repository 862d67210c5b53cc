"""Leaving: one letter or all of them. At once, and for good as far as imports go.

Promises: who leaves the last letter is erased in the same transaction, with every wish still waiting for confirmation and every mail still
waiting to be sent; what stays is a keyed hash that keeps imports from bringing them back. The caller holds the address's lock.
"""

from collections import Counter
from datetime import datetime

from tamizdat.newsletters.models import Notice, Pending, Reader, Subscription, Suppression
from tamizdat.newsletters.readers.numbers import LEFT, Count


def leave_letter(reader: Reader, letter: str, now: datetime, *, issue: str = "") -> Counter[Count]:
    """Take one letter from a reader, and the reader away with the last one. Return what is to be counted: nothing if it was not theirs."""
    subscription = Subscription.objects.filter(reader=reader, letter=letter).first()
    if subscription is None:
        return Counter()
    if not Subscription.objects.filter(reader=reader).exclude(letter=letter).exists():
        return leave_all(reader, now, issue=issue)
    subscription.delete()
    suppress_hash(bytes(reader.address_hash), Suppression.LEFT, now, letter=letter)
    return Counter({Count(LEFT, letter, subscription.language, issue): 1})


def leave_all(reader: Reader, now: datetime, *, issue: str = "") -> Counter[Count]:
    """Erase a reader who has had enough. Return what is to be counted."""
    left = Counter({Count(LEFT, row.letter, row.language, issue): 1 for row in Subscription.objects.filter(reader=reader)})
    suppress_hash(bytes(reader.address_hash), Suppression.LEFT, now)
    forget(bytes(reader.address_hash))
    return left


def suppress_hash(address_hash: bytes, reason: str, now: datetime, *, letter: str = "") -> None:
    """Note that an address is not to be written to. A final reason is never weakened by a later one."""
    row, new = Suppression.objects.get_or_create(address_hash=address_hash, letter=letter, defaults={"reason": reason, "since": now.date()})
    if not new and row.reason not in Suppression.FINAL and row.reason != reason:
        Suppression.objects.filter(pk=row.pk).update(reason=reason, since=now.date())


def never_again(address_hash: bytes) -> bool:
    """Return whether nothing may be sent to an address, not even the question whether it wants to sign up."""
    return Suppression.objects.filter(address_hash=address_hash, letter="", reason__in=Suppression.FINAL).exists()


def forget(address_hash: bytes) -> int:
    """Erase all that is kept of an address but its suppressions and its quota of mails; return how many rows went."""
    kinds = (Notice, Pending, Reader)
    return sum(kind.objects.filter(address_hash=address_hash).delete()[0] for kind in kinds)
