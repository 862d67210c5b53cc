"""Names that a message bears for one reader: its Message-ID, and the token in its return path.

Promises: the same letter to the same reader has the same Message-ID, so that copies can be told from a relay's log; a token cannot be
made without the key, and neither tells an address. Local parts stay within 64 characters and bear lower case: mail servers change it.
"""

import hmac
import re
from base64 import b32decode, b32encode
from dataclasses import dataclass

from tamizdat.newsletters.interfaces import Ref
from tamizdat.sealed.keys import b64, unb64

BOUNCES, LEAVE = "bounces", "leave"
"""The mailboxes behind the tokens: what cannot be delivered comes back to the one; who writes to the other wants no more letters."""

_MAILING_BYTES, _REF_BYTES, _MAC_BYTES = 6, 16, 8
TOKEN = re.compile(r"(?<![a-z0-9])(bounces|leave)\+([a-z2-7]{48})(?![a-z0-9])", re.IGNORECASE)
"""A token with its mailbox, wherever it stands in a text."""


@dataclass(frozen=True, slots=True)
class Token:
    """What a return path says: the mailing (0: none, a confirmation) and the reader."""

    mailbox: str
    mailing: int
    ref: Ref


def message_id(key: bytes, letter: str, ref: Ref, domain: str) -> str:
    """Return the Message-ID, with its brackets, of *letter* (its record's id) to the reader *ref*."""
    digest = hmac.digest(key, f"tamizdat message id 1\n{letter}\n{ref}".encode(), "sha256")
    return f"<{digest[:16].hex()}@{domain}>"


def token(key: bytes, mailing: int, ref: Ref) -> str:
    """Return the 48 characters that stand for a copy in a local part. Raises ``ValueError`` for what is no reference."""
    inside = mailing.to_bytes(_MAILING_BYTES, "big") + unb64(ref)
    if len(inside) != _MAILING_BYTES + _REF_BYTES:
        raise ValueError("a reader's reference has 22 characters")
    return b32encode(inside + _mac(key, inside)).decode().lower()


def return_path(key: bytes, mailing: int, ref: Ref, domain: str) -> str:
    """Return the SMTP sender of a copy: what bounces comes back with it (VERP)."""
    return f"{BOUNCES}+{token(key, mailing, ref)}@{domain}"


def tokens_in(key: bytes, text: str) -> list[Token]:
    """Return the tokens in *text* that we made, in order, each once."""
    found = (_read(key, mailbox.lower(), token) for mailbox, token in TOKEN.findall(text))
    return list(dict.fromkeys(token for token in found if token))


def _read(key: bytes, mailbox: str, text: str) -> Token | None:
    raw = b32decode(text.upper())
    inside, mac = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
    if not hmac.compare_digest(mac, _mac(key, inside)):
        return None
    return Token(mailbox, int.from_bytes(inside[:_MAILING_BYTES], "big"), b64(inside[_MAILING_BYTES:]))


def _mac(key: bytes, inside: bytes) -> bytes:
    return hmac.digest(key, b"tamizdat return path 1\n" + inside, "sha256")[:_MAC_BYTES]
