"""Replies: what the newsroom answers to a wish, as text for a one-use reply at the gate. Pure. docs/spec/giving.md, section 3."""

import json

LONGEST = 2_000
"""Characters, as the gate takes them (``sealed.poll.LONGEST_REPLY``)."""

TRY_LATER = "try_later"
"""The provider does not answer, or the wish lay too long: the page names the pre-made links, and that one may try again."""

CLOSED = "closed"
"""Nobody can give now, or not by this method any more."""

NOT_YET = "not_yet"
"""The provider does not end or pause a contribution: it is tried on, a person has been told, and a mail says so."""

NOT_DONE = "not_done"
"""The provider did not carry out a change, and nothing is different."""

NEWER = "newer"
"""Something else was asked for by the same link since, and that counts."""

LARGE = "large_gift"
"""A person decides first; the page asks to write to the newspaper."""


def led_to(url: str) -> str:
    """Return the reply that leads to a provider's page; one that is too long for the gate is a refusal."""
    said = _json(url=url)
    return said if len(said) <= LONGEST else refused(TRY_LATER)


def refused(code: str, country: str = "") -> str:
    """Return the reply that refuses: the name of the rule or field that spoke, and the country that it spoke of."""
    return _json(refused=code, country=country)


def _json(**said: str) -> str:
    return json.dumps(said, separators=(",", ":"))
