"""What a returned message means, in one of ten kinds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tamizdat.newsletters.mail.names import Token
from tamizdat.newsletters.providers.outcomes import address_is_gone, clean, status_of

Kind = Literal["gone", "temporary", "blocked", "complaint", "leave", "asks", "waits", "nothing", "stranger", "unknown"]

MEANINGS: Mapping[Kind, str] = {
    "gone": "the address does not exist any more: the reader is given up",
    "temporary": "it may pass: counted, and after the store's limit the reader is given up",
    "blocked": "refused for what we are or sent, not for the address: shown to people, never counted against the reader",
    "complaint": "the reader called the letter spam: never written to again",
    "leave": "the reader asked by mail to get no more letters",
    "asks": "somebody asked by mail for the letter: a mail to confirm with is queued",
    "waits": "somebody asked when too many had: left where it is, for the next look",
    "nothing": "an automatic answer, a delay, a success: nothing is to be done",
    "stranger": "a report without a token of ours: left where it is",
    "unknown": "no report: left where it is, it may be a person's mail",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One message's or one event's meaning."""

    kind: Kind
    token: Token | None = None
    status: str = ""  # RFC 3463
    words: str = ""  # of the other side and only if they are about us: what is said of a reader may name him

    @property
    def settled(self) -> bool:
        """Whether nothing is left in it for a person to read."""
        return self.kind not in ("waits", "stranger", "unknown")


def of_failure(status: str, words: str) -> Finding:
    """Return what a final failure with *status* and *words* means, not yet whose."""
    finer = status_of(words)
    if finer and status[2:] in ("", "0.0"):
        status = finer
    kind = _kind_of_failure(status or "5.0.0", words)
    return Finding(kind, None, status, clean(words) if kind == "blocked" else "")


def _kind_of_failure(status: str, words: str) -> Kind:
    if not status.startswith("5"):
        return "temporary"
    if address_is_gone(status, words=words):
        return "gone"
    return "temporary" if status.startswith(("5.2.", "5.4.")) else "blocked"
