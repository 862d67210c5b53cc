"""The ledger as a file: every entry with its digest, for an accountant, an auditor, or another program.

Promises: amounts and references, no people and no card's country; no cell that a spreadsheet obeys; the chain's head stands in the file, so
that it proves later that nothing was cut off. Memory does not grow with the number of entries.
"""

import csv
import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import IO, Any

from django.db.models import QuerySet

from tamizdat.contributions.ledger import chain
from tamizdat.contributions.ledger.heads import Head
from tamizdat.contributions.models import Entry
from tamizdat.contributions.money import EXPONENTS, write_amount
from tamizdat.newsletters.readers.table import tame

COLUMNS = ("number", "learned", "source", *(name for name in chain.SAID if name != "issued_in"), "digest")

_MONEY = {"amount": "currency", "fee": "settled_currency", "settled": "settled_currency"}
"""Columns of money, and where their currency stands."""


def entries(since: date | None = None, until: date | None = None) -> QuerySet[Entry]:
    """Return the entries of what happened from one day to another, the last one included; by default all."""
    rows = Entry.objects.order_by("number")
    rows = rows.filter(at__date__gte=since) if since else rows
    return rows.filter(at__date__lte=until) if until else rows


def write_csv(file: IO[str], rows: QuerySet[Entry], head: Head) -> int:
    """Write *rows* as CSV (RFC 4180, UTF-8) with amounts as decimals; return how many. The last line holds the head."""
    table = csv.writer(file)
    table.writerow(COLUMNS)
    done = 0
    for row in rows.iterator():
        table.writerow(_cells(row))
        done += 1
    table.writerow(["head", str(head)])
    return done


def write_json(file: IO[str], rows: QuerySet[Entry], head: Head) -> int:
    """Write *rows* as one JSON object with amounts in minor units; return how many."""
    file.write(f'{{"head": "{head}", "entries": [')
    done = 0
    for row in rows.iterator():
        plain = {name: _plain(getattr(row, name)) for name in COLUMNS}
        file.write(("," if done else "") + "\n" + json.dumps(plain, ensure_ascii=False))
        done += 1
    file.write("\n]}\n")
    return done


def _cells(row: Entry) -> Iterator[str]:
    for name in COLUMNS:
        value = getattr(row, name)
        if name in _MONEY:
            # A number of ours, and no formula: it may begin with a minus
            yield "" if value is None else _decimal(value, getattr(row, _MONEY[name]) or row.currency)
        else:
            yield tame(str(_plain(value)))


def _decimal(amount: int, currency: str) -> str:
    return write_amount(amount, currency) if currency in EXPONENTS else str(amount)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
