"""What a person may demand by law: to see all that is kept of them, and to have it erased. For the operator, by the address.

Promises: needs no list key, because who asks names the address; the answer says also what survives erasure. Noted in the audit log as
numbers. Leaves finding out whether they are who they say to the operator: answer to the address itself, never to another.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from tamizdat.newsletters.models import Suppression
from tamizdat.newsletters.readers import audit
from tamizdat.newsletters.readers.addresses import known
from tamizdat.newsletters.readers.doors import DATABASE, keyring
from tamizdat.newsletters.readers.leaving import suppress_hash
from tamizdat.newsletters.readers.locking import one_at_a_time
from tamizdat.newsletters.shredding import SHREDDERS
from tamizdat.sealed.shredders import erase_everywhere


def show(address: str, person: str, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """Return store -> what is kept there of *address*, empty stores left out. Raises ``BadAddress``."""
    who = known(keyring(), address)
    found = {shredder.store: rows for shredder in SHREDDERS if (rows := shredder.export(who.hash))}
    audit.note(person, "shown to a person", {store: len(rows) for store, rows in found.items()}, now)
    return found


def erase(address: str, person: str, now: datetime, *, never_again: bool = False) -> dict[str, int]:
    """Erase *address* from every store; return store -> rows that went. Raises ``BadAddress``.

    What stays is a suppression: no import brings the address back; with *never_again* no sign-up sends it a mail either.
    """
    who = known(keyring(), address)
    with transaction.atomic(using=DATABASE):
        one_at_a_time(who.hash)
        erased = erase_everywhere(SHREDDERS, who.hash)
        suppress_hash(who.hash, Suppression.ASKED if never_again else Suppression.LEFT, now)
        audit.note(person, "erased for a person", {store: rows for store, rows in erased.items() if rows}, now)
    return erased
