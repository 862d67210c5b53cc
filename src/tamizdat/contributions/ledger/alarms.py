"""Alarms: what only a person can decide. Nothing is sent to anybody; the newsroom shows them, and the decision is logged.

Promises: one alarm of a kind for each event, however often it is learned; what is decided stays decided. Of cards from listed countries one
is open for a contribution, however many are tried in it: who tries out cards fills no list.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from tamizdat.contributions.interfaces import Fact
from tamizdat.contributions.ledger import chain, log
from tamizdat.contributions.ledger.locking import one_at_a_time
from tamizdat.contributions.models import Alarm, Contribution, Entry

LISTED_CARD, CONTRADICTION = "listed_card", "contradiction"


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """Something to decide. *detail*: what a person needs to see; nothing about a giver."""

    kind: str
    provider: str
    event: str
    ref: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


def listed_card(entry: Entry, ref: str) -> Raised:
    """Return the alarm about a card from a country where giving is a crime. The bank's record exists already; no refund undoes it."""
    detail = {"country": entry.issued_in, "subscription": entry.subscription, "transaction": entry.transaction}
    return Raised(kind=LISTED_CARD, provider=entry.provider, event=entry.event, ref=ref, detail=detail)


def listed_cards(entries: Iterable[Entry]) -> list[Raised]:
    """Return the alarms about those of *entries*, filed already, whose card is from such a country: one for each contribution that has none
    open yet.
    """
    raised: dict[str, Raised] = {}
    for entry in (entry for entry in entries if entry.issued_in):
        ref = Contribution.objects.filter(filed__entry=entry).values_list("ref", flat=True).first() or entry.ref
        if not ref or not is_open(LISTED_CARD, entry.provider, ref):
            raised.setdefault(f"{entry.provider} {ref or entry.event}", listed_card(entry, ref))
    return list(raised.values())


def is_open(kind: str, provider: str, ref: str) -> bool:
    """Return whether an alarm of *kind* about the contribution *ref* waits for a decision."""
    return bool(open_of(kind).filter(provider=provider, ref=ref).exists())


def open_of(kind: str) -> QuerySet[Alarm]:
    """Return the alarms of *kind* that wait for a decision."""
    return Alarm.objects.filter(kind=kind, decided__isnull=True)


def contradiction(fact: Fact, said: Fact) -> Raised:
    """Return the alarm about a *fact* that says something else than what the ledger holds under its name."""
    detail = {"here": _shown(said), "there": _shown(fact)}
    return Raised(kind=CONTRADICTION, provider=fact.provider, event=fact.event, ref=fact.ref or said.ref, detail=detail)


def raise_all(raised: Iterable[Raised], now: datetime) -> None:
    """Raise alarms; one that was raised before, decided or not, stays as it is."""
    rows = [Alarm(kind=one.kind, provider=one.provider, event=one.event, ref=one.ref, detail=one.detail, raised=now) for one in raised]
    if rows:
        Alarm.objects.bulk_create(rows, ignore_conflicts=True)


def open_alarms() -> list[Alarm]:
    """Return what waits for a decision, oldest first."""
    return list(Alarm.objects.filter(decided__isnull=True).order_by("raised", "pk"))


def must_not_be_written_to(contribution: Contribution) -> bool:
    """Return whether a card from a listed country paid for *contribution*: no mail goes to its giver, whatever has been decided."""
    return bool(Entry.objects.filter(filed__contribution=contribution).exclude(issued_in="").exists())


def decide(alarm: Alarm, person: str, decision: str, now: datetime) -> bool:
    """Close *alarm* with a *decision* in words; return whether it was open. What follows (a refund, a call) is the person's to do."""
    if not decision.strip():
        raise ValueError("Say what was decided and why: somebody will read it later.")
    with one_at_a_time():
        said = decision.strip()[:300]
        closed = Alarm.objects.filter(pk=alarm.pk, decided__isnull=True).update(decided=now, decided_by=person, decision=said)
        if closed:
            log.note(person, f"decided {alarm.kind}", f"{alarm.provider} {alarm.event}", said, now)
    return bool(closed)


def _shown(fact: Fact) -> dict[str, Any]:
    return {name: getattr(fact, name) for name in chain.SAID if name != "at" and getattr(fact, name)} | {"at": fact.at.isoformat()}
