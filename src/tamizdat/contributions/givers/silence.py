"""Silence: whom nothing is sent, because a card of theirs turned out to be from a country where giving is a crime.

Promises: from the entry on that raises the alarm, and after it is decided too: a mail would be one more trace, and only a person may make
it. It covers all contributions of who has one such. What is asked is about one person or a few contributions, by index: however many such
cards are tried elsewhere, it costs the same.
"""

from collections.abc import Collection

from django.db.models import QuerySet

from tamizdat.contributions.models import Contribution, Filed, Given, Giver, Silence


def silent_among(gifts: Collection[int]) -> set[int]:
    """Return those of *gifts* (their keys) that were paid, or tried, with such a card."""
    listed = Filed.objects.filter(contribution__in=gifts).exclude(entry__issued_in="")
    return set(listed.values_list("contribution_id", flat=True))


def is_silent(giver: str) -> bool:
    """Return whether nothing is sent to a giver (their ``Giver.ref``)."""
    known = Giver.objects.filter(pk=giver).values("address_hash")
    return Silence.objects.filter(address_hash__in=known).exists() or _any_listed(Given.objects.filter(giver=giver))


def address_is_silent(address_hash: bytes) -> bool:
    """Return whether nothing is sent to an address, by its keyed hash."""
    listed = Silence.objects.filter(address_hash=address_hash).exists()
    return listed or _any_listed(Given.objects.filter(giver__address_hash=address_hash))


def _any_listed(given: QuerySet[Given]) -> bool:
    gifts = Contribution.objects.filter(ref__in=given.values("ref"))
    return bool(Filed.objects.filter(contribution__in=gifts).exclude(entry__issued_in="").exists())
