"""Entries and facts: from the one to the other, and what a fact must be to become an entry.

Promises: what was learned comes back as it was; a fact that no column holds is refused with a sentence, before anything is written.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, get_args

from tamizdat.contributions.interfaces import Fact, FactKind
from tamizdat.contributions.ledger import chain
from tamizdat.contributions.models import ChainHead, Entry

PROVIDER, SETTLEMENT, PERSON = "provider", "settlement", "person"
"""Who said it: the provider when asked, its settlement report, or a person who decided."""

_LONGEST = {name: Entry._meta.get_field(name).max_length for name in chain.SAID}  # noqa: SLF001 - Django's own name for it
_LARGEST = 2**53
"""Minor units: what any reader of JSON holds exactly."""


class BadFact(ValueError):
    """A fact that cannot be one; the sentence names the field, and not what stands in it."""


def check(fact: Fact) -> None:
    """Raise ``BadFact`` for a fact that no entry can hold."""
    for name, longest in _LONGEST.items():
        if longest and len(getattr(fact, name)) > longest:
            raise BadFact(f"a fact's {name} is longer than {longest} characters")
    if fact.kind not in get_args(FactKind):
        raise BadFact("a fact's kind is none that the ledger knows")
    if not fact.provider or not fact.event or fact.at.tzinfo is None:
        raise BadFact("a fact has a provider, an event and a time with its zone")
    for name in ("amount", "settled"):
        if not 0 <= (getattr(fact, name) or 0) < _LARGEST:
            raise BadFact(f"a fact's {name} is no amount")
    if abs(fact.fee) >= _LARGEST:
        raise BadFact("a fact's fee is no amount")
    if (fact.amount and not fact.currency) or (fact.settled is not None and not fact.settled_currency):
        raise BadFact("an amount has a currency")


def said_by(row: Any) -> dict[str, Any]:
    """Return the fields of the fact in an ``Entry`` or a ``Fact``."""
    return {name: getattr(row, name) for name in chain.SAID}


def fact_of(entry: Entry) -> Fact:
    """Return the fact that *entry* holds."""
    return Fact(**said_by(entry))


def chained(facts: Iterable[Fact], head: ChainHead, *, source: str, learned: datetime) -> list[Entry]:
    """Return the entries of *facts* after *head*, which moves on to the last of them. Writes nothing."""
    entries = []
    for fact in facts:
        entry = Entry(number=head.number + 1, before=head.digest, learned=learned, source=source, **said_by(fact))
        entry.digest = chain.of_row(entry)
        head.number, head.digest = entry.number, entry.digest
        entries.append(entry)
    return entries
