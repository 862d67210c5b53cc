"""The contracts between the parts of this room, and to the rooms beside it. Values and protocols only.

Promises: nobody here knows who stands behind a protocol; ``site`` says it in the settings.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from tamizdat.sealed.agent import Locked as Locked

Ref = str
"""A reader's random reference: 22 characters of URL-safe base64, 16 bytes. Never made from the address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRecord:
    """One record that the gate took in, opened: its outer id (unique; a record may come twice), when and where it came, kind and fields."""

    id: str
    came: datetime  # UTC, rounded down to the minute by the gate
    door: str  # by which it came: ``sealed.doors``
    kind: Literal["sign_up", "confirm", "preferences", "unsubscribe"] | str  # contributions add theirs
    fields: Mapping[str, Any]


class GateHandler(Protocol):
    """What the newsroom does with records of one kind: ``readers.handlers``, and other rooms' by the settings (TAMIZDAT_RECORDS)."""

    def __call__(self, record: GateRecord) -> str | None:
        """Apply *record* durably; applying it again changes nothing. Return the answer for its one-use reply, or None.

        Raises nothing for what a stranger may have typed: a record that makes no sense is dropped and counted.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """What a machine posted at the gate, as it came: nothing of it is to be believed before its signature has been checked."""

    id: str  # random, of the gate's making; the same hook may come twice
    name: str  # under which it was posted: who takes it
    headers: Mapping[str, str] = field(repr=False)  # names in lower case; those alone that a signature needs
    body: bytes = field(repr=False)  # at most 256 KiB
    received: datetime  # UTC, to the second, by the gate's clock: a signature's age is measured against it


class HookTaker(Protocol):
    """What the newsroom does with hooks of one name; the settings name who stands behind it (TAMIZDAT_HOOKS)."""

    def __call__(self, hook: Hook) -> bool:
        """Keep or apply *hook* durably, and return True; return False if it is not believed: it is counted and dropped.

        Called within a transaction of the readers' database: what is written there is durable with it; what is written elsewhere must
        be on the disk before this returns. The same ``id`` again, after a kill between the two, changes nothing. An ``OperationalError``
        leaves the hook at the gate; what else is raised sets it aside, to be tried again every hour.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterMail:
    """A letter rendered once for one language: the same for every reader, with ``edition.mail``'s marks where readers differ."""

    subject: str
    preheader: str
    html: str  # whole document, inlined, at most 100 kB, no remote content
    text: str  # plain text
    language: str
    direction: Literal["ltr", "rtl"]


class LetterDesk(Protocol):
    """What sending may ask of the newsroom and the press; the settings name who stands behind it (TAMIZDAT_LETTERS)."""

    def frozen(self, letter: str) -> bytes:
        """Return the letter's record as it stands now (canonical JSON of ``edition.records.Letter``), for approval."""
        ...

    def rendered(self, record: bytes, *, discreet: bool, ask: bool = True) -> LetterMail:
        """Return the mail that a frozen letter makes; *ask*: with its appeal, which a discreet one never has.

        Raises ``LookupError`` with a sentence if an article of it is gone.
        """
        ...

    def goes_out(self, record: bytes) -> None:
        """The letter begins to go out: put its page into the archive. May be called again."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A reader to whom a letter goes: the address is sealed to the list key."""

    ref: Ref
    box: bytes  # sealed.boxes, purpose "tamizdat reader 1", holds the address
    discreet: bool  # asked for a neutral sender and subject


class Readers(Protocol):
    """What sending may ask of the readers' store."""

    def count(self, letter: str, language: str) -> int:
        """Return how many confirmed readers a letter has in a language, the suppressed left out."""
        ...

    def recipients(self, letter: str, language: str) -> Iterator[Recipient]:
        """Yield them in order of their refs, without holding them all."""
        ...

    def boxes(self, refs: Sequence[Ref], letter: str) -> dict[Ref, Recipient]:
        """Return those of *refs* who still want *letter*: who has left, been erased or suppressed meanwhile is missing."""
        ...

    def shown(self, refs: Sequence[Ref]) -> dict[Ref, tuple[str, ...]]:
        """Return what a preferences link shows of each: the codes of all their letters, and ``+discreet``."""
        ...

    def suppress(self, ref: Ref, reason: Literal["bounce", "complaint"]) -> None:
        """Never write to this reader again. May be called again, and for a reader who is gone."""
        ...

    def temporary_failure(self, ref: Ref) -> None:
        """Count a bounce that may pass; the store suppresses after its own limit."""
        ...


class Opener(Protocol):
    """Who opens sealed addresses: the key agent while it is unlocked."""

    def open(self, boxes: Sequence[bytes]) -> list[str | None]:
        """Return the addresses in *boxes*, None for one that cannot be opened. Raises ``Locked`` if the list key is locked."""
        ...

    def needs_passphrase(self) -> bool:
        """Return whether somebody must type the list key's passphrase before anything can be opened."""
        ...

    def unlock(self, passphrase: str) -> None:
        """Open addresses for two hours from now. Raises ``WrongPassphrase``, or ``Locked`` if no agent runs."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One message for one recipient, ready for a relay: SMTP sender (VERP), recipient, and bytes with CRLF, not yet dot-stuffed.

    *dotless* is said by who made sure that no line begins with a dot and the last one ends: looking for one takes longer than all else.
    """

    sender: str
    recipient: str = field(repr=False)
    data: bytes = field(repr=False)
    message_id: str
    dotless: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a relay said: handed over, refused for good (5xx), refused for now (4xx), or nothing heard after DATA: in doubt."""

    state: Literal["sent", "refused", "later", "doubt"]
    code: int  # SMTP reply code, 0 if none came
    words: str  # the relay's words without any address


class Relay(Protocol):
    """A way out for single messages (confirmations, test sends). Bulk goes through ``sending``'s pool, by the same providers."""

    def send(self, envelope: Envelope) -> Outcome:
        """Hand one message over and wait for the answer. Raises nothing that the network may do."""
        ...

    def hosts(self) -> tuple[str, ...]:
        """Return the hosts that it contacts."""
        ...
