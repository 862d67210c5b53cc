"""Signed links: the address in a letter carries all that its page must show, because the gate can look nothing up.

Promises: only the newsroom makes one that is accepted; a link names a reader by a random reference and never by an address. Written
``base64url(canonical JSON) . base64url(Ed25519 signature)``. The gate has the public half alone. docs/spec/gate.md, section 6.
"""

import json
from dataclasses import dataclass
from typing import Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tamizdat.sealed.keys import b64, unb64

LINK_CHARACTERS = 700
"""A link longer than this is none of ours."""

_DOMAIN = b"tamizdat link 1\n"

Action = Literal["confirm", "preferences", "unsubscribe", "give", "remind"]
_LETTERS: dict[Action, str] = {"confirm": "c", "preferences": "p", "unsubscribe": "u", "give": "g", "remind": "r"}
_ACTIONS = {letter: action for action, letter in _LETTERS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What a signed link says. *shown* is what its page shows beside: letters, an amount; short, and never an address."""

    action: Action
    ref: str  # 22 characters: 16 random bytes that stand for a reader, a subscription or a gift
    language: str
    issue: str = ""  # the letter that it stood in, so that leaving can be counted; "" elsewhere
    shown: tuple[str, ...] = ()
    until: int = 0  # seconds since 1970 UTC; 0: for ever


def sign_link(key: Ed25519PrivateKey, link: Link) -> str:
    """Return *link* as the text that follows ``/u/`` and the like."""
    plain = {"a": _LETTERS[link.action], "r": link.ref, "l": link.language, "i": link.issue, "s": list(link.shown), "u": link.until}
    said = json.dumps({name: value for name, value in plain.items() if value}, sort_keys=True, separators=(",", ":")).encode()
    return f"{b64(said)}.{b64(key.sign(_DOMAIN + said))}"


def read_link(key: Ed25519PublicKey, text: str, *, now: float) -> Link | None:
    """Return the link in *text*, or None if nobody of ours signed it or its time is over at *now* (seconds since 1970)."""
    said, _, signature = text.partition(".")
    try:
        if len(text) > LINK_CHARACTERS:
            return None
        raw = unb64(said)
        key.verify(unb64(signature), _DOMAIN + raw)
        plain = json.loads(raw)
        link = Link(
            action=_ACTIONS[plain["a"]],
            ref=plain["r"],
            language=plain["l"],
            issue=plain.get("i", ""),
            shown=tuple(plain.get("s", ())),
            until=plain.get("u", 0),
        )
    except (ValueError, KeyError, TypeError, InvalidSignature):
        return None
    return None if link.until and link.until < now else link
