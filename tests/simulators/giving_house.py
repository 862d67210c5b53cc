"""A newsroom to which people give: a pretend provider, the ledger, a relay and a key agent, by one clock that tests move."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from factories.readers import hash_of, keys
from simulators import giving, newspaper
from simulators.gates import GateSimulator, door_of
from simulators.openers import OpenAgent
from simulators.pretend import PretendProvider
from simulators.relays import RelayInMemory
from tamizdat.contributions import clock, methods, self_service, wishes
from tamizdat.contributions.ledger.append import Ledger
from tamizdat.contributions.models import Contribution, Given
from tamizdat.contributions.providers import from_settings
from tamizdat.contributions.providers.local.means import PAYS
from tamizdat.contributions.providers.settings import GivingSettings
from tamizdat.contributions.self_service import Changes
from tamizdat.contributions.till import Till
from tamizdat.newsletters.interfaces import GateRecord
from tamizdat.newsletters.mail.senders import Sender, sender_of
from tamizdat.sealed.links import Link, read_link

ADA = "ada@reader.example"
GATE = "https://gate.example"
_numbers = count(1)

words: list[dict[str, str]] = []
"""What the settings of giving say, by language; tests put something in."""


def said() -> dict[str, Any]:
    """The record ``giving`` (``TAMIZDAT_GIVING``)."""
    return {"words": words}


def senders(discreet: bool) -> Sender:
    """Who mails are from."""
    line = "Post <post@neutral.example>" if discreet else "letters@shore.example"
    return sender_of(line, gate=GATE, neutral=discreet)


class Agent(OpenAgent):
    """A key agent that says whether it is locked."""

    def needs_passphrase(self) -> bool:
        """As ``interfaces.Opener``."""
        return self.locked


@dataclass
class House:
    """All of it."""

    pretend: PretendProvider = field(default_factory=PretendProvider)
    relay: RelayInMemory = field(default_factory=RelayInMemory)
    agent: Agent = field(default_factory=Agent)
    gate: GateSimulator = field(default_factory=GateSimulator)

    def __post_init__(self) -> None:
        self.ledger = Ledger(now=lambda: self.now)
        line = self.gate.line()
        self.till = Till(lambda: line, named=self.named, now=lambda: self.now)
        self.changes = Changes(lambda: line, named=self.named, ledger=self.ledger, now=lambda: self.now)

    @property
    def now(self) -> datetime:
        """What time it is, here and at the provider."""
        return datetime.fromtimestamp(self.pretend.app.clock.now(), UTC)

    def named(self, name: str) -> Any:
        """The one provider."""
        return self.pretend.client

    def days(self, number: float) -> None:
        """Let days pass."""
        self.pretend.days(number)

    def to(self, moment: datetime) -> None:
        """Let time pass until *moment*."""
        self.pretend.app.clock.move(to=int(moment.timestamp()))

    def give(self, means: str = PAYS, *, frequency: str = "once", email: str = ADA, amount: int = 1000, language: str = "en") -> str:
        """Have somebody give; return the reference. The ledger learns of it, and nobody has been written to yet."""
        wish = {
            "frequency": frequency,
            "amount": amount,
            "currency": "EUR",
            "method": "card",
            "bank": "DE",
            "residence": "",
            "cover": False,
        }
        fields = wish | {"language": language, "email": email, "appeal": "", "variant": ""}
        wishes.take(self.record("wish", **fields), self.now)
        for pk, _ in self.till.waiting():
            self.till.serve(pk)
        answer = list(self.gate.requests[-1].replies.values())[-1]
        self.pretend.pay(json.loads(answer)["url"], means)
        self.learn()
        return self.pretend.journal()[-1].ref

    def record(self, kind: str, record_id: str = "", **fields: Any) -> GateRecord:
        """A record of the gate that came just now."""
        named = record_id or f"record-{next(_numbers):015}"
        return GateRecord(id=named, came=self.now - timedelta(seconds=20), door=door_of(kind), kind=kind, fields=fields)

    def learn(self) -> None:
        """Have the ledger learn all that happened."""
        self.ledger.apply(self.pretend.journal())

    def tick(self) -> list[Any]:
        """Let the clock do its work once; return the messages that went out by it."""
        before = len(self.relay.got)
        clock.tick(self.relay, senders, self.now, self.agent)
        return self.relay.messages()[before:]

    def subjects(self) -> list[str]:
        """Tick, and return the subjects of what went out."""
        return [message["Subject"] for message in self.tick()]

    def look_ahead(self) -> None:
        """Let the hourly work be done."""
        clock.look_ahead(self.named, self.ledger, self.now)

    def ask(self, what: str, ref: str, record_id: str = "", **more: Any) -> Any:
        """Ask for a change behind the link of the contribution *ref*; return what it was refused with at once."""
        link = Given.objects.get(ref=ref).link
        return self_service.take(self.record("gift_change", record_id, ref=link, what=what, **more), self.now)

    def carry_out(self) -> None:
        """Let the changes that wait be carried out."""
        for pk, _ in self.changes.waiting():
            self.changes.serve(pk)

    @property
    def answers(self) -> list[str]:
        """What was left at the gate, oldest first."""
        return [text for request in self.gate.requests for text in request.replies.values()]

    def writes(self, what: str) -> int:
        """How often the provider was asked for something about subscriptions."""
        return sum(request.method == "POST" and request.url.path.endswith(f"/{what}") for request in self.pretend.asked)

    def gift(self, ref: str) -> Contribution:
        """What the ledger says of a contribution."""
        return Contribution.objects.get(ref=ref)


def text_of(message: Any) -> str:
    """The text part of a message."""
    return str(message.get_body(("plain",)).get_content())


def html_of(message: Any) -> str:
    """Its HTML part."""
    return str(message.get_body(("html",)).get_content())


def link_in(message: Any, way: str) -> Link:
    """The signed link in a message that leads to ``/{way}/``."""
    (text,) = {line.rpartition("/")[2] for line in text_of(message).splitlines() if f"{GATE}/{way}/" in line}
    found = read_link(keys().links().public_key(), text, now=0)
    assert found is not None
    return found


def of_address(address: str) -> bytes:
    """The keyed hash of an address."""
    return hash_of(address)


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch, db: None) -> Iterator[House]:
    """A newsroom that takes cards from everywhere but where giving is a crime, and says nothing of taxes."""
    keys()
    newspaper.reset()
    words.clear()
    monkeypatch.setattr(giving, "said", giving.USUAL)
    made = House()
    monkeypatch.setattr(from_settings, "providers", lambda: {"local": made.pretend.client})
    monkeypatch.setattr("tamizdat.contributions.methods.providers", lambda: {"local": made.pretend.client})
    conf = replace(settings.TAMIZDAT, giving=GivingSettings(names=("local",)))
    doors = {"TERMS": "simulators.giving.terms", "GIVING_PAGES": "simulators.giving.pages", "NEWSPAPER": "simulators.newspaper"}
    doors["GIVING"] = "simulators.giving_house.said"
    with override_settings(TAMIZDAT=conf, **{f"TAMIZDAT_{name}": path for name, path in doors.items()}):
        methods.record_card_rule("local", by="op", what="block RU", countries=["RU"], test_card_refused_at=made.now, now=made.now)
        yield made
