"""Large gifts of which nobody can know whose they are: a person lets one go on to the provider's page, or refuses it.

Promises: nothing can be paid before somebody has let it; who allows and who refuses at the same time are told what came first. The address
of the provider's page is shown to who decides, and kept in no log. ``TAMIZDAT_REVIEW_ABOVE`` says from which amounts on.
"""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q

from tamizdat.contributions import doors, methods, replies, till
from tamizdat.contributions.interfaces import Provider, ProviderFault
from tamizdat.contributions.ledger import alarms, log
from tamizdat.contributions.ledger.locking import one_at_a_time
from tamizdat.contributions.models import Alarm, Checkout, Contribution, Deed
from tamizdat.contributions.providers.from_settings import provider as provider_named
from tamizdat.contributions.refunds import NotPossible

ALLOWED, AGAIN, REFUSED = "large gift allowed", "another page for a large gift", "large gift refused"
LATELY = 20


def waiting() -> list[Checkout]:
    """Return the large gifts that wait for a person, oldest first."""
    return list(Checkout.objects.filter(state=Checkout.REVIEW).order_by("made", "pk"))


def decided() -> list[Alarm]:
    """Return what was decided lately, newest first."""
    return list(Alarm.objects.filter(kind=replies.LARGE, decided__isnull=False).order_by("-decided")[:LATELY])


def allow(ref: str, *, person: str, reason: str, now: datetime, named: Callable[[str], Provider] = provider_named) -> str:
    """Let a large gift go on; return the address of the page on which it is paid. Raises ``NotPossible``.

    Asked again, it is the same until its time is over; then another page is made, unless something came for the one before. Not inside a
    transaction.
    """
    wish, terms = _wish(ref, reason), doors.terms()
    if wish.state == Checkout.REVIEW and (terms is None or methods.taker(wish.method, terms) is None):
        raise NotPossible("This way to pay is shut now: nothing can be paid by it.")
    if is_over(wish, now) and Contribution.objects.filter(Q(payments__gt=0) | Q(held__gt=0), provider=wish.provider, ref=ref).exists():
        raise NotPossible("Its page is over, and something came for it: find it under One by one.")
    try:
        address = till.allow(ref, named=named, now=lambda: now)
    except ProviderFault as fault:
        raise NotPossible(f"The provider made no page for it: {fault}. It still waits.") from None
    if not Checkout.objects.filter(ref=ref, state=Checkout.OPEN).exists():
        raise NotPossible("Somebody else has refused it meanwhile.")
    if is_over(wish, now):
        log.note(person, AGAIN, ref, "its page was over", now)
    _note(ref, ALLOWED, person, reason, now)
    return address


def is_over(wish: Checkout, now: datetime) -> bool:
    """Return whether the page of an allowed gift can be paid no more."""
    return bool(wish.state == Checkout.OPEN and wish.until and wish.until <= now)


def refuse(ref: str, *, person: str, reason: str, now: datetime) -> None:
    """Refuse a large gift; what was kept of its giver goes. Raises ``NotPossible`` if it does not wait."""
    _wish(ref, reason)
    with one_at_a_time():
        waits = Checkout.objects.filter(ref=ref, state=Checkout.REVIEW)
        if not waits.update(state=Checkout.REFUSED, box=b"", address_hash=None):
            raise NotPossible("It waits no longer: somebody has decided about it.")
        _note(ref, REFUSED, person, reason, now)


def _wish(ref: str, reason: str) -> Checkout:
    """Return a large gift that waits or was allowed. Raises ``NotPossible``."""
    wish = Checkout.objects.filter(ref=ref, state__in=(Checkout.REVIEW, Checkout.OPEN)).first()
    if wish is None or not _is_large(ref):
        raise NotPossible("It waits no longer: somebody has refused it, or it is gone.")
    if wish.state == Checkout.REVIEW and not reason.strip():
        raise NotPossible("Say why: somebody will read it later.")
    return wish


def _is_large(ref: str) -> bool:
    return Alarm.objects.filter(kind=replies.LARGE, event=f"wish:{ref}").exists()


def _note(ref: str, act: str, person: str, reason: str, now: datetime) -> None:
    """Write the decision down once, and close the alarm about it."""
    with one_at_a_time():
        if Deed.objects.filter(act__in=(ALLOWED, REFUSED), about=ref).exists():
            return
        log.note(person, act, ref, reason.strip(), now)
        for alarm in Alarm.objects.filter(kind=replies.LARGE, event=f"wish:{ref}"):
            alarms.decide(alarm, person, f"{act}: {reason.strip()}", now)
