"""Opening who gave: a person of the newsroom sees one giver's address, for a reason that the log keeps for good.

Promises: nothing is opened while the list key is locked; each opening, and each look that found nobody, is a deed in the log before
anything is shown. The log holds a reason and random references, no address: a reason that has one is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tamizdat.contributions import doors
from tamizdat.contributions.givers.sealing import Person, kept
from tamizdat.contributions.ledger import log
from tamizdat.contributions.models import Checkout, Contribution, Given, Giver
from tamizdat.newsletters.interfaces import Locked, Opener
from tamizdat.sealed.lookup import keyed_hash

LONGEST_REASON = 300


class NotOpened(ValueError):
    """Nobody is shown; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Opened:
    """One giver, for a moment."""

    giver: Giver
    person: Person
    gifts: Sequence[Contribution]


def by_contribution(ref: str, person: str, reason: str, opener: Opener, now: datetime) -> Opened:
    """Open who gave the contribution *ref* (our reference). Raises ``NotOpened``, ``Locked``."""
    said = good_reason(reason)
    _unlocked(opener)
    given = Given.objects.filter(ref=ref.strip()).select_related("giver").first() if ref.strip() else None
    if given is None:
        log.note(person, "looked for a giver, found none", "by a contribution", said, now)
        raise NotOpened(
            "There is nobody to open: no contribution has this reference, or its giver left no address, was erased, or was forgotten."
        )
    return _opened(given.giver, f"contribution {given.ref}", person, said, opener, now)


def by_address(address: str, person: str, reason: str, opener: Opener, now: datetime) -> Opened:
    """Open whoever has *address*. Raises ``NotOpened``, ``Locked``, ``BadAddress``."""
    said, subject = good_reason(reason), keyed_hash(doors.keyring().lookup(), address)
    _unlocked(opener)
    giver = Giver.objects.filter(address_hash=subject).first()
    if giver is None:
        log.note(person, "looked for a giver, found none", "by an address", said, now)
        raise NotOpened("Nobody with this address has given and left it here, or they were erased or forgotten.")
    return _opened(giver, f"giver {giver.ref}, by an address", person, said, opener, now)


def good_reason(reason: str) -> str:
    """Return a reason as the log may keep it. Raises ``NotOpened``."""
    said = " ".join(reason.split())[:LONGEST_REASON]
    if not said:
        raise NotOpened("Say why: somebody will read it later.")
    if "@" in said:
        raise NotOpened("Say why without a mail address: the log is kept for good, and must lead to nobody.")
    return said


def address_of(giver: Giver, opener: Opener) -> Person:
    """Return the person behind *giver*; whoever calls writes it down. Raises ``NotOpened``, ``Locked``.

    Of one whose address had been corrected after a backup was made that was restored, there is none: it is typed once more.
    """
    if not giver.key:
        return Person("", wrote_in(giver))
    (key,) = opener.open([bytes(giver.key)])
    found = kept(key, bytes(giver.box))
    if found is None:
        raise NotOpened("This giver cannot be opened: the key under which they lie is damaged, or is another newsroom’s.")
    return found


def wrote_in(giver: Giver) -> str:
    """Return the language of a giver's last wish, while it is kept; else English."""
    wishes = Checkout.objects.filter(ref__in=giver.given.values("ref")).exclude(language="")
    return wishes.order_by("-made").values_list("language", flat=True).first() or "en"


def _unlocked(opener: Opener) -> None:
    if opener.needs_passphrase():
        raise Locked("The list key is locked: unlock it with its passphrase first.")


def _opened(giver: Giver, about: str, person: str, reason: str, opener: Opener, now: datetime) -> Opened:
    log.note(person, "opened who gave", about, reason, now)
    refs = Given.objects.filter(giver=giver).values("ref")
    gifts = Contribution.objects.filter(ref__in=refs).order_by("-began", "-pk")
    return Opened(giver, address_of(giver, opener), list(gifts))
