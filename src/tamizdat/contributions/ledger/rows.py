"""Rows: the statements by which an entry is appended, written out. An entry takes a third of the time that building them anew would take.

Promises: the same on SQLite and PostgreSQL; the tables and columns are the models'. Only what ``append`` and ``filing`` do for each entry
is here; whoever reads at leisure asks the models.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from django.db import connections, models

from tamizdat.contributions.interfaces import Fact
from tamizdat.contributions.ledger.chain import SAID
from tamizdat.contributions.ledger.cursors import planned
from tamizdat.contributions.ledger.doors import DATABASE
from tamizdat.contributions.models import ChainHead, Entry, Filed, Handle, Origin

_ENTRY, _FILED, _HANDLE, _ORIGIN, _HEAD = (
    f'"{table._meta.db_table}"'  # noqa: SLF001 - Django's own name for it
    for table in (Entry, Filed, Handle, Origin, ChainHead)
)
_FACT = ", ".join(f'e."{name}"' for name in SAID)
_AT = SAID.index("at")
_MOST = 400
"""Values in one statement: SQLite takes a thousand, and the plan stays simple."""


def known_facts(events: Sequence[tuple[str, str]], transactions: Sequence[tuple[str, str]]) -> list[Fact]:
    """Return the facts entered under any of these (provider, event) or (provider, transaction)."""
    found: list[Fact] = []
    for name, wanted, more in (("event", events, ""), ("transaction", transactions, " AND NOT (e.\"transaction\" = '')")):
        for provider, names in _by_provider(wanted):
            rows = _rows(f'SELECT {_FACT} FROM {_ENTRY} e WHERE e.provider = %s AND e."{name}" IN ({{}}){more}', [provider], names)  # noqa: S608
            found += [_fact(row) for row in rows]
    return found


def owners(names: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return (provider, handle) -> contribution, of those that lead to one."""
    found: dict[tuple[str, str], int] = {}
    for provider, wanted in _by_provider(names):
        sql = f"SELECT name, contribution_id FROM {_HANDLE} WHERE provider = %s AND name IN ({{}})"  # noqa: S608 - our own names
        found |= {(provider, name): owner for name, owner in _rows(sql, [provider], wanted)}
    return found


def facts_by_contribution(contributions: Sequence[int]) -> list[tuple[int, Fact]]:
    """Return the facts of *contributions*, each with the contribution that it belongs to."""
    sql = f"SELECT {_FACT}, f.contribution_id FROM {_FILED} f JOIN {_ENTRY} e ON e.number = f.entry_id WHERE f.contribution_id IN ({{}})"  # noqa: S608
    return [(row[-1], _fact(row[:-1])) for row in _rows(sql, [], contributions)]


