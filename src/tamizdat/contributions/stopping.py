"""Stopping: a person of the newsroom has a provider take no more payments of a recurring contribution, for now or for good.

Promises: logged with the reason before the provider is asked; asked again, it is done once; what is so already is not asked for. A payment
that was made is not undone by it, and no mail is sent to whom silence is kept.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from tamizdat.contributions.givers.fetching import fetch_lately
from tamizdat.contributions.interfaces import Facts, Provider
from tamizdat.contributions.ledger import log, outgoing
from tamizdat.contributions.models import Contribution

How = Literal["pause", "cancel"]
SO_ALREADY = {"pause": ("paused", "ended"), "cancel": ("ended",)}


def may_stop(gift: Contribution | None, provider: Provider | None) -> tuple[How, ...]:
    """Return what can be done about *gift* at its provider."""
    if gift is None or provider is None or not gift.subscription or gift.ended:
        return ()
    return tuple(how for how in ("pause", "cancel") if how in provider.can and not (how == "pause" and gift.state == "paused"))  # type: ignore[misc]


def stop(gift: Contribution, how: How, about: str, person: str, reason: str, now: datetime, provider: Provider, ledger: Facts) -> bool:
    """Pause or end *gift*; return False if it was so already. *about*: what makes this wish one, such as an alarm's number.

    Raises ``ValueError`` without a reason, ``ProviderFault`` if the provider could not be asked: then nothing has changed, or it has and
    the answer was lost; the next try finds out.
    """
    if not reason.strip():
        raise ValueError("Say why: somebody will read it later.")
    if provider.standing(gift.subscription).state in SO_ALREADY[how]:
        fetch_lately(provider, ledger, now)
        return False
    log.note(person, f"asked the provider to {how}", f"{gift.provider} {gift.subscription}", reason.strip(), now)

    def ask(key: str) -> str:
        if how == "pause":
            provider.pause(gift.subscription, until=None, key=key)
        else:
            provider.cancel(gift.subscription, key=key)
        return "done"

    request = {"subscription": gift.subscription}
    outgoing.once(gift.provider, how, f"desk:{about}:{gift.subscription}"[:150], ask, request=request, now=_at(now))
    fetch_lately(provider, ledger, now)
    return True


def _at(now: datetime) -> Callable[[], datetime]:
    return lambda: now
