"""Handles: the names by which facts are known to be about one contribution. Pure.

Promises: facts that share a name, or are joined by others that do, are one contribution, in whichever order they come.
"""

from collections.abc import Iterable

from tamizdat.contributions.interfaces import Fact


def handles(fact: Fact) -> tuple[str, ...]:
    """Return the names that *fact* carries, among those of its provider."""
    names = [f"ref:{fact.ref}"] if fact.ref else []
    names += [f"sub:{fact.subscription}"] if fact.subscription else []
    names += [f"tx:{name}" for name in dict.fromkeys((fact.transaction, fact.of)) if name]
    return tuple(names or [f"event:{fact.event}"])


def groups(facts: Iterable[Fact]) -> list[frozenset[Fact]]:
    """Return *facts* of one provider, by contribution."""
    found: list[tuple[set[str], set[Fact]]] = []
    for fact in facts:
        names, together = set(handles(fact)), {fact}
        apart = []
        for group in found:
            if group[0] & names:
                names |= group[0]
                together |= group[1]
            else:
                apart.append(group)
        found = [*apart, (names, together)]
    return [frozenset(group) for _, group in found]
