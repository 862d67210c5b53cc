"""What a giver may demand by law: to see all that is kept of them here, and to have it erased. For the operator, by the address.

Promises: needs no list key, because who asks names the address. Noted in the ledger's log of deeds, as numbers. What still runs at a
provider is named: erasing ends no payments, and afterwards nobody knows whose it is.
"""

from datetime import datetime
from typing import Any

from tamizdat.contributions import doors
from tamizdat.contributions.ledger import log
from tamizdat.contributions.models import Contribution, Given
from tamizdat.contributions.shredding import SHREDDERS
from tamizdat.sealed.lookup import keyed_hash
from tamizdat.sealed.shredders import erase_everywhere

RUNS = ("active", "past_due", "paused")


def show(address: str, person: str, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """Return store -> what is kept there of *address*, empty stores left out. Raises ``BadAddress``."""
    subject = keyed_hash(doors.keyring().lookup(), address)
    found = {each.store: rows for each in SHREDDERS if (rows := each.export(subject))}
    if found:
        log.note(person, "shown to a giver", counted({store: len(rows) for store, rows in found.items()}), "", now)
    return found


def erase(address: str, person: str, now: datetime) -> dict[str, int]:
    """Erase *address* from every store; return store -> rows that went. Raises ``BadAddress``."""
    erased = erase_everywhere(SHREDDERS, keyed_hash(doors.keyring().lookup(), address))
    gone = {store: rows for store, rows in erased.items() if rows}
    if gone:
        log.note(person, "erased for a giver", counted(gone), "", now)
    return gone


def running(address: str) -> list[str]:
    """Return the references of contributions of *address* that go on at a provider. Raises ``BadAddress``."""
    refs = Given.objects.filter(giver__address_hash=keyed_hash(doors.keyring().lookup(), address)).values("ref")
    return sorted(Contribution.objects.filter(ref__in=refs, state__in=RUNS).values_list("ref", flat=True))


def counted(numbers: dict[str, int]) -> str:
    """Return numbers as the log keeps them."""
    return ", ".join(f"{store}: {number}" for store, number in numbers.items())
