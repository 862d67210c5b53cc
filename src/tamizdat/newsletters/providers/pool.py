"""Several relays behind one door: weights, rates, back-off, failover, and connections that are kept.

Promises: a message goes to another relay only when the first certainly has not taken it; in doubt it is handed back as in doubt. A relay
that fails rests, longer each time; a recipient's domain that answers "later" again and again rests at that relay alone. Leaves to
``sending`` when a message is tried again: the pool never holds one for longer than ``PATIENCE``.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic

from tamizdat.newsletters.interfaces import Envelope, Outcome
from tamizdat.newsletters.providers.interfaces import BeforeData, Connection, Provider, RelayDown
from tamizdat.newsletters.providers.rates import Backoff, Rate

PATIENCE = 2.0
"""Seconds that ``deliver`` waits for a rate, less than any rest; what would wait longer is handed back as "later"."""

IDLE_SECONDS = 20.0
"""A connection that lay idle longer is not trusted to be alive."""

DOMAIN_FAILURES = 3
"""Answers "later" in a row, after which a domain rests."""

DOMAINS = 10_000
"""Recipients' domains remembered a relay; beyond, those that nothing is known against are forgotten."""


@dataclass(slots=True)
class Domain:
    """What is known of one recipient's domain at one relay."""

    rate: Rate
    later: int = 0
    backoff: Backoff = field(default_factory=Backoff)

    def wait(self, now: float) -> float:
        """Return how many seconds a message to it has to wait."""
        return max(self.rate.wait(now), self.backoff.wait(now))

    def heard(self, outcome: Outcome, now: float) -> None:
        """Learn from an answer."""
        if outcome.state == "later" and outcome.code:
            self.later += 1
            if self.later >= DOMAIN_FAILURES:
                self.backoff.failed(now, outcome.words)
        elif outcome.state == "sent":
            self.later = 0
            self.backoff.succeeded()


class Slot:
    """One relay in the pool, with its connections and what is known of it."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.limits = provider.limits
        self.circuit = Backoff()
        self.rate = Rate(self.limits.rate)
        self.credit = 0.0
        self.sent = 0
        self._timed = bool(self.limits.rate or self.limits.domain_rate or self.limits.domain_rates)
        self._domains: dict[str, Domain] = {}
        self._rates = dict(self.limits.domain_rates)
        self._idle: list[tuple[float, Connection]] = []
        self._places = asyncio.Semaphore(self.limits.connections)

    def domain(self, name: str) -> Domain:
        """Return what is known of a recipient's domain."""
        known = self._domains.get(name)
        if known is None:
            if len(self._domains) >= DOMAINS:
                now = monotonic()
                self._domains = {name: domain for name, domain in self._domains.items() if domain.later or domain.wait(now)}
            known = self._domains[name] = Domain(Rate(self._rates.get(name, self.limits.domain_rate)))
        return known

    def wait(self, domain: str, now: float) -> float:
        """Return how many seconds a message to *domain* has to wait here."""
        known = self.domain(domain)
        return max(0.0, self.circuit.until - now, self.rate.free - now, known.rate.free - now, known.backoff.until - now)

    def take(self, domain: str, now: float) -> None:
        """Count one message that is about to go."""
        if self._timed:
            self.rate.take(now)
            self.domain(domain).rate.take(now)

    async def deliver(self, envelope: Envelope, before_data: BeforeData | None) -> tuple[Outcome, str]:
        """Hand one message over; return what became of it, and what speaks against the relay ("" if nothing)."""
        async with self._places:
            outcome, fault, kept = await self._try(envelope, before_data)
            if kept and fault and outcome.state == "later" and not outcome.code:
                await self.close()  # it had ended a connection that lay idle: that says nothing against it
                outcome, fault, _ = await self._try(envelope, before_data)
            return outcome, fault

    async def close(self) -> None:
        """Close the connections that nobody uses."""
        idle, self._idle = self._idle, []
        for _, connection in idle:
            await connection.close()

    async def _try(self, envelope: Envelope, before_data: BeforeData | None) -> tuple[Outcome, str, bool]:
        try:
            kept, connection = await self._connection()
        except RelayDown as down:
            return Outcome(state="later", code=0, words=str(down)), str(down), False
        try:
            outcome = await connection.deliver(envelope, before_data=before_data)
        except BaseException:
            await connection.close()
            raise
        if connection.usable:
            self._idle.append((monotonic(), connection))
        else:
            await connection.close()
        return outcome, connection.fault, kept

    async def _connection(self) -> tuple[bool, Connection]:
        while self._idle:
            since, connection = self._idle.pop()
            if connection.usable and monotonic() - since < IDLE_SECONDS:
                return True, connection
            await connection.close()
        return False, await self.provider.open()


