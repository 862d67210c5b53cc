"""Months: the sums that pages show, caught up with the entries afterwards, so that entering a payment is not slower for them.

Promises: what has been counted is what counting all entries up to ``MonthsHead`` at once would make, whatever the order in which they were
learned; a late fact corrects the month that it is about. Counting reads without a lock, and writes only if nobody else counted meanwhile.
The worker catches up whenever it has nothing else to do, a page for the rest.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from tamizdat.contributions.interfaces import Fact
from tamizdat.contributions.ledger import rows
from tamizdat.contributions.ledger.chain import SAID
from tamizdat.contributions.ledger.doors import DATABASE
from tamizdat.contributions.ledger.handles import groups
from tamizdat.contributions.ledger.states import derive
from tamizdat.contributions.ledger.tallies import Sums
from tamizdat.contributions.models import ChainHead, Entry, Filed, Handle, Month, MonthsHead, Origin
from tamizdat.contributions.numbers import monthly
from tamizdat.contributions.providers.settings import METHODS

AT_ONCE = 200
"""Entries counted in one transaction: who enters one meanwhile hardly waits."""

Numbered = tuple[int, Fact]
"""An entry's number, and its fact."""


def behind() -> int:
    """Return how many entries are not counted yet."""
    return max(0, ChainHead.objects.get(pk=1).number - MonthsHead.objects.get(pk=1).number)


def catch_up(*, seconds: float = 0.0, portion: int = AT_ONCE) -> int:
    """Count a portion of what is not counted yet, and more until *seconds* are over; return how many entries are left."""
    until = time.monotonic() + seconds
    while (left := behind()) and _count(portion) and time.monotonic() < until:
        pass
    return behind() if left else 0


def catch_up_wholly() -> None:
    """Count all that there is."""
    while behind():
        _count(AT_ONCE * 10)


def forget() -> None:
    """Throw all sums away, to be counted anew. Only for who holds the chain's head."""
    head = _held()
    Month.objects.all().delete()
    head.number, head.revision = 0, head.revision + 1
    head.save()


def count_origin(ref: str, now: str) -> None:
    """Move what was counted of *ref* without an appeal to the appeal *now*. Only for who holds the chain's head."""
    owners = list(Handle.objects.filter(provider__in=METHODS, name=f"ref:{ref}").values_list("contribution", flat=True))
    if not owners:
        return
    head, sums = _held(), Sums()
    for contribution in _facts(owners, head.number).values():
        for state in map(derive, groups(fact for _, fact in contribution)):
            if state.ref == ref:
                _add(sums, monthly.sums(state, ""), -1)
                _add(sums, monthly.sums(state, now), 1)
    rows.add(Month, monthly.KEY, _written(sums))
    head.revision += 1
    head.save()


def count(sums: Sums, facts: Sequence[Numbered], origins: Mapping[str, str], *, until: int, sign: int = 1) -> None:
    """Add to *sums* what one contribution's *facts* come to, as far as they are entered by number *until*."""
    for state in map(derive, groups(fact for number, fact in facts if number <= until)):
        _add(sums, monthly.sums(state, origins.get(state.ref, "")), sign)


def appeals(refs: Iterable[str]) -> dict[str, str]:
    """Return reference -> appeal, of those that began after one."""
    wanted = sorted({ref for ref in refs if ref})
    return {
        ref: appeal
        for start in range(0, len(wanted), 400)
        for ref, appeal in Origin.objects.filter(ref__in=wanted[start : start + 400]).values_list("ref", "appeal")
    }


def _count(portion: int) -> bool:
    """Count the next entries; return whether it is worth going on."""
    seen, last = MonthsHead.objects.get(pk=1), ChainHead.objects.get(pk=1).number
    until = min(seen.number + portion, last)
    if until <= seen.number:
        return False
    sums = _difference(seen.number, until)
    with transaction.atomic(using=DATABASE):
        head = _held()
        if (head.number, head.revision) == (seen.number, seen.revision):  # else somebody else counted: look again
            rows.add(Month, monthly.KEY, _written(sums))
            head.number = until
            head.save()
    return True


def _difference(after: int, until: int) -> Sums:
    """Return what some entries change: of each contribution that they are about, all that it is now, less all that it was."""
    touched = _facts(Filed.objects.filter(entry__gt=after, entry__lte=until).values("contribution"), until)
    origins, sums = appeals(fact.ref for facts in touched.values() for _, fact in facts), Sums()
    for facts in touched.values():
        count(sums, facts, origins, until=after, sign=-1)
        count(sums, facts, origins, until=until)
    return sums


def _facts(contributions: Any, until: int) -> dict[int, list[Numbered]]:
    """Return what is entered about *contributions* up to the number *until*, by contribution: one statement, one moment."""
    found = Entry.objects.filter(filed__contribution__in=contributions, number__lte=until)
    known: dict[int, list[Numbered]] = defaultdict(list)
    for *said, owner, number in found.values_list(*SAID, "filed__contribution", "number"):
        known[owner].append((number, Fact(**dict(zip(SAID, said, strict=True)))))
    return known


def _held() -> MonthsHead:
    return MonthsHead.objects.select_for_update().get(pk=1)


def _add(sums: Sums, added: Iterable[tuple[monthly.Key, int, int]], sign: int) -> None:
    for key, amount, number in added:
        sums.add(key, sign * amount, sign * number)


def _written(sums: Sums) -> list[tuple[object, ...]]:
    return [(*key, amount, number) for key, amount, number in sums.rows()]
