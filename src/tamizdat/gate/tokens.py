"""Time tokens and proofs of work: how a form shows when it was opened, without the gate keeping anything. docs/spec/gate.md, section 4.

Promises: only this gate makes one that is good; nothing of a reader is in it. Pure: clock and randomness come in.
"""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Literal

from tamizdat.sealed.keys import b64, unb64

YOUNGEST, OLDEST = 2, 86_400
"""Seconds from the form to the post: nobody types an address in less, and a page left open overnight is asked once more."""

USES = 3
"""A post that met a broken connection may come again; a flood may not live on one token."""

WORK_BITS = 15
"""About 33,000 hashes: a second on a desk, several on an old phone."""

GIFT_WORK_BITS = 18
"""About 262,000 hashes: a stolen card is tried in a moment, and who gives once a month can wait."""

_DOMAIN = b"tamizdat token 1\n"
_SAID = 16
_MAC = 16

Use = Literal["page", "script", "gift"]
_NUMBERS: dict[Use, int] = {"page": 1, "script": 2, "gift": 3}
_USES: dict[int, Use] = {number: use for use, number in _NUMBERS.items()}


@dataclass(frozen=True, slots=True)
class Token:
    """A token that this gate made: for whom, how many bits of work it asks for, when it was made (seconds since 1970)."""

    use: Use
    work: int
    made: int
    nonce: bytes

    def is_ripe(self, now: float) -> bool:
        """Whether a person may have filled in a form in its time."""
        return YOUNGEST <= now - self.made <= OLDEST


def make_token(key: bytes, use: Use, *, work: int, now: float, nonce: bytes) -> str:
    """Return a token of 43 characters; *nonce* is 10 random bytes."""
    said = bytes([_NUMBERS[use], work]) + int(now).to_bytes(4) + nonce
    return b64(said + _mac(key, said))


def read_token(key: bytes, text: str) -> Token | None:
    """Return what *text* says, or None if this gate did not make it."""
    try:
        raw = unb64(text)
    except ValueError:
        return None
    said, mac = raw[:_SAID], raw[_SAID:]
    if len(raw) != _SAID + _MAC or not hmac.compare_digest(mac, _mac(key, said)):
        return None
    return Token(_USES.get(said[0], "page"), said[1], int.from_bytes(said[2:6]), said[6:])


def work_is_done(token: str, work: str, bits: int) -> bool:
    """Return whether *work* (at most 32 letters and digits) is a proof for *token* of that many *bits*."""
    if len(work) > 32 or not work.isalnum() or not work.isascii():
        return False
    return int.from_bytes(hashlib.sha256(f"{token}.{work}".encode()).digest()[:8]) >> (64 - bits) == 0


def do_work(token: str, bits: int) -> str:
    """Return a proof for *token*: what the reader's script does."""
    number = 0
    while not work_is_done(token, str(number), bits):
        number += 1
    return str(number)


def _mac(key: bytes, said: bytes) -> bytes:
    return hmac.digest(key, _DOMAIN + said, "sha256")[:_MAC]
