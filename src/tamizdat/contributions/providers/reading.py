"""What is read of providers' objects, alike for all of them. Pure.

Promises: an id that goes into an address is one; what cannot be read is "damaged", a person looks, and no value of it is in the sentence.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from tamizdat.contributions.interfaces import BadSignature, Fact, Hook, ProviderFault, Ref

OLDEST = timedelta(seconds=300)
"""Between the moment that a webhook was signed and the one it came: longer, and somebody may have kept it."""

_REF = re.compile(r"[A-Za-z0-9_-]{22}")
_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")


def our_ref(said: object) -> Ref:
    """Return our reference if *said* is one, "" if it is something else: the account may be used for other things too."""
    return said if isinstance(said, str) and _REF.fullmatch(said) else ""


def object_id(said: object) -> str:
    """Return an id that may stand in an address. Raises ``ProviderFault``."""
    if isinstance(said, str) and _ID.fullmatch(said):
        return said
    raise ProviderFault("damaged", "an object's name is not one")


def moment(seconds: object) -> datetime:
    """Return the time that is *seconds* after 1970. Raises ``ValueError``."""
    if isinstance(seconds, bool) or not isinstance(seconds, int):
        raise ValueError("a time is no number of seconds")
    return datetime.fromtimestamp(seconds, UTC)


def day_and_time(text: object) -> datetime:
    """Return the time in *text* (RFC 3339, with its zone). Raises ``ValueError``."""
    said = datetime.fromisoformat(text) if isinstance(text, str) else None
    if said is None or said.tzinfo is None:
        raise ValueError("a time has no zone")
    return said.astimezone(UTC)


def must_be_fresh(signed: datetime, hook: Hook) -> None:
    """Raise ``BadSignature`` for what was signed long before it came, or after."""
    if abs(hook.received - signed) > OLDEST:
        raise BadSignature("a webhook was signed more than 300 s before it came")


@contextmanager
def understanding(name: str, what: str) -> Iterator[None]:
    """Turn what an object lacks into a ``ProviderFault``: *name* of the provider, *what* kind of object is read."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, ArithmeticError) as error:
        raise ProviderFault("damaged", f"what {name} says of a {what} cannot be read ({type(error).__name__})") from None


def oldest_first(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return *facts* in order, each event once: one object may be reached by several ways."""
    return tuple(sorted({fact.event: fact for fact in facts}.values(), key=lambda fact: fact.at))


def of_period(facts: Iterable[Fact], since: datetime, until: datetime) -> Iterator[Fact]:
    """Yield those of *facts* that happened in a period, each event once: what a list leads to may have happened before."""
    seen: set[str] = set()
    for fact in facts:
        if since <= fact.at < until and fact.event not in seen:
            seen.add(fact.event)
            yield fact


Clock = Callable[[], datetime]


def clock() -> datetime:
    """Return the time now."""
    return datetime.now(UTC)
