"""A relay in memory: keeps what it is handed, and answers what the test says."""

from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage

from tamizdat.newsletters.interfaces import Envelope, Outcome

SENT = Outcome(state="sent", code=250, words="taken")
LATER = Outcome(state="later", code=451, words="try again")
REFUSED = Outcome(state="refused", code=550, words="no such user")
DOUBT = Outcome(state="doubt", code=0, words="")


class RelayInMemory:
    """As ``interfaces.Relay``. *answer* is an outcome, or a function from an envelope to one."""

    def __init__(self, answer: Outcome | Callable[[Envelope], Outcome] = SENT) -> None:
        self.answer = answer
        self.got: list[Envelope] = []

    def send(self, envelope: Envelope) -> Outcome:
        """Keep the message and answer."""
        self.got.append(envelope)
        return self.answer if isinstance(self.answer, Outcome) else self.answer(envelope)

    def hosts(self) -> tuple[str, ...]:
        """None: it is in memory."""
        return ()

    def messages(self) -> list[EmailMessage]:
        """Return what it was handed, parsed."""
        return [message_from_bytes(envelope.data, policy=policy.default) for envelope in self.got]
