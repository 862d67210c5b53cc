"""One thing at a time for one address, on any database.

Promises: between ``one_at_a_time`` and the end of the transaction nobody else changes what belongs to that address. SQLite's transactions
here are immediate, so that there it holds for all addresses; on PostgreSQL an advisory lock does it, which needs no row to exist.
"""

from django.db import connections, transaction

from tamizdat.newsletters.readers.doors import DATABASE


def one_at_a_time(address_hash: bytes) -> None:
    """Wait until nobody else works on this address. Only inside a transaction."""
    connection = connections[DATABASE]
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a lock on an address lasts until the end of a transaction, and there is none")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(address_hash[:8], "big", signed=True)])


def nobody_else() -> None:
    """Let nobody else change readers until the end of the transaction: an import looks at all of them. Only inside a transaction."""
    connection = connections[DATABASE]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE newsletters_reader, newsletters_subscription, newsletters_suppression IN EXCLUSIVE MODE")
