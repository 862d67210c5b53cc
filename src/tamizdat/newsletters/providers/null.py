"""A relay that takes everything and sends nothing: for measuring, and for rehearsing a letter."""

from dataclasses import dataclass, field

from tamizdat.newsletters.interfaces import Envelope, Outcome
from tamizdat.newsletters.providers.interfaces import BeforeData, Limits

_TAKEN = Outcome(state="sent", code=250, words="taken and thrown away")


@dataclass(slots=True)
class Null:
    """Counts what it is given."""

    limits: Limits = field(default_factory=Limits)
    name: str = "null:"
    taken: int = 0

    async def open(self) -> "NullConnection":
        """Return a connection to nowhere."""
        return NullConnection(self)

    def send(self, envelope: Envelope) -> Outcome:
        """Take one message."""
        self.taken += 1
        return _TAKEN

    def hosts(self) -> tuple[str, ...]:
        """None."""
        return ()


class NullConnection:
    """A connection to nowhere."""

    def __init__(self, null: Null) -> None:
        self.usable, self.fault = True, ""
        self._null = null

    async def deliver(self, envelope: Envelope, *, before_data: BeforeData | None = None) -> Outcome:
        """Take one message."""
        if not self.usable:
            return Outcome(state="later", code=0, words="the connection is closed")
        if before_data is not None:
            await before_data()
        return self._null.send(envelope)

    async def close(self) -> None:
        """Nothing is open."""
        self.usable = False
