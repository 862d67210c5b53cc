"""Reconciling: the ledger against a provider's own list and settlement report, once a day and whenever somebody asks.

Promises: every difference is a row with what each side says, open until it is gone or a person has decided; nothing that the provider lists
is entered without that decision, but fees and settled amounts, which the report alone knows. Found again, a difference is the same row.
docs/spec/ledger.md, section 7.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from tamizdat.contributions.differences import Found, close_gone, note
from tamizdat.contributions.interfaces import Fact, Provider, ProviderFault, Settlement
from tamizdat.contributions.ledger import heads
from tamizdat.contributions.ledger.append import SAME, Ledger, movements
from tamizdat.contributions.ledger.entries import PROVIDER, SETTLEMENT, fact_of
from tamizdat.contributions.ledger.locking import one_at_a_time
from tamizdat.contributions.models import Difference, Entry, Reconciliation

EVERY, AGAIN = timedelta(days=1), timedelta(hours=1)
"""Between two comparisons; after one that could not be finished."""

ON_ITS_WAY = timedelta(minutes=15)
"""What happened this lately may still be on its way here: it is compared the next day."""

OVERLAP, FIRST = timedelta(days=3), timedelta(days=90)
"""How far a comparison goes back behind the one before; and the first of all."""

AT_ONCE = 500
MOVES = ("paid", "over", "refunded", "bounced", "disputed", "dispute_won", "partial", "late")


def is_due(provider: str, now: datetime) -> bool:
    """Return whether *provider* is to be compared with now."""
    last = Reconciliation.objects.filter(provider=provider).order_by("-ran").first()
    return last is None or now - last.ran >= (AGAIN if last.trouble else EVERY)


def run(provider: Provider, ledger: Ledger, now: datetime, *, since: datetime | None = None) -> Reconciliation:
    """Compare with *provider*; return the report, whose ``seen`` are the differences. Trouble with the provider is said there.

    *since*: go back further than the last comparison calls for; never less far, or days would be left out for good.
    """
    until = now - ON_ITS_WAY
    start = min(since or until, _since(provider.name, until))
    report = Reconciliation.objects.create(provider=provider.name, since=start, until=until, ran=now, trouble="not finished")
    try:
        listed = ledger.without_countries(provider.listing(start, until))
        settlements = list(provider.settlements(start, until))
    except ProviderFault as fault:
        return _finish(report, trouble=str(fault)[:300])
    found = list(_compare(provider.name, listed, start, until))
    filled, unlike = _fill(provider.name, settlements, ledger)
    found += unlike
    with one_at_a_time():
        for one in found:
            note(one, report, now)
        close_gone(report, now)
    head = heads.note(now)
    return _finish(
        report,
        trouble="",
        there=len(listed),
        here=_entries(provider.name, start, until).count(),
        settlements=len(settlements),
        filled=filled,
        number=head.number,
        digest=head.digest,
    )


def _since(name: str, until: datetime) -> datetime:
    last = Reconciliation.objects.filter(provider=name, trouble="").order_by("-ran").first()
    return min(last.until, until) - OVERLAP if last else until - FIRST


def _finish(report: Reconciliation, **said: Any) -> Reconciliation:
    for name, value in said.items():
        setattr(report, name, value)
    report.save(update_fields=list(said))
    return report


def _entries(name: str, since: datetime, until: datetime) -> Any:
    return Entry.objects.filter(provider=name, source=PROVIDER, at__gte=since, at__lt=until)


def _compare(name: str, listed: Sequence[Fact], since: datetime, until: datetime) -> Iterator[Found]:
    """Yield what one side has and the other has not, and what they say differently."""
    events, moved = {fact.event for fact in listed}, {(fact.transaction, fact.kind) for fact in listed if fact.transaction}
    for portion in _portions(listed):
        known = {fact.event: fact for fact in map(fact_of, Entry.objects.filter(provider=name, event__in=[one.event for one in portion]))}
        rows = movements([name], {one.transaction for one in portion if one.transaction})
        by_movement = {(fact.transaction, fact.kind): fact for fact in map(fact_of, rows)}
        for fact in portion:
            here = known.get(fact.event) or by_movement.get((fact.transaction, fact.kind))
            if here is None:
                yield Found(Difference.MISSING_HERE, fact.event, there=fact)
            elif any(getattr(here, field) != getattr(fact, field) for field in SAME):
                yield Found(Difference.OTHERWISE, fact.event, here=here, there=fact)
    for entry in _entries(name, since, until).iterator():
        if entry.event not in events and (entry.transaction, entry.kind) not in moved:
            yield Found(Difference.MISSING_THERE, entry.event, here=fact_of(entry))


def _fill(name: str, settlements: Sequence[Settlement], ledger: Ledger) -> tuple[int, list[Found]]:
    """Enter what was settled where that is not known yet; return how often, and what is not as the report says."""
    news, unlike = [], []
    for portion in _portions(settlements):
        rows = [fact_of(row) for row in movements([name], {line.transaction for line in portion})]
        moved = {fact.transaction: fact for fact in rows if fact.kind in MOVES}
        said = {fact.transaction: fact for fact in rows if fact.settled is not None}
        said |= {fact.transaction: fact for fact in rows if fact.kind == "settled"}
        for line in portion:
            here = moved.get(line.transaction)
            if here is None:
                unlike.append(Found(Difference.SETTLED_UNKNOWN, f"settlement:{line.transaction}", there=line))
            elif (abs(line.amount), line.currency) != (here.amount, here.currency):
                unlike.append(Found(Difference.SETTLED_OTHERWISE, f"settlement:{line.transaction}", here=here, there=line))
            elif line.transaction not in said:
                news.append(_settled(name, line))
            elif not _alike(said[line.transaction], line):
                known = said[line.transaction]
                unlike.append(Found(Difference.SETTLED_OTHERWISE, f"settlement:{line.transaction}", here=known, there=line))
    return (ledger.apply(news, source=SETTLEMENT) if news else 0), unlike


def _alike(here: Fact, line: Settlement) -> bool:
    return (here.settled, here.settled_currency, here.fee) == (abs(line.settled), line.settled_currency, line.fee)


def _settled(name: str, line: Settlement) -> Fact:
    fields = {field: value for field, value in asdict(line).items() if field in ("transaction", "at", "settled_currency", "fee")}
    return Fact(provider=name, event=f"settlement:{line.transaction}", kind="settled", ref="", settled=abs(line.settled), **fields)


def _portions(lines: Sequence[Any]) -> Iterable[list[Any]]:
    waiting = iter(lines)
    while portion := list(islice(waiting, AT_ONCE)):
        yield portion
