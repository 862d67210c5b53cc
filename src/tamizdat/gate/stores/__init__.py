"""Where the queue lies: SQLite in the gate's home, or PostgreSQL, where who appends may do nothing else.

``Shelf`` is the keeper's side, ``Hatch`` the newsroom's. Both sides know sealed boxes alone.
"""

from collections.abc import Sequence
from typing import Protocol

from tamizdat.gate.conf import Conf
from tamizdat.sealed.poll import Row


class StoreAway(RuntimeError):
    """The store does not answer, or does not take any more: a full disk, a database that is down. Said without its words."""


class Taken(StoreAway):
    """A sequence number is in use: an append whose answer was lost had been written after all."""


class Shelf(Protocol):
    """The keeper's side: appends."""

    def append(self, rows: Sequence[Row], beats: int) -> None:
        """Write *rows* and as many *beats* (which mean nothing) in one transaction that is on the disk. Raises ``StoreAway``, ``Taken``."""
        ...


class HatchStore(Protocol):
    """The newsroom's side: reads, erases, remembers nonces."""

    queue: str  # the queue's id

    def bounds(self) -> tuple[int, int]:
        """Return the sequence numbers of the oldest row kept (or the next to come) and of the newest ever written."""
        ...

    def read(self, limit: int) -> list[Row]:
        """Return the oldest rows."""
        ...

    def box(self, seq: int) -> bytes:
        """Return the box of one row, empty if there is none."""
        ...

    def erase(self, done: int) -> int:
        """Erase the rows up to *done* so that nothing of them remains; return how many there were."""
        ...

    def is_new(self, nonce: bytes, now: float) -> bool:
        """Remember *nonce* durably; return False if it was known."""
        ...


def shelf(conf: Conf) -> Shelf:
    """Return the keeper's side of the configured store."""
    if conf.database:
        from tamizdat.gate.stores.postgres import PostgresShelf

        return PostgresShelf(conf.database)
    from tamizdat.gate.stores.sqlite import SqliteShelf

    return SqliteShelf(conf.home / "queue.sqlite3")


def hatch_store(conf: Conf) -> HatchStore:
    """Return the newsroom's side of the configured store, its tables made if they were missing. Raises ``StoreAway``."""
    if conf.database:
        from tamizdat.gate.stores.postgres import PostgresHatch

        return PostgresHatch(conf.hatch_database, door=conf.database)
    from tamizdat.gate.stores.sqlite import SqliteHatch

    return SqliteHatch(conf.home / "queue.sqlite3")
