"""The till: takes wishes that were kept to the provider, and leaves the address of its page at the gate. ``till_process`` runs it.

Promises: killed anywhere, it goes on where it was, and the provider makes one page for one wish, by one key that is on the disk before it
is asked. Who waits is answered within seconds: a provider that does not answer by then is "try later", and its page, should it come after
all, is shown to nobody. Several tills may run at once. Logs hold no wish.
"""

import json
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from tamizdat.contributions import doors, looking, replies
from tamizdat.contributions.interfaces import Checkout as Page
from tamizdat.contributions.interfaces import Order, Provider, ProviderFault
from tamizdat.contributions.ledger import origins, outgoing
from tamizdat.contributions.models import Checkout, Outgoing
from tamizdat.contributions.providers.from_settings import provider as provider_named
from tamizdat.newsletters.collecting.gate_line import GateAway, NotOurGate
from tamizdat.sealed.keyring import KeyringDamaged

LEASE = timedelta(seconds=20)
"""For which one hand has a wish to itself; after a crash another takes it then."""

PATIENCE = timedelta(seconds=5)
"""How long the provider may take before who waits is told to try later."""

GIVEN_UP = timedelta(seconds=60)
"""Replies live no longer at the gate, and nobody waits longer."""

ALLOWED_DAYS = 3
"""So long the page of a gift is good that a person has allowed: its address goes by mail. The rate is that of its first day."""

AGAIN = timedelta(seconds=1)
START = "start"

log = logging.getLogger(__name__)


class Line(Protocol):
    """What the till needs of a line to the gate."""

    def ask(self, *, wait: int = 0, **said: object) -> object:
        """Say something to the gate. Raises ``GateAway``, ``NotOurGate``."""
        ...


@dataclass(frozen=True)
class Till:
    """The work, a step at a time. *named*: finds a provider; *line*: gives a line to the gate; *now*: the clock."""

    line: Callable[[], Line]
    named: Callable[[str], Provider] = provider_named
    now: Callable[[], datetime] = timezone.now

    def waiting(self) -> list[tuple[int, str]]:
        """Return the wishes that are to be looked at now, with their states, oldest first; what has waited too long is refused before."""
        now = self.now()
        pending = Checkout.objects.filter(answered__isnull=True)
        for pk in pending.filter(state=Checkout.NEW, made__lt=now - PATIENCE).values_list("pk", flat=True):
            _refuse(pk, due=now)
        return list(pending.filter(due__lte=now).order_by("due", "pk").values_list("pk", "state")[:100])

    def serve(self, pk: int) -> bool:
        """Take one wish as far as it goes; return whether its answer was left at the gate."""
        now = self.now()
        mine = Checkout.objects.filter(pk=pk, answered__isnull=True, due__lte=now).update(due=now + LEASE, tries=F("tries") + 1)
        if not mine:
            return False
        wish = Checkout.objects.get(pk=pk)
        if wish.state == Checkout.NEW:
            self._begin(wish)
            wish.refresh_from_db()
        return wish.answered is None and self._leave(wish)

    def _begin(self, wish: Checkout) -> None:
        """Have the provider make its page; what came of it is on the disk when this returns."""
        try:
            page = page_for(wish, self.named(wish.provider), self.now)
        except (ProviderFault, outgoing.AnotherWish) as fault:
            log.error("no page for a wish: %s", fault if isinstance(fault, ProviderFault) else type(fault).__name__)
            _refuse(wish.pk)
            return
        with transaction.atomic(using=doors.DATABASE):
            if _end(wish.pk, Checkout.OPEN, replies.led_to(page.url), **_opened(page, self.now())):
                origins.note(wish.ref, appeal=wish.appeal, variant=wish.variant)

    def _leave(self, wish: Checkout) -> bool:
        """Leave the answer at the gate; a gate that is away is tried again for as long as somebody may wait."""
        row, now = Checkout.objects.filter(pk=wish.pk, answered__isnull=True), self.now()
        if now - wish.made > GIVEN_UP:
            row.update(answered=now, answer="")
            return False
        try:
            self.line().ask(limit=0, replies={wish.record: wish.answer})
        except (GateAway, NotOurGate, KeyringDamaged) as error:
            log.error("an answer could not be left at the gate: %s", error)
            row.update(due=now + AGAIN)
            return False
        row.update(answered=self.now(), answer="")
        return True


