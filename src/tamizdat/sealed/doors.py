"""Doors: through which of the gate's addresses a record came, and which kinds may come that way. docs/spec/gate.md, section 5.

Promises: what somebody sealed in a page counts only where its own limits were held against it: a wish to give that is posted where one
signs up is no wish. The gate marks each row with one letter, which its signature covers. Of a wish the letter also says for which method
the network was looked at, and nothing of where that network is. Pure; a kind that is not listed comes in nowhere.
"""

from collections.abc import Mapping

SIGN_UP, REMIND, LINK, HOOK = "S", "R", "L", "H"
GIVE: Mapping[str, str] = {"": "G", "card": "c", "paypal": "p", "crypto": "x"}
"""Method -> the door of a wish to give by it; "": the poster did not say, and by every method one may give from where they are."""

UNMARKED = ""
"""The door of rows that a gate wrote before there were marks."""

_SIGN_UP = frozenset({"sign_up", "canary", "void"})
_LINK = frozenset({"confirm", "preferences", "unsubscribe", "gift_change", "reminder_confirm", "reminder_cancel"})
_TAKES: Mapping[str, frozenset[str]] = {
    SIGN_UP: _SIGN_UP,
    REMIND: frozenset({"reminder"}),
    LINK: _LINK,
    HOOK: frozenset({"hook"}),
    **dict.fromkeys(GIVE.values(), frozenset({"wish"})),
    UNMARKED: _SIGN_UP | {"confirm", "preferences", "unsubscribe", "hook"},  # what there was then
}


def takes(door: str, kind: str) -> bool:
    """Return whether a record of *kind* may come in by *door*."""
    return kind in _TAKES.get(door, ())


def may_give(door: str, method: str) -> bool:
    """Return whether a wish that came in by *door* may be one to give by *method*."""
    return door in (GIVE[""], GIVE.get(method))