def origins(refs: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return ref -> (appeal, variant), of those that have an origin."""
    sql = f"SELECT ref, appeal, variant FROM {_ORIGIN} WHERE ref IN ({{}})"  # noqa: S608 - our own names
    return {ref: (appeal, variant) for ref, appeal, variant in _rows(sql, [], sorted(refs))}


def head() -> tuple[int, str]:
    """Return number and digest of the newest entry, and hold that row until the end of the transaction."""
    number, digest = first(f"SELECT number, digest FROM {_HEAD} WHERE id = 1{_for_update()}", [])  # type: ignore[misc]  # noqa: S608
    return number, digest


def move_head(number: int, digest: str) -> None:
    """Write down which entry is the newest."""
    change(f"UPDATE {_HEAD} SET number = %s, digest = %s WHERE id = 1", [number, digest])  # noqa: S608 - our own names


def insert_numbered(rows: Sequence[models.Model]) -> list[int]:
    """Insert *rows* of one model, to which the database gives numbers; return these."""
    found = []
    if rows:
        table: Any = type(rows[0])
        sql, names = _insertion(table)
        to_column = _to_column()
        with planned() as cursor:
            for row in rows:
                cursor.execute(f"{sql} RETURNING id", [to_column(getattr(row, name)) for name in names])
                found.append(cursor.fetchone()[0])
    return found


def insert(rows: Iterable[models.Model]) -> None:
    """Insert *rows* of one model, which say all their columns but a number that the database gives."""
    waiting = list(rows)
    if waiting:
        table: Any = type(waiting[0])
        sql, names = _insertion(table)
        _many(sql, ([getattr(row, name) for name in names] for row in waiting))


def update(rows: Sequence[models.Model]) -> None:
    """Write all columns of *rows* of one model that are there already."""
    if rows:
        table: Any = type(rows[0])
        sql, names = _change(table)
        _many(sql, ([*(getattr(row, name) for name in names), row.pk] for row in rows))


@cache
def _insertion(table: Any) -> tuple[str, list[str]]:
    fields = [field for field in table._meta.concrete_fields if not isinstance(field, models.AutoField)]  # noqa: SLF001
    columns, marks = ", ".join(f'"{field.column}"' for field in fields), ", ".join(["%s"] * len(fields))
    return f'INSERT INTO "{table._meta.db_table}" ({columns}) VALUES ({marks})', [field.attname for field in fields]  # noqa: SLF001, S608


@cache
def _change(table: Any) -> tuple[str, list[str]]:
    fields = [field for field in table._meta.concrete_fields if not field.primary_key]  # noqa: SLF001
    said = ", ".join(f'"{field.column}" = %s' for field in fields)
    return f'UPDATE "{table._meta.db_table}" SET {said} WHERE "{table._meta.pk.column}" = %s', [field.attname for field in fields]  # noqa: SLF001, S608


def add(table: type[models.Model], key: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Add amounts and counts to rows of totals: *rows* hold the values of *key*, an amount and a count."""
    if rows:
        name, columns = table._meta.db_table, ", ".join(key)  # noqa: SLF001
        marks = ", ".join(["%s"] * (len(key) + 2))
        sql = f"INSERT INTO {name} ({columns}, amount, count) VALUES ({marks}) ON CONFLICT ({columns}) DO UPDATE "  # noqa: S608
        _many(f"{sql}SET amount = {name}.amount + excluded.amount, count = {name}.count + excluded.count", rows)


def first(sql: str, values: Sequence[Any]) -> tuple[Any, ...] | None:
    """Return the first row that *sql* finds."""
    with planned() as cursor:
        cursor.execute(sql, values)
        found: tuple[Any, ...] | None = cursor.fetchone()
    return found


def change(sql: str, values: Sequence[Any]) -> int:
    """Do what *sql* says with *values*; return how many rows it was about."""
    to_column = _to_column()
    with planned() as cursor:
        cursor.execute(sql, [to_column(value) for value in values])
        return int(cursor.rowcount)


def _many(sql: str, rows: Iterable[Sequence[Any]]) -> None:
    to_column = _to_column()
    told = [[to_column(value) for value in row] for row in rows]
    with planned() as cursor:
        if len(told) == 1:
            cursor.execute(sql, told[0])  # as nearly always: psycopg makes more of many
        else:
            cursor.executemany(sql, told)


def _rows(sql: str, given: list[Any], wanted: Sequence[Any]) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    with planned() as cursor:
        for start in range(0, len(wanted), _MOST):
            part = wanted[start : start + _MOST]
            cursor.execute(sql.format(", ".join(["%s"] * len(part))), [*given, *part])
            found += cursor.fetchall()
    return found


def _by_provider(names: Iterable[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    found: dict[str, list[str]] = {}
    for provider, name in sorted(set(names)):
        found.setdefault(provider, []).append(name)
    return list(found.items())


def _fact(row: tuple[Any, ...]) -> Fact:
    fields, at = dict(zip(SAID, row, strict=True)), row[_AT]
    fields["at"] = at if at.tzinfo else at.replace(tzinfo=UTC)
    return Fact(**fields)


def _for_update() -> str:
    """Return what holds a row: SQLite's transactions, which are immediate here, hold all of them."""
    return " FOR UPDATE" if connections[DATABASE].vendor == "postgresql" else ""


def _to_column() -> Callable[[Any], Any]:
    """Return what makes a value one of this database's: SQLite keeps times as Django does, in UTC and without a zone."""
    if connections[DATABASE].vendor == "postgresql":
        return lambda value: value
    return lambda value: _plain(value) if isinstance(value, date) else value


def _plain(value: date) -> str:
    return str(value.astimezone(UTC).replace(tzinfo=None)) if isinstance(value, datetime) else value.isoformat()