class Pool:
    """The way out for letters. Made and used inside one event loop."""

    def __init__(self, providers: Sequence[Provider], *, clock: Callable[[], float] = monotonic) -> None:
        if not providers:
            raise ValueError("a pool needs at least one relay")
        self.slots = [Slot(provider) for provider in providers]
        self._clock = clock

    @property
    def connections(self) -> int:
        """How many messages may be under way at once."""
        return sum(slot.limits.connections for slot in self.slots)

    def hosts(self) -> tuple[str, ...]:
        """Return the hosts that it contacts."""
        return tuple(dict.fromkeys(host for slot in self.slots for host in slot.provider.hosts()))

    def wait_for(self, domain: str) -> float:
        """Return how many seconds a message to *domain* would have to wait at the relay that takes it first."""
        now = self._clock()
        return min(slot.wait(domain, now) for slot in self.slots)

    def troubles(self) -> dict[str, str]:
        """Return relay -> why it rests, of those that rest now."""
        now = self._clock()
        return {slot.provider.name: slot.circuit.why for slot in self.slots if slot.circuit.wait(now)}

    async def deliver(self, envelope: Envelope, *, before_data: BeforeData | None = None) -> Outcome:
        """Hand one message over by the relay whose turn it is; by another if that one certainly did not take it.

        *before_data* may be awaited once for every relay that is tried.
        """
        domain = envelope.recipient.rpartition("@")[2].lower()
        left, outcome = list(self.slots), None
        while left:
            slot = await self._turn(left, domain)
            if slot is None:
                return outcome or Outcome(state="later", code=0, words=self._why(domain))
            left.remove(slot)
            outcome, fault = await slot.deliver(envelope, before_data)
            self._learn(slot, domain, outcome, fault)
            if not (outcome.state == "later" and fault):
                return outcome
        assert outcome is not None
        return outcome

    async def close(self) -> None:
        """Close all connections that nobody uses."""
        for slot in self.slots:
            await slot.close()

    async def _turn(self, slots: Sequence[Slot], domain: str) -> Slot | None:
        """Return the relay whose turn it is once it may send, or None if none may within ``PATIENCE``."""
        now = self._clock()
        waits = [slot.wait(domain, now) for slot in slots]
        soonest = min(waits)
        if soonest > PATIENCE:
            return None
        ready = [slot for slot, wait in zip(slots, waits, strict=True) if wait <= soonest]
        slot = _by_weight(ready) if len(ready) > 1 else ready[0]
        slot.take(domain, now)
        if soonest:
            await asyncio.sleep(soonest)
        return slot

    def _learn(self, slot: Slot, domain: str, outcome: Outcome, fault: str) -> None:
        now = self._clock()
        if fault:
            slot.circuit.failed(now, fault)
            return
        slot.circuit.succeeded()
        slot.domain(domain).heard(outcome, now)
        slot.sent += outcome.state == "sent"

    def _why(self, domain: str) -> str:
        now = self._clock()
        slot = min(self.slots, key=lambda slot: slot.wait(domain, now))
        return slot.circuit.why or slot.domain(domain).backoff.why or "the rates are used up"


def _by_weight(slots: Sequence[Slot]) -> Slot:
    """Return the slot whose turn it is: smoothly, a relay of weight 2 twice as often as one of weight 1."""
    for slot in slots:
        slot.credit += slot.limits.weight
    chosen = max(slots, key=lambda slot: slot.credit)
    chosen.credit -= sum(slot.limits.weight for slot in slots)
    return chosen
