"""Accepting: money that came late, or was too little, counts as paid by a person's decision alone.

Promises: the decision is an entry like any other, chained, and says so (``source`` person); the log has who and why. Done again, it changes
nothing.
"""

from dataclasses import replace
from datetime import datetime

from tamizdat.contributions.ledger import log
from tamizdat.contributions.ledger.append import Ledger
from tamizdat.contributions.ledger.entries import PERSON
from tamizdat.contributions.ledger.filing import facts_of
from tamizdat.contributions.ledger.locking import one_at_a_time
from tamizdat.contributions.ledger.states import held
from tamizdat.contributions.models import Contribution


def accept(contribution: Contribution, person: str, reason: str, now: datetime) -> int:
    """Count what is held of *contribution* as paid; return how many payments that are. Raises ``ValueError`` without a reason."""
    if not reason.strip():
        raise ValueError("Say why: somebody will read it later.")
    with one_at_a_time():
        waiting = held(facts_of(contribution))
        paid = [replace(fact, kind="paid", event=f"accepted:{fact.event}"[:200]) for fact in waiting]
        done = Ledger(now=lambda: now).apply(paid, source=PERSON)
        if done:
            log.note(person, "accepted as paid", f"{contribution.provider} {waiting[0].event}", reason.strip(), now)
    return done
