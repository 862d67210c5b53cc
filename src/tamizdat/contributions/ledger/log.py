"""The log of what people did with the money's record, or whose name they opened. Append only, each deed chained to the one before.

Promises: a deed is written in the transaction of what it is about, or not at all; ``check`` names the first that is not what it was.
"""

from datetime import datetime

from tamizdat.contributions.ledger import chain
from tamizdat.contributions.ledger.locking import one_at_a_time
from tamizdat.contributions.models import Deed

COVERED = ("number", "at", "person", "act", "about", "reason")


def note(person: str, act: str, about: str, reason: str, now: datetime) -> Deed:
    """Write down that *person* did *act* (some 30 characters) to *about*, and why."""
    with one_at_a_time():
        last = Deed.objects.order_by("-number").first()
        deed = Deed(
            number=last.number + 1 if last else 1, at=now, person=person[:150], act=act[:40], about=about[:200], reason=reason[:300]
        )
        deed.before = last.digest if last else ""
        deed.digest = chain.of_row(deed, COVERED)
        deed.save(force_insert=True)
    return deed


def check() -> int | None:
    """Return the number of the first deed that is not what it was, None if all are."""
    before, expected = "", 1
    for deed in Deed.objects.order_by("number").iterator():
        if deed.number != expected or deed.before != before or deed.digest != chain.of_row(deed, COVERED):
            return expected
        before, expected = deed.digest, expected + 1
    return None
