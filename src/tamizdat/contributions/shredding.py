"""Contributions' stores of personal data: for each, what is shown to whom it is about, what is erased, and when the rest goes.

Promises: every store of this room that holds something about a person is in ``SHREDDERS``; the privacy page is made from them. The ledger
itself holds references and amounts, and nobody's name: erasing who gave leaves it as it is, for the term that the law keeps books.
"""

from datetime import datetime, timedelta
from typing import Any

from tamizdat.contributions.givers.shredding import GIVERS
from tamizdat.contributions.keeping import CHECKOUTS
from tamizdat.contributions.ledger import outgoing
from tamizdat.contributions.models import Inbound
from tamizdat.sealed.shredders import Shredder, Subject

BOOKS = "legal obligation to keep accounts, GDPR Art. 6(1)(c) and 17(3)(b)"
CONTRACT = "performance of what the giver asked for, GDPR Art. 6(1)(b)"

READABLE = timedelta(days=21)
"""A queue key lives no longer: nobody can open the box then."""

SETTLED = timedelta(days=30)
AT_ONCE = 20_000
"""Rows that go in one transaction, so that nobody waits long for the lock."""


def none_of_whom(_: Subject) -> list[dict[str, Any]]:
    """Return nothing: it is not known whose the store's rows are."""
    return []


def erases_nothing(_: Any) -> int:
    """Erase nothing."""
    return 0


def _hooks_over(now: datetime) -> int:
    gone = Inbound.objects.filter(settled__lt=now - SETTLED)
    shut = Inbound.objects.filter(state=Inbound.DAMAGED, came__lt=now - READABLE).exclude(box=b"")
    if not gone.exists() and not shut.exists():
        return 0  # looking takes no lock; most times there is nothing
    return int(shut.update(box=b"")) + int(Inbound.objects.filter(pk__in=gone.values("pk")[:AT_ONCE]).delete()[0])


SHREDDERS: tuple[Shredder, ...] = (
    Shredder(
        store="ledger",
        holds="Amounts, days, states and random references of contributions, with the provider's numbers for them; nobody's name or "
        "address. The country of a card only where giving is a crime there.",
        basis=BOOKS,
        keeps="For the term that the law sets for books; it is append only, and nothing in it names anybody.",
        export=none_of_whom,
        erase=erases_nothing,
        expire=erases_nothing,
    ),
    Shredder(
        store="payment webhooks",
        holds="What a payment provider posted, sealed, which may hold a giver's name; then its number and what became of it.",
        basis=CONTRACT,
        keeps="Sealed until it is applied, usually seconds; 21 days at most. Its number: 30 days.",
        export=none_of_whom,
        erase=erases_nothing,
        expire=_hooks_over,
    ),
    Shredder(
        store="writes to payment providers",
        holds="Under which key something was asked of a provider, and its answer: the address of a payment page.",
        basis=CONTRACT,
        keeps="The answer 30 days, the key for good: it is what keeps anything from being done twice.",
        export=none_of_whom,
        erase=erases_nothing,
        expire=outgoing.forget_answers,
    ),
    CHECKOUTS,
    *GIVERS,
)
"""Every store of personal data of this room, in the order in which one is erased from them."""
