"""Appending: facts become entries, each once. The way into the ledger, for whoever learns that something happened.

Promises: entries, states, totals and the chain's head are one transaction; what is there already changes nothing. What says something else
under a name that is taken, or names a card from a listed country, raises an alarm for a person, in the same transaction. Every column of
every fact is checked before anything is written.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from django.utils import timezone

from tamizdat.contributions.interfaces import Fact
from tamizdat.contributions.ledger import alarms, doors, rows
from tamizdat.contributions.ledger.cursors import together
from tamizdat.contributions.ledger.entries import PROVIDER, chained, check
from tamizdat.contributions.ledger.filing import file_entries
from tamizdat.contributions.ledger.locking import one_at_a_time
from tamizdat.contributions.models import Entry
from tamizdat.contributions.rules import listed
from tamizdat.contributions.terms import Terms

AT_ONCE = 200
"""Facts in one transaction: nobody waits long for the lock."""

SAME = ("kind", "transaction", "of", "amount", "currency")
"""What must be alike in two facts of one name."""

_SUPPLEMENT = "/settled"


class Ledger:
    """``interfaces.Facts`` on this newspaper's database."""

    def __init__(self, *, now: Callable[[], datetime] = timezone.now, terms: Callable[[], Terms | None] = doors.terms) -> None:
        self._now, self._terms = now, terms

    def apply(self, facts: Iterable[Fact], *, source: str = PROVIDER) -> int:
        """Append those of *facts* that are new; return how many. Raises ``entries.BadFact`` before anything is written."""
        waiting = list(facts)
        for fact in waiting:
            check(fact)
        tidy, done = iter(waiting), 0
        while chunk := list(islice(tidy, AT_ONCE)):
            done += self._append(chunk, source)
        return done

    def without_countries(self, facts: Iterable[Fact]) -> list[Fact]:
        """Return *facts* without the countries of cards, but for those where giving is a crime: all that may be kept."""
        told = list(facts)
        terms = self._terms() if any(fact.issued_in for fact in told) else None
        return [_without_country(fact, terms) for fact in told]

    def _append(self, facts: Sequence[Fact], source: str) -> int:
        now, allowed = self._now(), self.without_countries(facts)
        with one_at_a_time() as head, together():
            known = _Known(allowed)
            fresh = [fact for seen in allowed for fact in known.new(seen)]
            entries = chained(fresh, head, source=source, learned=now)
            rows.insert(entries)
            if entries:
                file_entries([(entry.number, fact) for entry, fact in zip(entries, fresh, strict=True)])
            raised = [alarms.contradiction(fact, said) for fact, said in known.contradictions]
            alarms.raise_all([*raised, *alarms.listed_cards(entries)], now)
        return len(entries)


class _Known:
    """What the ledger says already about the names in some facts; and what it will, as they are looked at one by one."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.contradictions: list[tuple[Fact, Fact]] = []
        events = [(fact.provider, fact.event) for fact in facts]
        self._events: dict[tuple[str, str], Fact] = {}
        self._movements: dict[tuple[str, str, str], Fact] = {}
        for fact in rows.known_facts(events, [(fact.provider, fact.transaction) for fact in facts if fact.transaction]):
            self._note(fact)

    def new(self, fact: Fact) -> Iterable[Fact]:
        """Yield what *fact* adds: itself, or what was settled if that alone is news, or nothing."""
        said = self._events.get((fact.provider, fact.event)) or self._movements.get((fact.provider, fact.transaction, fact.kind))
        if said is None:
            self._note(fact)
            yield fact
        elif any(getattr(said, name) != getattr(fact, name) for name in SAME):
            self.contradictions.append((fact, said))
        elif fact.settled is not None and fact.transaction and fact.kind != "settled":
            yield from self._settled(fact, said)

    def _settled(self, fact: Fact, said: Fact) -> Iterable[Fact]:
        report = said if said.settled is not None else self._movements.get((fact.provider, fact.transaction, "settled"))
        if report is None:
            yield from self.new(settlement(fact))
        elif (report.settled, report.settled_currency, report.fee) != (fact.settled, fact.settled_currency, fact.fee):
            self.contradictions.append((fact, report))

    def _note(self, fact: Fact) -> None:
        self._events[fact.provider, fact.event] = fact
        if fact.transaction:
            self._movements[fact.provider, fact.transaction, fact.kind] = fact


def movements(providers: Collection[str], transactions: Collection[str]) -> Iterable[Entry]:
    """Return the entries of *transactions*."""
    named = Entry.objects.filter(provider__in=providers, transaction__in=transactions)
    return named.exclude(transaction="") if transactions else ()  # said once more, for the index has no others


def settlement(fact: Fact) -> Fact:
    """Return the fact that says of *fact*'s transaction what was settled, where nothing else of it is news."""
    return Fact(
        provider=fact.provider,
        event=f"{fact.event}{_SUPPLEMENT}",
        kind="settled",
        at=fact.at,
        ref="",
        transaction=fact.transaction,
        fee=fact.fee,
        settled=fact.settled,
        settled_currency=fact.settled_currency,
    )


def _without_country(fact: Fact, terms: Terms | None) -> Fact:
    """Return *fact* without the country of its card, unless giving is a crime there or it is not supported."""
    laws = ("no_ask", "unsupported")
    if fact.issued_in and not (terms and any(listed(terms.countries, fact.issued_in, law, fact.method) for law in laws)):  # type: ignore[arg-type]
        return replace(fact, issued_in="")
    return fact
