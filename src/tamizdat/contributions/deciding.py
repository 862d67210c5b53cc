"""Deciding about one contribution: ending it at the provider, and noting that somebody has looked at what a person should look at.

Promises: each decision is a deed with a name and a reason, and is made once; the provider is told once, under one key for good.
"""

from collections.abc import Callable
from datetime import datetime

from tamizdat.contributions.givers.fetching import fetch_lately
from tamizdat.contributions.interfaces import Provider, ProviderFault
from tamizdat.contributions.ledger import log, outgoing
from tamizdat.contributions.ledger.append import Ledger
from tamizdat.contributions.ledger.locking import one_at_a_time
from tamizdat.contributions.ledger.states import RECURRING
from tamizdat.contributions.models import Contribution, Deed, LookedAt
from tamizdat.contributions.providers.from_settings import provider as provider_named
from tamizdat.contributions.refunds import NotPossible

ENDED = "ended for the giver"
LOOKED, RETURNED = "looked at", "returned by hand"


def may_end(contribution: Contribution) -> bool:
    """Return whether a contribution recurs and has not ended."""
    return contribution.frequency in RECURRING and bool(contribution.subscription) and contribution.ended is None


def end(contribution: Contribution, *, person: str, reason: str, now: datetime, named: Callable[[str], Provider] = provider_named) -> None:
    """End a recurring contribution at its provider. Not inside a transaction. Raises ``NotPossible``."""
    if not reason.strip():
        raise NotPossible("Say why: somebody will read it later.")
    if not may_end(contribution):
        raise NotPossible("It has ended already." if contribution.ended else "It does not recur: there is nothing to end.")

    def call(key: str) -> str:
        provider.cancel(contribution.subscription, key=key)
        return "done"

    try:
        provider = named(contribution.provider)
        outgoing.once(contribution.provider, "cancel", f"desk:{contribution.subscription}", call, now=lambda: now)
    except ProviderFault as fault:
        raise NotPossible(f"The provider did not end it: {fault}. Try again, or end it there.") from None
    _note_once(person, ENDED, f"{contribution.provider} {contribution.subscription}", reason, now)
    fetch_lately(provider, Ledger(), now)


def note_looked(contribution: Contribution, *, person: str, decision: str, seen: str, now: datetime, act: str = LOOKED) -> bool:
    """Write down that *person* has looked at what is to be looked at (*seen*), and what was decided; return whether nobody had."""
    if not decision.strip():
        raise NotPossible("Say what you found and decided: somebody will read it later.")
    if not contribution.look or contribution.look != seen:
        raise NotPossible("There is something else to look at than when you opened this page: look again.")
    name = name_of(contribution)
    with one_at_a_time():
        said = {"decision": decision.strip()[:300], "person": person, "at": now}
        _, new = LookedAt.objects.get_or_create(provider=contribution.provider, name=name, look=contribution.look, defaults=said)
        if new:
            log.note(person, act, f"{contribution.provider} {name}: {contribution.look}", decision.strip(), now)
    return new


def looked(contribution: Contribution) -> LookedAt | None:
    """Return who has looked at what is to be looked at now, None if nobody has."""
    if not contribution.look:
        return None
    return LookedAt.objects.filter(provider=contribution.provider, name=name_of(contribution), look=contribution.look).first()


def name_of(contribution: Contribution) -> str:
    """Return a name of *contribution* that stays when states are made anew."""
    if contribution.ref:
        return f"ref:{contribution.ref}"
    return f"sub:{contribution.subscription}" if contribution.subscription else str(contribution.handles.order_by("name").first())


def _note_once(person: str, act: str, about: str, reason: str, now: datetime) -> None:
    with one_at_a_time():
        if not Deed.objects.filter(act=act, about=about[:200]).exists():
            log.note(person, act, about, reason.strip(), now)
