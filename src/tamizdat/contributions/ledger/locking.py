"""One writer at a time: whoever appends holds the chain's head until the end of the transaction.

Promises: between reading the head and committing what follows it, nobody else appends. SQLite's transactions here are immediate; on
PostgreSQL the head's row is locked.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from tamizdat.contributions.ledger import rows
from tamizdat.contributions.ledger.doors import DATABASE
from tamizdat.contributions.models import ChainHead


@contextmanager
def one_at_a_time() -> Iterator[ChainHead]:
    """Open a transaction (or be part of one) and hold the chain's head in it; what the block made of it is kept."""
    with transaction.atomic(using=DATABASE):
        number, digest = rows.head()
        head = ChainHead(pk=1, number=number, digest=digest)
        yield head
        if head.number != number:
            rows.move_head(head.number, head.digest)
