"""From a relay's reply to an outcome: one table, for what is said while we deliver and for what comes back later as a bounce.

Promises: no address in the words that are kept; a reader is given up only for what is about the address itself. Rules: RFC 5321, 4.2;
RFC 3463 for enhanced status codes.
"""

import re

from tamizdat.newsletters.interfaces import Outcome
from tamizdat.newsletters.providers.wire import Reply

WORDS = 200
"""Characters that are kept of a relay's words."""

_STATUS = re.compile(r"(?<![0-9.])([245])\.([0-9]{1,3})\.([0-9]{1,3})(?![0-9.])")
_ADDRESS = re.compile(r"\S*@\S*|<[^>]*>|\"[^\"]*\"")
_ABOUT_US = re.compile(
    r"spam|\b(bulk|block(ed|list)?|black ?list(ed)?|deny ?list|reputation|polic(y|ies)|denied|dmarc|spf|dkim|rates?|too many|limit(ed|s)?"
    r"|virus|content|full|quota)\b",
    re.IGNORECASE,
)
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]+")

GONE = {"1.0", "1.1", "1.2", "1.3", "1.6", "1.10", "2.1"}
"""Second and third number of a permanent status that is about the address: no such mailbox, no such domain, moved away, disabled. All
others are about the message, the relay or our name (policy, size, a full mailbox, a loop): they say nothing about the next letter, and a
newspaper whose mail is blocked once must not lose its readers by it."""

VAGUE = {"5.0.0", "5.5.0"}
"""What servers say that know nothing finer."""

BARE = {550, 551, 553}
"""Reply codes without an enhanced status that are about the mailbox (RFC 5321, 4.2.3)."""


def outcome(reply: Reply, *, address: str) -> Outcome:
    """Return what *reply* says about a message to *address*."""
    state = {2: "sent", 4: "later"}.get(reply.code // 100, "refused")
    return Outcome(state=state, code=reply.code, words=clean(reply.words, address))  # type: ignore[arg-type]


def clean(words: str, address: str = "") -> str:
    """Return *words* without anything that looks like an address, without the name in *address*, printable, and short."""
    bare = words if _plain(words) else _ADDRESS.sub("…", words)
    local = address.rpartition("@")[0]
    if local and local.casefold() in bare.casefold():  # a pattern a recipient would be compiled for every message
        bare = re.sub(rf"(?<!\w){re.escape(local)}(?!\w)", "…", bare, flags=re.IGNORECASE)
    return (bare if _plain(bare) else _UNPRINTABLE.sub(" ", bare.replace("…", "*"))).strip()[:WORDS]


def _plain(words: str) -> bool:
    """Tell whether nothing in *words* can be an address or unprintable: of most replies, and looked at faster than searched through."""
    return words.isascii() and words.isprintable() and not ("@" in words or "<" in words or '"' in words)


def status_of(words: str) -> str:
    """Return the enhanced status code in *words* ("5.1.1"), or "" if there is none."""
    found = _STATUS.search(words)
    return found[0] if found else ""


def address_is_gone(status: str, code: int = 0, words: str = "") -> bool:
    """Tell whether a permanent refusal is about the address itself, so that nobody should write to it again.

    Where the numbers are vague (5.0.0, or a bare 550), *words* that speak of spam or policy keep the reader.
    """
    if status and status not in VAGUE:
        kind, _, rest = status.partition(".")
        return kind == "5" and rest in GONE
    return (status in VAGUE or code in BARE) and not _ABOUT_US.search(words)


def reader_is_gone(refusal: Outcome) -> bool:
    """Tell whether *refusal* is a reason to give the reader up (``Readers.suppress``)."""
    return refusal.state == "refused" and address_is_gone(status_of(refusal.words), refusal.code, refusal.words)
