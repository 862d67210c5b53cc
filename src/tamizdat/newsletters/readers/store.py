"""The readers' store as sending sees it (``interfaces.Readers``).

Promises: whoever is suppressed, erased or has left is missing from every answer from the moment of the commit on; walking a million
readers holds a few thousand. Leaves opening boxes to the key agent.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal

from django.db import connections, transaction
from django.utils import timezone

from tamizdat.newsletters.interfaces import Recipient, Ref
from tamizdat.newsletters.models import Reader, Subscription, Suppression
from tamizdat.newsletters.readers import numbers
from tamizdat.newsletters.readers.changing import held, held_wish
from tamizdat.newsletters.readers.doors import DATABASE
from tamizdat.newsletters.readers.leaving import forget, suppress_hash
from tamizdat.newsletters.readers.numbers import Count

PAGE = 5_000
"""Readers fetched at a time: enough that the question costs nothing, few enough that memory stays flat."""

ASKED_AT_ONCE = 500
"""References in one question; databases limit how long a list may be."""

SOFT_LIMIT = 5
"""Days with a bounce that might have passed, after which an address is given up: five weeks of a weekly letter."""

SOFT_FORGOTTEN = timedelta(days=90)
"""A bounce longer ago than this says nothing about the mailbox any more."""


class ReaderStore:
    """The store in the database ``readers``."""

    def count(self, letter: str, language: str) -> int:
        """Return how many confirmed readers a letter has in a language."""
        return int(Subscription.objects.filter(letter=letter, language=language).count())

    def recipients(self, letter: str, language: str) -> Iterator[Recipient]:
        """Yield them in the order of their refs, a page at a time: no cursor stays open while the caller writes."""
        wanted = Subscription.objects.filter(letter=letter, language=language).order_by("reader_id")
        fields = wanted.values_list("reader_id", "reader__box", "reader__discreet")
        last = ""
        while page := list(fields.filter(reader_id__gt=last)[:PAGE]):
            for ref, box, discreet in page:
                yield Recipient(ref=ref, box=bytes(box), discreet=discreet)
            last = page[-1][0]

    def boxes(self, refs: Sequence[Ref], letter: str) -> dict[Ref, Recipient]:
        """Return those of *refs* who still want *letter*."""
        found: dict[Ref, Recipient] = {}
        for start in range(0, len(refs), ASKED_AT_ONCE):
            for ref, box, discreet in _asked(_BOXES, refs[start : start + ASKED_AT_ONCE], letter):
                found[ref] = Recipient(ref=ref, box=bytes(box), discreet=bool(discreet))
        return found

    def shown(self, refs: Sequence[Ref]) -> dict[Ref, tuple[str, ...]]:
        """Return what a preferences link must show for each of *refs*: the codes of all their letters, and ``+discreet``."""
        found: dict[Ref, tuple[str, ...]] = {}
        for start in range(0, len(refs), ASKED_AT_ONCE):
            for ref, letter, discreet in _asked(_SHOWN, refs[start : start + ASKED_AT_ONCE]):
                before = found.get(ref, ("+discreet",) if discreet else ())
                found[ref] = (*before, letter)
        return found

    def suppress(self, ref: Ref, reason: Literal["bounce", "complaint"]) -> None:
        """Never write to this reader again, or to who never confirmed and whose mail came back: erased but for the hash and the reason."""
        self._suppress(ref, reason, timezone.now())

    def temporary_failure(self, ref: Ref) -> None:
        """Count a bounce that may pass, once a day; after ``SOFT_LIMIT`` days of them the address is given up."""
        now = timezone.now()
        with transaction.atomic(using=DATABASE):
            reader = held(ref)
            if reader is None or reader.soft_bounced_on == now.date():
                return
            bounces = _soft_bounces(reader, now.date())
            if bounces >= SOFT_LIMIT:
                self._suppress(ref, "bounce", now)
            else:
                Reader.objects.filter(ref=ref).update(soft_bounces=bounces, soft_bounced_on=now.date())

    def _suppress(self, ref: Ref, reason: str, now: datetime) -> None:
        with transaction.atomic(using=DATABASE):
            who = held(ref) or held_wish(ref)
            if who is None:
                return
            what = numbers.COMPLAINED if reason == Suppression.COMPLAINT else numbers.BOUNCED
            gone = Counter(Count(what, row.letter, row.language) for row in Subscription.objects.filter(reader_id=ref))
            suppress_hash(bytes(who.address_hash), reason, now)
            forget(bytes(who.address_hash))
            numbers.add(gone or Counter([Count(what)]), now)


_BOXES = """
    SELECT r.ref, r.box, r.discreet FROM newsletters_subscription s JOIN newsletters_reader r ON r.ref = s.reader_id
    WHERE s.reader_id IN ({refs}) AND s.letter = %s"""

_SHOWN = """
    SELECT r.ref, s.letter, r.discreet FROM newsletters_subscription s JOIN newsletters_reader r ON r.ref = s.reader_id
    WHERE s.reader_id IN ({refs}) ORDER BY r.ref, s.letter"""


def _asked(question: str, refs: Sequence[Ref], *more: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows about *refs*. Asked for every copy of a letter that goes out: a query set takes five times as long."""
    with connections[DATABASE].cursor() as cursor:
        cursor.execute(question.format(refs=",".join(["%s"] * len(refs))), [*refs, *more])
        yield from cursor.fetchall()


def _soft_bounces(reader: Reader, today: date) -> int:
    stale = reader.soft_bounced_on is None or today - reader.soft_bounced_on > SOFT_FORGOTTEN
    return 1 if stale else int(reader.soft_bounces) + 1
