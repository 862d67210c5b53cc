"""What every provider of mail is: it opens connections, and a connection delivers one message after another.

Promises: nothing that a network, a relay or a disk may do comes out of ``deliver`` or ``send`` as an exception; ``open`` alone raises
``RelayDown``. Leaves the choice among several providers to ``pool``.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from tamizdat.newsletters.interfaces import Envelope, Outcome

BeforeData = Callable[[], Awaitable[None]]
"""Awaited when the recipient has been accepted and before a relay may take the message: mark it durably here."""


class RelayDown(ConnectionError):
    """A relay that cannot be used now: it is not reached, cannot prove who it is, or refuses us. Says why, without credentials."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a provider is given. Rates are messages a second; None: as fast as it takes them."""

    weight: int = 1
    connections: int = 8
    messages: int = 500  # a connection, before it is made anew
    rate: float | None = None
    domain_rate: float | None = None  # to any one recipient's domain
    domain_rates: tuple[tuple[str, float], ...] = field(default=())  # to these domains, before domain_rate


class Connection(Protocol):
    """One way to a relay, for one message at a time."""

    @property
    def usable(self) -> bool:
        """Whether another message may be delivered over it."""
        ...

    @property
    def fault(self) -> str:
        """What the relay did that speaks against the relay and not against the recipient; "" if nothing."""
        ...

    async def deliver(self, envelope: Envelope, *, before_data: BeforeData | None = None) -> Outcome:
        """Hand over one message and return what became of it. What *before_data* raises comes out, and nothing was handed over."""
        ...

    async def close(self) -> None:
        """Take leave. May be called again."""
        ...


@runtime_checkable
class Provider(Protocol):
    """A way out for mail; also a ``newsletters.interfaces.Relay``."""

    @property
    def name(self) -> str:
        """What people call it: host and port, never a password."""
        ...

    @property
    def limits(self) -> Limits:
        """How much it is given."""
        ...

    async def open(self) -> Connection:
        """Return a connection that is ready to deliver. Raises ``RelayDown``."""
        ...

    def send(self, envelope: Envelope) -> Outcome:
        """Hand one message over and wait for the answer, outside any event loop."""
        ...

    def hosts(self) -> tuple[str, ...]:
        """Return the hosts that it contacts."""
        ...
