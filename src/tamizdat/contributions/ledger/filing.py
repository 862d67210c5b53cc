"""Filing: to which contribution each new entry belongs, what that makes of its state, and what it changes in the totals.

Promises: the tables that it writes are those that filing all entries at once would make, whatever the order. Where an entry shows two
contributions to be one, they become one. Only for who holds the chain's head. One batch costs a handful of queries, however many entries.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tamizdat.contributions.interfaces import Fact
from tamizdat.contributions.ledger import rows
from tamizdat.contributions.ledger.entries import fact_of
from tamizdat.contributions.ledger.handles import handles
from tamizdat.contributions.ledger.states import State, derive
from tamizdat.contributions.ledger.tallies import APPEAL_KEY, DAY_KEY, NOWHERE, Tally
from tamizdat.contributions.models import AppealTotal, Contribution, Entry, Filed, Handle, Total

KEPT = tuple(
    name.attname
    for name in Contribution._meta.concrete_fields  # noqa: SLF001 - Django's own name for it
    if name.attname not in ("id", "look")
)
"""Columns of a contribution that are fields of its state, under the same names."""

Name = tuple[str, str]
"""A provider and a handle."""


@dataclass(eq=False, slots=True)
class _Case:
    """One contribution while a batch is filed. *id* is None until it has a row."""

    id: int | None = None
    facts: list[Fact] = field(default_factory=list)
    names: set[Name] = field(default_factory=set)  # those that have no row yet
    before: list[State] = field(default_factory=list)  # what its row, and those of the absorbed, say
    entries: list[int] = field(default_factory=list)  # those that are not filed yet
    absorbed: list[int] = field(default_factory=list)  # contributions that turned out to be this one


def file_entries(entries: Sequence[tuple[int, Fact]]) -> None:
    """File *entries* (their numbers, their facts), which lie in the table already."""
    cases, owners = _known([fact for _, fact in entries])
    for case in cases:
        case.before.append(derive(case.facts))
    for number, fact in entries:
        _place(number, fact, cases, owners)
    after = [(case, derive(case.facts)) for case in cases]
    origins = rows.origins({state.ref for case, now in after for state in (*case.before, now) if state.ref})
    tally = Tally()
    for case, state in after:
        tally.change([(one, origins.get(one.ref, NOWHERE)) for one in case.before], (state, origins.get(state.ref, NOWHERE)))
    _write(after)
    add_totals(tally)


def count_origin(ref: str, before: tuple[str, str], now: tuple[str, str]) -> None:
    """Move what has been counted of the contributions *ref* from one appeal and variant to another."""
    tally = Tally()
    for contribution in Contribution.objects.filter(ref=ref):
        state = derive(facts_of(contribution))
        for origin, sign in ((before, -1), (now, 1)):
            tally.add(state, *origin, sign=sign)
    add_totals(tally)


def facts_of(contribution: Contribution) -> list[Fact]:
    """Return all that is known of *contribution*."""
    return [fact_of(entry) for entry in Entry.objects.filter(filed__contribution=contribution)]


def row_of(state: State, pk: int | None = None) -> Contribution:
    """Return *state* as a row."""
    return Contribution(pk=pk, look=" ".join(state.look), **{name: getattr(state, name) for name in KEPT})


def add_totals(tally: Tally) -> None:
    """Add *tally* to the totals."""
    for table, key, sums in ((Total, DAY_KEY, tally.days), (AppealTotal, APPEAL_KEY, tally.appeals)):
        rows.add(table, key, [(*values, amount, count) for values, amount, count in sums.rows()])


def _names(fact: Fact) -> set[Name]:
    return {(fact.provider, name) for name in handles(fact)}


def _known(facts: Sequence[Fact]) -> tuple[list[_Case], dict[Name, _Case]]:
    """Return the contributions that *facts* are about, as far as they have rows, with all their facts and by their names."""
    found = rows.owners(name for fact in facts for name in _names(fact))
    cases = {number: _Case(number) for number in sorted(set(found.values()))}
    for owner, fact in rows.facts_by_contribution(list(cases)):
        cases[owner].facts.append(fact)
    return list(cases.values()), {name: cases[number] for name, number in found.items()}


def _place(number: int, fact: Fact, cases: list[_Case], owners: dict[Name, _Case]) -> None:
    names = _names(fact)
    found = list({id(owners[name]): owners[name] for name in names if name in owners}.values())
    # The one with the lowest number stays, so that a row that people have seen goes only if an older one is the same contribution.
    found.sort(key=lambda case: (case.id is None, case.id or 0))
    case = found[0] if found else _Case()
    if not found:
        cases.append(case)
    for other in found[1:]:
        _absorb(case, other)
        cases.remove(other)
        owners.update((name, case) for name, owner in list(owners.items()) if owner is other)
    case.facts.append(fact)
    case.entries.append(number)
    case.names |= {name for name in names if name not in owners}
    owners.update(dict.fromkeys(names, case))


def _absorb(case: _Case, other: _Case) -> None:
    case.facts += other.facts
    case.names |= other.names
    case.entries += other.entries
    case.before += other.before
    case.absorbed += other.absorbed + ([other.id] if other.id is not None else [])


def _write(after: Sequence[tuple[_Case, State]]) -> None:
    rows.update([row_of(state, case.id) for case, state in after if case.id is not None])
    fresh = [(case, row_of(state)) for case, state in after if case.id is None]
    for (case, _), number in zip(fresh, rows.insert_numbered([row for _, row in fresh]), strict=True):
        case.id = number
    for case, _ in after:
        if case.absorbed:
            Handle.objects.filter(contribution__in=case.absorbed).update(contribution=case.id)
            Filed.objects.filter(contribution__in=case.absorbed).update(contribution=case.id)
            Contribution.objects.filter(pk__in=case.absorbed).delete()
    rows.insert(Handle(provider=provider, name=name, contribution_id=case.id) for case, _ in after for provider, name in sorted(case.names))
    rows.insert(Filed(entry_id=number, contribution_id=case.id) for case, _ in after for number in case.entries)
