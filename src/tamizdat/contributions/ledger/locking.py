"""One writer at a time: whoever appends holds the chain's head until the end of the transaction.

Promises: between reading the head and committing what follows it, nobody else appends. SQLite's transactions here are immediate; on
PostgreSQL the head's row is locked.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from tamizdat.contributions.ledger.doors import DATABASE
from tamizdat.contributions.models import ChainHead


@contextmanager
def one_at_a_time() -> Iterator[ChainHead]:
    """Open a transaction (or be part of one) and hold the chain's head in it; what the block made of it is kept."""
    with transaction.atomic(using=DATABASE):
        head = ChainHead.objects.select_for_update().get(pk=1)
        before = head.number
        yield head
        if head.number != before:
            head.save(update_fields=["number", "digest"])
