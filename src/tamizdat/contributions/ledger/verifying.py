"""Verifying: the chain is walked from its first entry, and all that was made of the entries is made again and compared.

Promises: names the first entry that is not what it was; says which contributions and totals differ from what the entries come to. Reads one
moment of the database and keeps nobody from writing; memory does not grow with the number of entries. Repairs nothing: ``rebuilding`` does.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connections
from django.db.models import F

from tamizdat.contributions.interfaces import Fact
from tamizdat.contributions.ledger import chain, heads, log, months
from tamizdat.contributions.ledger.doors import DATABASE
from tamizdat.contributions.ledger.entries import fact_of
from tamizdat.contributions.ledger.filing import KEPT, row_of
from tamizdat.contributions.ledger.handles import groups, handles
from tamizdat.contributions.ledger.heads import Head
from tamizdat.contributions.ledger.states import derive
from tamizdat.contributions.ledger.tallies import APPEAL_KEY, DAY_KEY, Sums, Tally
from tamizdat.contributions.models import AppealTotal, Contribution, Entry, Filed, Handle, Month, MonthsHead, Origin, Total
from tamizdat.contributions.numbers import monthly

AT_ONCE = 500
"""Contributions looked at together."""

SENTENCES = 20
"""More differences than this are counted, not told one by one."""


@dataclass(slots=True)
class Report:
    """What was found. ``faults`` are sentences; without any, the ledger is what it should be."""

    head: Head
    entries: int = 0
    contributions: int = 0
    first_broken: int | None = None
    faults: list[str] = field(default_factory=list)
    more: int = 0

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.faults

    def add(self, sentence: str) -> None:
        """Note a fault."""
        if len(self.faults) < SENTENCES:
            self.faults.append(sentence)
        else:
            self.more += 1


def verify(known: Iterable[Head] = ()) -> Report:
    """Return what is wrong with the ledger. *known*: heads that were noted elsewhere, beside those noted here."""
    with _one_moment():
        report = Report(heads.head())
        _walk(report, {*known, *heads.noted()})
        broken = log.check()
        if broken is not None:
            report.add(f"deed {broken} in the log is not what it was, or is missing")
        if report.first_broken is None:  # what is made of entries that are not proven proves nothing
            _compare(report)
    return report


def _walk(report: Report, known: set[Head]) -> None:
    before = ""
    expected: dict[int, set[str]] = defaultdict(set)
    for head in known:
        expected[head.number].add(head.digest)
    for entry in Entry.objects.order_by("number").iterator():
        report.entries += 1
        if entry.number != report.entries or entry.before != before or entry.digest != chain.of_row(entry):
            report.first_broken = report.entries
            report.add(f"entry {report.entries} is not what it was, or is missing: nothing from there on is proven")
            return
        before = entry.digest
        if expected.get(entry.number, {before}) != {before}:
            report.add(f"entry {entry.number} is another one than when its head was noted: the chain was made anew")
    if (report.entries, before) != report.head:
        report.add(f"the chain ends at entry {report.entries}, and its head says {report.head.number}")
    if (furthest := max(expected, default=0)) > report.entries:
        report.add(f"a head of {furthest} entries was noted once, and there are {report.entries}: the newest were cut off")


def _compare(report: Report) -> None:
    """Make contributions, totals and months again; months, as far as they have been counted."""
    tally, filed, by_month, until = Tally(), 0, Sums(), MonthsHead.objects.get(pk=1).number
    for rows in _portions():
        numbered, names = _facts(rows), _handles(rows)
        facts = {owner: [fact for _, fact in found] for owner, found in numbered.items()}
        appeals = months.appeals(fact.ref for found in facts.values() for fact in found)
        origins = {row.ref: (row.appeal, row.variant) for row in Origin.objects.filter(ref__in=[row.ref for row in rows if row.ref])}
        for row in rows:
            own = facts.get(row.pk, [])
            filed += len(own)
            report.contributions += 1
            for sentence in _faults(row, own, names[row.pk]):
                report.add(f"contribution {row.pk} {sentence}")
            if own:
                months.count(by_month, numbered[row.pk], appeals, until=until)
                state = derive(own)
                tally.add(state, *origins.get(state.ref, ("", "")))
    entries = Entry.objects.count()
    if filed != entries or Filed.objects.count() != entries:
        report.add(f"{entries} entries, of which {filed} are filed under a contribution")
    _compare_totals(report, Total, DAY_KEY, tally.days)
    _compare_totals(report, AppealTotal, APPEAL_KEY, tally.appeals)
    _compare_totals(report, Month, monthly.KEY, by_month, "month")


def _portions() -> Iterator[Sequence[Contribution]]:
    last = 0
    while rows := list(Contribution.objects.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        yield rows
        last = rows[-1].pk


def _facts(rows: Sequence[Contribution]) -> dict[int, list[months.Numbered]]:
    found: dict[int, list[months.Numbered]] = defaultdict(list)
    for entry in Entry.objects.filter(filed__contribution__in=rows).annotate(_owner=F("filed__contribution")).iterator():
        found[entry._owner].append((entry.number, fact_of(entry)))  # noqa: SLF001 - our own annotation
    return found


def _handles(rows: Sequence[Contribution]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for owner, name in Handle.objects.filter(contribution__in=rows).values_list("contribution", "name").iterator():
        found[owner].add(name)
    return found


def _faults(row: Contribution, facts: list[Fact], names: set[str]) -> Iterator[str]:
    if not facts:
        yield "has no entries"
        return
    made = row_of(derive(facts))
    if other := [name for name in ("look", *KEPT) if getattr(made, name) != getattr(row, name)]:
        yield f"is not what its entries come to: {', '.join(other)}"
    if {name for fact in facts for name in handles(fact)} != names:
        yield "is found by other names than its entries carry"
    if len(groups(facts)) > 1 or len({fact.provider for fact in facts}) > 1:
        yield "holds entries of several contributions"


def _compare_totals(report: Report, table: Any, key: tuple[str, ...], sums: Sums, kind: str = "total") -> None:
    expected = {name: (amount, count) for name, amount, count in sums.rows()}
    kept = table.objects.exclude(amount=0, count=0).values_list(*key, "amount", "count")
    for *name, amount, count in kept.iterator():
        if expected.pop(tuple(name), (0, 0)) != (amount, count):
            report.add(f"the {kind} {' '.join(map(str, name))} is not what the entries come to")
    for name in expected:
        report.add(f"the {kind} {' '.join(map(str, name))} is missing")


@contextmanager
def _one_moment() -> Iterator[None]:
    """Read the database as it is now, while others go on writing. Inside a transaction, that one's moment."""
    connection = connections[DATABASE]
    if connection.in_atomic_block:
        yield
        return
    begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if connection.vendor == "postgresql" else "BEGIN DEFERRED"
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
