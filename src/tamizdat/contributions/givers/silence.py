"""Silence: whom nothing is sent, because a card of theirs turned out to be from a country where giving is a crime.

Promises: as soon as the alarm is raised, and after it is decided too: a mail would be one more trace, and only a person may make it. It
covers all contributions of who has one such.
"""

from tamizdat.contributions.ledger.alarms import LISTED_CARD
from tamizdat.contributions.models import Alarm, Contribution, Given


def silent_refs() -> set[str]:
    """Return the references of contributions that were paid, or tried, with such a card."""
    found = set()
    for alarm in Alarm.objects.filter(kind=LISTED_CARD):
        of = Contribution.objects.filter(filed__entry__provider=alarm.provider, filed__entry__event=alarm.event).values_list(
            "ref", flat=True
        )
        found |= {alarm.ref, *of}
    return found - {""}


def is_silent(giver: str) -> bool:
    """Return whether nothing is sent to a giver (their ``Giver.ref``)."""
    refs = silent_refs()
    return bool(refs) and Given.objects.filter(giver=giver, ref__in=refs).exists()


def address_is_silent(address_hash: bytes) -> bool:
    """Return whether nothing is sent to an address, by its keyed hash."""
    refs = silent_refs()
    return bool(refs) and Given.objects.filter(giver__address_hash=address_hash, ref__in=refs).exists()
