"""Who was erased, as random references, so that a backup which is restored does not bring them back; and statements for all who gave.

Promises: no address, no hash of one. A reference leads to somebody only in a backup that is older than the row.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Departed(models.Model):
    """One reference that leads to nobody any more: of a giver, of a contribution of theirs, of a reminder, of silence. Or, of an address
    that was corrected, the name of the key under which it lay, and of each contribution in whose wish it lay.
    """

    GIVER, GIFT, REMINDER, SILENCE, ADDRESS = "giver", "gift", "reminder", "silence", "address"

    ref = models.CharField(max_length=22, primary_key=True)
    kind = models.CharField(max_length=8)
    since = models.DateField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class StatementRun(models.Model):
    """Somebody's wish to send the statements of a year to all who gave in it. It takes a second person."""

    ASKED, APPROVED, REFUSED, DONE = "asked", "approved", "refused", "done"

    year = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300)
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, default=ASKED)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    queued = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(name="one_run_of_a_year_at_a_time", fields=["year"], condition=Q(state__in=("asked", "approved")))
        ]

    def __str__(self) -> str:
        return f"statements of {self.year} ({self.state})"
