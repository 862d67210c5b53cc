"""One sender at a time: a lock that ends with the process that holds it, however that ends.

Promises: two senders on one database never both hold it; after a kill it is free as soon as the last of the sender's processes is gone.
On SQLite a lock on a file beside the database, on PostgreSQL an advisory lock of the session.
"""

import fcntl
import os
from pathlib import Path

from django.db import connections

DATABASE = "readers"
_ADVISORY = 0x74616D69  # any number that nobody else in this database uses


class SenderLock:
    """The lock of the sender process."""

    def __init__(self) -> None:
        self._file: int | None = None

    def take(self) -> bool:
        """Return whether this process holds the lock now; takes it if it is free."""
        connection = connections[DATABASE]
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND pid = pg_backend_pid()", [_ADVISORY]
                )
                if cursor.fetchone()[0]:
                    return True
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [_ADVISORY])
                return bool(cursor.fetchone()[0])
        return self._file is not None or self._take_file(Path(str(connection.settings_dict["NAME"])))

    def _take_file(self, database: Path) -> bool:
        file = os.open(database.with_name(database.name + "-sender"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        return True

    def give_back(self) -> None:
        """Let another sender have it."""
        connection = connections[DATABASE]
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock_all()")
        elif self._file is not None:
            os.close(self._file)
            self._file = None
