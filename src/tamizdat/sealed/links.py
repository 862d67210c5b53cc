"""Signed links: the address in a letter carries all that its page must show, because the gate can look nothing up.

Promises: only the newsroom makes one that is accepted, and it is good for what its action names and nothing else; a link names a reader
by a random reference and never by an address. Written ``base64url(canonical JSON) . base64url(Ed25519 signature)``. The gate has the
public half alone. docs/spec/gate.md, section 6.
"""

import json
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tamizdat.sealed.keys import b64, unb64

LINK_CHARACTERS = 700
"""A link longer than this is none of ours."""

_DOMAIN = b"tamizdat link 1\n"

Action = Literal["confirm", "preferences", "unsubscribe", "mail", "give", "remind"]
_LETTERS: dict[Action, str] = {"confirm": "c", "preferences": "p", "unsubscribe": "u", "mail": "m", "give": "g", "remind": "r"}
_ACTIONS = {letter: action for action, letter in _LETTERS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What a signed link says. *shown* is what its page shows beside: letters, an amount; short, and never an address.

    One of action ``mail`` stands in a letter twice, signed once: to unsubscribe from the first that is shown, and for preferences, which
    shows the rest.
    """

    action: Action
    ref: str  # 22 characters: 16 random bytes that stand for a reader, a subscription or a gift
    language: str
    issue: str = ""  # the letter that it stood in, so that leaving can be counted; "" elsewhere
    shown: tuple[str, ...] = ()
    until: int = 0  # seconds since 1970 UTC; 0: for ever

    def opens(self, action: Action) -> "Link | None":
        """Return what it says as a link for *action*, None if it is for something else."""
        if self.action == "mail" and action in _OF_A_MAIL:
            return replace(self, action=action, shown=self.shown[_OF_A_MAIL[action]])
        return self if self.action == action else None


_OF_A_MAIL: dict[Action, slice] = {"unsubscribe": slice(1), "preferences": slice(1, None)}


def sign_link(key: Ed25519PrivateKey, link: Link) -> str:
    """Return *link* as the text that follows ``/u/`` and the like."""
    before, after = _around(link.action, link.language, link.issue, link.shown, link.until)
    said = f"{before}{json.dumps(link.ref)}{after}".encode()
    return f"{b64(said)}.{b64(key.sign(_DOMAIN + said))}"


@lru_cache(maxsize=64)
def _around(action: Action, language: str, issue: str, shown: tuple[str, ...], until: int) -> tuple[str, str]:
    """Return the canonical JSON of a link before and after its reference: the same for thousands of readers."""
    plain = {"a": _LETTERS[action], "l": language, "i": issue, "s": list(shown), "u": until}
    said = {name: value for name, value in plain.items() if value}
    first = {name: value for name, value in said.items() if name < "r"}
    rest = {name: value for name, value in said.items() if name > "r"}
    before, after = (json.dumps(part, sort_keys=True, separators=(",", ":"))[1:-1] for part in (first, rest))
    return f'{{{before},"r":', f",{after}}}" if after else "}"


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
