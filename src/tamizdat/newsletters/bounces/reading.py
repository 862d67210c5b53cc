"""What a message that came back means, and which copy of which letter it is about.

Promises: raises nothing, whatever the bytes; says ``gone`` or ``complaint`` only with a token that we made. The reader is known by the
token in the address that the message was sent to (VERP), or else in the copy that it returns: never by an address. Reports are read by
their fields, the many other forms by ``flufl.bounce``.
"""

import logging
import re
from email import message_from_bytes
from email.message import Message

from flufl.bounce import all_failures

from tamizdat.newsletters.bounces.automatic import is_automatic
from tamizdat.newsletters.bounces.findings import Finding, of_failure
from tamizdat.newsletters.bounces.reports import from_report
from tamizdat.newsletters.mail.names import LEAVE, Token, tokens_in

READ_BYTES = 256 * 1024
"""Of a message that came back; reports begin with what matters, and the copy that follows may be cut."""

SENT_TO = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to", "to", "cc")
"""Headers that say where a message went; servers add the first ones."""

_COPY = re.compile(
    r"^.{0,20}((copy|text|headers) of (the|your) (message|original)|original message|оригинал)", re.IGNORECASE | re.MULTILINE
)
logging.getLogger("flufl.bounce").disabled = True  # it writes down what it cannot read


def read(data: bytes, key: bytes) -> Finding:
    """Return what the message *data* means. *key* is ``message-ids``, which tokens are made with."""
    try:
        message = message_from_bytes(data[:READ_BYTES])
        meant, to = _meaning(message), _sent_to(message, key)
    except Exception:  # noqa: BLE001 — the standard library's parser raises many things, and strangers write these messages
        return Finding("unknown", words="cannot be read")
    if meant is None:
        return Finding("leave", to, words="by mail") if to and to.mailbox == LEAVE else Finding("unknown")
    token = to or _returned(data[:READ_BYTES], key)
    if token is None:
        return Finding("stranger", None, meant.status, meant.words)
    return Finding(meant.kind, token, meant.status, meant.words)


def _meaning(message: Message) -> Finding | None:
    """Return what *message* says, not yet about whom, or None for what no program wrote."""
    if said := from_report(message) or _from_wording(message):
        return said
    return Finding("nothing", words="automatic answer") if is_automatic(message) else None


def _from_wording(message: Message) -> Finding | None:
    try:
        temporary, permanent = all_failures(message)
    except Exception:  # noqa: BLE001 — flufl stumbles over a missing From, an empty part and more
        return None
    if permanent:
        return of_failure("", _text(message))
    return Finding("temporary") if temporary else None


def _text(message: Message) -> str:
    """Return the first plain text in *message*, without the copy that may follow: there the other server's words stand."""
    for part in message.walk():
        if part.get_content_type() == "text/plain":
            raw = part.get_payload(decode=True)
            text = raw.decode("utf-8", "replace")[:4000] if isinstance(raw, bytes) else ""
            return _COPY.split(text, maxsplit=1)[0]
    return ""


def _sent_to(message: Message, key: bytes) -> Token | None:
    lines = " ".join(str(value) for name in SENT_TO for value in message.get_all(name, []))
    return next(iter(tokens_in(key, lines)), None)


def _returned(data: bytes, key: bytes) -> Token | None:
    """Return the token in the copy that *data* returns, if it is about one copy alone."""
    text = data.decode("latin-1").replace("=\r\n", "").replace("=\n", "")
    copies = {(token.mailing, token.ref): token for token in tokens_in(key, text)}
    return next(iter(copies.values())) if len(copies) == 1 else None