def page_for(wish: Checkout, provider: Provider, now: Callable[[], datetime] = timezone.now, *, name: str = "", days: int = 0) -> Page:
    """Return the provider's page for a wish: the same one however often it is asked for under one *name*. *days*: so long it is to be good.

    Raises ``ProviderFault``.
    """
    order = replace(order_of(wish), days=days)

    def start(key: str) -> str:
        page = provider.start(order, key=key)
        return json.dumps({"url": page.url, "id": page.id, "until": int(page.until.timestamp())})

    said = json.loads(outgoing.once(wish.provider, START, name or wish.ref, start, request=asdict(order), now=now))
    return Page(url=said["url"], id=said["id"], until=datetime.fromtimestamp(said["until"], UTC))


def _name(wish: Checkout, now: datetime) -> str:
    """Return under which name a page is asked for that may be over: that of the last one, or the next if that one is no good any more."""
    mine = Q(about=wish.ref) | Q(about__startswith=f"{wish.ref}:")
    asked = list(Outgoing.objects.filter(mine, provider=wish.provider, action=START).order_by("pk"))
    if not asked:
        return wish.ref
    last = asked[-1]
    over = last.state == Outgoing.DONE and (not last.answer or json.loads(last.answer)["until"] <= now.timestamp())
    return f"{wish.ref}:{len(asked) + 1}" if over else str(last.about)


def order_of(wish: Checkout) -> Order:
    """Return what the provider is told of a wish."""
    thanks, back = doors.pages(wish.language)
    same = {name: getattr(wish, name) for name in ("ref", "amount", "currency", "frequency", "method", "language")}
    return Order(thanks=thanks, back=back, **same)


def allow(ref: str, *, named: Callable[[str], Provider] = provider_named, now: Callable[[], datetime] = timezone.now) -> str:
    """Let a large gift go on, on which a person has decided; return the address of the page on which it is paid, "" if none waits for that.

    Who wanted to give it was asked to write to the newspaper: the person sends the address there, so the page is good for days. Asked
    again, it is the same until its time is over, and then another. Raises ``ProviderFault``: then it still waits.
    """
    wish = Checkout.objects.filter(ref=ref, state__in=(Checkout.REVIEW, Checkout.OPEN)).first()
    if wish is None:
        return ""
    page = page_for(wish, named(wish.provider), now, name=_name(wish, now()), days=ALLOWED_DAYS)
    with transaction.atomic(using=doors.DATABASE):
        said = {"state": Checkout.OPEN, **_opened(page, now())}
        if Checkout.objects.filter(ref=ref, state=Checkout.REVIEW).update(**said):
            origins.note(ref, appeal=wish.appeal, variant=wish.variant)
        Checkout.objects.filter(ref=ref, state=Checkout.OPEN).exclude(checkout=said["checkout"]).update(looks=0, **said)
    return page.url


def _opened(page: Page, now: datetime) -> dict[str, Any]:
    """Return what is kept of the provider's page: whoever has led somebody there asks what became of it (``looking``)."""
    return {"checkout": page.id[:200], "until": page.until, "look": now + looking.FIRST}


def _refuse(pk: int, **said: object) -> None:
    _end(pk, Checkout.REFUSED, replies.refused(replies.TRY_LATER), box=b"", address_hash=None, **said)


def _end(pk: int, state: str, answer: str, **said: object) -> bool:
    """Write down what came of a wish, unless something else did before; return whether it was this."""
    return bool(Checkout.objects.filter(pk=pk, state=Checkout.NEW).update(state=state, answer=answer, **said))
