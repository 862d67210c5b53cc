"""Outcomes: the one table of what is done when an incoming event cannot simply be applied. Pure.

Promises: every error has a row. What is not to be believed is counted and dropped; what may pass is tried again; what will not pass without
a person waits for one, and nothing is lost meanwhile. Sentences hold nothing of what came. docs/spec/ledger.md, section 6.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from django.db import InterfaceError, OperationalError

from tamizdat.contributions.interfaces import BadSignature, ProviderFault
from tamizdat.contributions.ledger.entries import BadFact
from tamizdat.sealed.boxes import CannotOpen
from tamizdat.sealed.keyring import KeyringDamaged

Outcome = Literal["forged", "ignored", "retry", "damaged", "stop"]
"""``stop``: the database is away; nothing is decided about anything until it is back."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(hours=1)

GIVE_UP = timedelta(days=3)
"""What has failed for as long as that is for a person. Providers themselves stop delivering after about three days."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is done, and why, as a sentence for people."""

    outcome: Outcome
    why: str = ""


_TABLE: tuple[tuple[type[Exception], Outcome, str], ...] = (
    (BadSignature, "forged", ""),
    (OperationalError, "stop", "the database is away"),
    (InterfaceError, "stop", "the database is away"),
    (BadFact, "damaged", "what the provider says cannot be entered: {error}"),
    (CannotOpen, "damaged", "its key is gone: it lay here too long, or another newsroom's gate took it"),
    (KeyringDamaged, "retry", "the newsroom's keys cannot be read"),
    (ValueError, "damaged", "it is not what this provider sends ({kind})"),
    (LookupError, "damaged", "it is not what this provider sends ({kind})"),
    (TypeError, "damaged", "it is not what this provider sends ({kind})"),
    (AttributeError, "damaged", "it is not what this provider sends ({kind})"),
    (Exception, "retry", "something broke here ({kind})"),
)
"""Kind of error -> what is done. The first row that fits speaks; a provider's own fault says itself what it is."""


def judge(error: Exception, *, waited: timedelta) -> Verdict:
    """Return what is done about a hook that came *waited* ago and stumbled over *error*."""
    if isinstance(error, ProviderFault):
        verdict = Verdict("ignored" if error.outcome == "ignore" else error.outcome, str(error))
    else:
        verdict = next(
            Verdict(outcome, words.format(error=error, kind=type(error).__name__))
            for kind, outcome, words in _TABLE
            if isinstance(error, kind)
        )
    if verdict.outcome == "retry" and waited >= GIVE_UP:
        return Verdict("damaged", f"tried for {GIVE_UP.days} days: {verdict.why}")
    return verdict


def pause(tries: int, chance: Callable[[], float] = random.random) -> timedelta:
    """Return how long to wait after that many *tries*; *chance* takes off up to a third: what fell together comes apart."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(tries - 1, 20)) * (1 - (1 - chance()) / 3)
