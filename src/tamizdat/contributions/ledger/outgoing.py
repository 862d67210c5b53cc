"""Outgoing: what is written at a provider, each wish once, with one idempotency key through retries and crashes.

Promises: the key is on the disk before the provider hears of it; a wish that was answered is answered from here for good; one whose answer
was lost is asked again under the same key, and a provider that keeps its promise does it once. Leaves it to the caller what makes a wish
one (*about*): the id of the record that holds it, never a moment's chance.
"""

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal, cast

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from tamizdat.contributions.interfaces import ProviderFault
from tamizdat.contributions.ledger import chain
from tamizdat.contributions.ledger.doors import DATABASE
from tamizdat.contributions.models import Outgoing

ANSWERS_KEPT = timedelta(days=30)
"""Answers may be addresses at which one pays; wishes are older than that only by mistake."""


class AnotherWish(Exception):
    """A wish whose name was used for something else before: two callers chose one name, or one of them changed its mind."""


def once(
    provider: str,
    action: str,
    about: str,
    call: Callable[[str], str],
    *,
    request: Mapping[str, Any] | None = None,
    now: Callable[[], datetime] = timezone.now,
) -> str:
    """Return the answer to the wish (*provider*, *action*, *about*), asked for by ``call(key)`` unless it is known.

    *request*: what is asked, plain values; asking something else under the same name raises ``AnotherWish``. Raises what *call* raises; a
    ``ProviderFault`` that is not to be tried again is remembered and raised again without asking. Not inside a transaction of the ledger's.
    """
    asked = chain.digest("", dict(request or {}))
    with transaction.atomic(using=DATABASE, durable=True):
        defaults = {"request": asked, "key": secrets.token_urlsafe(32), "began": now()}
        wish, _ = Outgoing.objects.get_or_create(provider=provider, action=action, about=about, defaults=defaults)
        if wish.request != asked:
            raise AnotherWish(f"{action} was asked for under this name before, with other values")
        if wish.state == Outgoing.BEGUN:
            Outgoing.objects.filter(pk=wish.pk).update(tries=F("tries") + 1)
    if wish.state == Outgoing.REFUSED:
        outcome, _, sentence = wish.why.partition(": ")
        raise ProviderFault(cast(Literal["ignore", "damaged"], outcome), sentence)
    return wish.answer if wish.state == Outgoing.DONE else _ask(wish, call, now)


def forget_answers(now: datetime) -> int:
    """Empty answers that are older than ``ANSWERS_KEPT``; return how many."""
    over = Outgoing.objects.filter(ended__lt=now - ANSWERS_KEPT).exclude(answer="")
    return int(over.update(answer="")) if over.exists() else 0


def _ask(wish: Outgoing, call: Callable[[str], str], now: Callable[[], datetime]) -> str:
    try:
        answer = call(wish.key)
    except ProviderFault as fault:
        if fault.outcome != "retry":
            _end(wish, now(), state=Outgoing.REFUSED, why=f"{fault.outcome}: {fault}"[:300])
        raise
    _end(wish, now(), state=Outgoing.DONE, answer=answer)
    return answer


def _end(wish: Outgoing, now: datetime, **said: str) -> None:
    Outgoing.objects.filter(pk=wish.pk, state=Outgoing.BEGUN).update(ended=now, **said)
