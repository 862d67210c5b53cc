"""Rebuilding: contributions, states, totals and months thrown away and made again from the entries.

Promises: one transaction; what it makes is what ``verifying`` expects. Numbers of contributions change: nobody outside may keep them.
"""

from django.db import connections

from tamizdat.contributions.ledger import months
from tamizdat.contributions.ledger.doors import DATABASE
from tamizdat.contributions.ledger.entries import fact_of
from tamizdat.contributions.ledger.filing import file_entries
from tamizdat.contributions.ledger.locking import one_at_a_time
from tamizdat.contributions.models import AppealTotal, Contribution, Entry, Filed, Handle, Total

AT_ONCE = 2_000
"""Entries filed together: memory stays small, and a contribution's facts are not read again for each of them."""

MADE = (Filed, Handle, Contribution, Total, AppealTotal)
"""What is made of entries, in the order in which it can go."""


def rebuild() -> int:
    """Make everything again; return the number of entries."""
    done = 0
    with one_at_a_time():
        with connections[DATABASE].cursor() as cursor:
            for table in MADE:
                cursor.execute(f"DELETE FROM {table._meta.db_table}")  # noqa: S608, SLF001 - our own names
        months.forget()
        while entries := list(Entry.objects.filter(number__gt=done).order_by("number")[:AT_ONCE]):
            file_entries([(entry.number, fact_of(entry)) for entry in entries])
            done = entries[-1].number
        months.catch_up_wholly()
    return done
