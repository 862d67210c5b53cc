"""Cursors whose statements the database keeps planned: what is asked for each entry is parsed once a connection.

Promises: Django's transactions, errors and wrappers as with any cursor. SQLite's driver keeps statements by itself; on PostgreSQL they are
prepared, which a pooler between must carry (docs/how-to/run-it-for-real.md).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections

from tamizdat.contributions.ledger.doors import DATABASE


@contextmanager
def planned() -> Iterator[Any]:
    """Open a cursor on the ledger's database."""
    connection: Any = connections[DATABASE]
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            yield cursor
        return
    from django.db.backends.postgresql.base import ServerBindingCursor

    connection.ensure_connection()
    connection.connection.prepare_threshold = 0  # Django's own cursors, which put values into the text, are not touched by it
    with connection.make_cursor(ServerBindingCursor(connection.connection)) as cursor:
        yield cursor


@contextmanager
def together() -> Iterator[None]:
    """Send statements without waiting for each one's answer, where the database takes them so (PostgreSQL); who asks a question waits.

    What a statement did is not known within, but that it did not fail is when this ends.
    """
    connection: Any = connections[DATABASE]
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield
