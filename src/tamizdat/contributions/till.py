"""The till: takes wishes that were kept to the provider, and leaves the address of its page at the gate. ``till_process`` runs it.

Promises: killed anywhere, it goes on where it was, and the provider makes one page for one wish, by one key that is on the disk before it
is asked. Who waits is answered within seconds: a provider that does not answer by then is "try later", and its page, should it come after
all, is shown to nobody. Several tills may run at once. Logs hold no wish.
"""

import json
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from tamizdat.contributions import doors, looking, replies
from tamizdat.contributions.interfaces import Checkout as Page
from tamizdat.contributions.interfaces import Order, Provider, ProviderFault
from tamizdat.contributions.ledger import origins, outgoing
from tamizdat.contributions.models import Checkout
from tamizdat.contributions.providers.from_settings import provider as provider_named
from tamizdat.newsletters.collecting.gate_line import GateAway, NotOurGate
from tamizdat.sealed.keyring import KeyringDamaged

LEASE = timedelta(seconds=20)
"""For which one hand has a wish to itself; after a crash another takes it then."""

PATIENCE = timedelta(seconds=5)
"""How long the provider may take before who waits is told to try later."""

GIVEN_UP = timedelta(seconds=60)
"""Replies live no longer at the gate, and nobody waits longer."""

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


def page_for(wish: Checkout, provider: Provider, now: Callable[[], datetime] = timezone.now) -> Page:
    """Return the provider's page for a wish: the same one however often it is asked for. Raises ``ProviderFault``."""
    order = order_of(wish)

    def start(key: str) -> str:
        page = provider.start(order, key=key)
        return json.dumps({"url": page.url, "id": page.id, "until": int(page.until.timestamp())})

    said = json.loads(outgoing.once(wish.provider, START, wish.ref, start, request=asdict(order), now=now))
    return Page(url=said["url"], id=said["id"], until=datetime.fromtimestamp(said["until"], UTC))


def order_of(wish: Checkout) -> Order:
    """Return what the provider is told of a wish."""
    thanks, back = doors.pages(wish.language)
    same = {name: getattr(wish, name) for name in ("ref", "amount", "currency", "frequency", "method", "language")}
    return Order(thanks=thanks, back=back, **same)


def allow(ref: str, *, named: Callable[[str], Provider] = provider_named, now: Callable[[], datetime] = timezone.now) -> str:
    """Let a large gift go on, on which a person has decided; return the address of the page on which it is paid, "" if none waits for that.

    Who wanted to give it was asked to write to the newspaper: the person sends the address there. Asked again, it is the same. Raises
    ``ProviderFault``: then it still waits.
    """
    wish = Checkout.objects.filter(ref=ref, state__in=(Checkout.REVIEW, Checkout.OPEN)).first()
    if wish is None:
        return ""
    page = page_for(wish, named(wish.provider), now)
    with transaction.atomic(using=doors.DATABASE):
        said = {"state": Checkout.OPEN, **_opened(page, now())}
        if Checkout.objects.filter(ref=ref, state=Checkout.REVIEW).update(**said):
            origins.note(ref, appeal=wish.appeal, variant=wish.variant)
    return page.url


def _opened(page: Page, now: datetime) -> dict[str, Any]:
    """Return what is kept of the provider's page: whoever has led somebody there asks what became of it (``looking``)."""
    return {"checkout": page.id[:200], "until": page.until, "look": now + looking.FIRST}


def _refuse(pk: int, **said: object) -> None:
    _end(pk, Checkout.REFUSED, replies.refused(replies.TRY_LATER), box=b"", address_hash=None, **said)


def _end(pk: int, state: str, answer: str, **said: object) -> bool:
    """Write down what came of a wish, unless something else did before; return whether it was this."""
    return bool(Checkout.objects.filter(pk=pk, state=Checkout.NEW).update(state=state, answer=answer, **said))
