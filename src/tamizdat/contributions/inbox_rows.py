"""The inbox's statements for each hook, written out as the ledger's are (``ledger.rows``): each took longer to make than to run.

Promises: the same on SQLite and PostgreSQL; what is settled is never taken or settled again. Who looks at leisure asks the models.
"""

from datetime import datetime
from typing import Any

from tamizdat.contributions.ledger import rows
from tamizdat.contributions.models import HookDay, Inbound

_INBOUND, _DAY = (f'"{table._meta.db_table}"' for table in (Inbound, HookDay))  # noqa: SLF001 - Django's own name for it
_WAITING = f"state IN ('{Inbound.NEW}', '{Inbound.RETRY}')"
_END = "state = %s, settled = %s, box = %s, why = %s, event = %s, what = %s, object = %s"


def lease(row: Inbound, until: datetime) -> bool:
    """Take *row* for oneself until a moment; return whether nobody else has it and it still waits."""
    sql = f"UPDATE {_INBOUND} SET due = %s, tries = tries + 1 WHERE id = %s AND due = %s AND {_WAITING}"  # noqa: S608 - our own names
    return bool(rows.change(sql, [until, row.pk, row.due]))


def is_applied(name: str, event: str) -> bool:
    """Return whether some hook about this event of the provider *name* was applied."""
    sql = f"SELECT 1 FROM {_INBOUND} WHERE name = %s AND event = %s AND state = '{Inbound.APPLIED}' LIMIT 1"  # noqa: S608 - our own names
    return rows.first(sql, [name, event]) is not None


def end(row: Inbound, state: str, now: datetime, why: str) -> bool:
    """Settle *row*, with what is known of its hint, and empty its box; return whether it still waited."""
    said: list[Any] = [state, now, b"", why, row.event, row.what, row.object]
    return bool(rows.change(f"UPDATE {_INBOUND} SET {_END} WHERE id = %s AND {_WAITING}", [*said, row.pk]))  # noqa: S608 - our own names


def count(name: str, state: str, now: datetime) -> None:
    """Count one more hook of *name* that came to *state* on this day."""
    sql = f"INSERT INTO {_DAY} (day, name, state, count) VALUES (%s, %s, %s, 1) ON CONFLICT (day, name, state)"  # noqa: S608 - our own names
    rows.change(f"{sql} DO UPDATE SET count = {_DAY}.count + 1", [now.date(), name, state])
