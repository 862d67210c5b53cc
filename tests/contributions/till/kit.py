"""A newsroom that takes wishes, in one thread: what the gate hands over goes in, what is left at the gate comes out."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from simulators.gates import GateSimulator
from simulators.pretend import PretendProvider
from tamizdat.contributions import methods
from tamizdat.contributions.models import Checkout
from tamizdat.contributions.till import Till
from tamizdat.contributions.wishes import take
from tamizdat.newsletters.collecting.gate_line import GateAway
from tamizdat.newsletters.interfaces import GateRecord

NOON = datetime(2026, 3, 2, 12, 0, 20, tzinfo=UTC)
_numbers = count(1)


def fields(**more: Any) -> dict[str, Any]:
    """A wish for ten euros by card, from Germany."""
    usual = {"frequency": "once", "amount": 1000, "currency": "EUR", "method": "card", "bank": "DE", "residence": "", "cover": False}
    return usual | {"language": "en", "email": "", "appeal": "", "variant": ""} | more


@dataclass
class Scene:
    """Newsroom, provider and gate. *away*: how often the gate is not there."""

    pretend: PretendProvider = field(default_factory=PretendProvider)
    gate: GateSimulator = field(default_factory=GateSimulator)
    now: datetime = NOON
    away: int = 0

    def __post_init__(self) -> None:
        self.till = Till(lambda: self, named=lambda name: self.pretend.client, now=lambda: self.now)
        self._line = self.gate.line()

    def ask(self, **said: Any) -> object:
        """The till's line to the gate."""
        if self.away:
            self.away -= 1
            raise GateAway("no answer")
        return self._line.ask(**said)

    def record_rule(self, **more: Any) -> None:
        """What the operator has recorded."""
        usual: dict[str, Any] = {
            "by": "operator",
            "what": "Radar: block RU",
            "countries": ["RU"],
            "test_card_refused_at": NOON,
            "now": NOON,
        }
        methods.record_card_rule("local", **(usual | more))

    def wish(self, record_id: str = "", *, late: float = 20, door: str = "G", **more: Any) -> Any:
        """Take a wish; return what it was refused with, None if it was taken."""
        came = self.now - timedelta(seconds=late)
        record = GateRecord(id=record_id or f"record-{next(_numbers):015}", came=came, door=door, kind="wish", fields=fields(**more))
        said = take(record, self.now)
        return None if said is None else json.loads(said)

    def turn(self) -> None:
        """Let the till look once, and serve what waits."""
        for pk, _ in self.till.waiting():
            self.till.serve(pk)

    def pass_(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)

    @property
    def answers(self) -> dict[str, Any]:
        """What was left at the gate, by record."""
        return {ref: json.loads(text) for request in self.gate.requests for ref, text in request.replies.items()}

    @property
    def answer(self) -> Any:
        """The one answer."""
        (answer,) = self.answers.values()
        return answer

    @property
    def row(self) -> Checkout:
        """The one wish."""
        return Checkout.objects.get()

    def pages(self) -> int:
        """How many pages the provider made."""
        return len(self.pretend.store.things("checkout"))
