"""What somebody asked for behind a contribution's own link: one row a record of the gate; one that comes again is not done again. And when
pauses end.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class GiftChange(models.Model):
    """A wish to pause, resume, change or end a contribution. *link* is ``Given.link``."""

    NEW, BUSY, DONE, REFUSED = "new", "busy", "done", "refused"
    OPEN = (NEW, BUSY)
    """``busy``: a hand is at it until ``due``; if it died, another takes it then."""

    record = models.CharField(max_length=80, unique=True, help_text="The gate's id of the record: the reply is left under it")
    link = models.CharField(max_length=22)
    what = models.CharField(max_length=8)
    amount = models.BigIntegerField(default=0, help_text="Minor units, where the amount is to change")
    until = models.DateTimeField(null=True, help_text="When a pause ends; empty: when it is asked for")
    made = models.DateTimeField()
    state = models.CharField(max_length=8, default=NEW)
    due = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    answer = models.TextField(blank=True, help_text="What is left at the gate, until it is")
    answered = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(name="gift_changes_waiting", fields=["due"], condition=Q(answered__isnull=True)),
            models.Index(name="gift_changes_by_age", fields=["made"]),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.state}"


class PauseEnd(models.Model):
    """When a contribution that is paused is to go on. Not every provider remembers; the row goes when it goes on, by whomever."""

    provider = models.CharField(max_length=32)
    subscription = models.CharField(max_length=120)
    until = models.DateTimeField()
    due = models.DateTimeField(db_index=True, help_text="When it is to be looked at (again)")
    tries = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(name="a_pause_ends_once", fields=["provider", "subscription"])]

    def __str__(self) -> str:
        return f"a pause until {self.until:%Y-%m-%d}"
