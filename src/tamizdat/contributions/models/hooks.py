"""Webhooks as they came, sealed, until they are applied; and how many came to what, day by day.

Promises: one row a delivery (``id`` is the gate's); the box goes as soon as nothing is left to do with it.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Inbound(models.Model):
    """One webhook. What may be believed of it is fetched from the provider; this row says how far that is."""

    NEW, RETRY, DAMAGED = "new", "retry", "damaged"
    APPLIED, IGNORED, FORGED = "applied", "ignored", "forged"

    id = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=32)
    box = models.BinaryField(help_text="Headers, body and time, sealed to the queue key; empty once it is settled")
    received = models.DateTimeField(help_text="When the gate took it in")
    came = models.DateTimeField(help_text="When it came here")
    state = models.CharField(max_length=8, default=NEW)
    tries = models.PositiveIntegerField(default=0)
    due = models.DateTimeField()
    event = models.CharField(max_length=200, blank=True, help_text="The provider's own id, once its signature was right")
    what = models.CharField(max_length=64, blank=True)
    object = models.CharField(max_length=200, blank=True)
    why = models.CharField(max_length=300, blank=True)
    settled = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(name="hooks_due", fields=["state", "due"]),
            models.Index(name="hooks_by_event", fields=["name", "event"]),
            models.Index(name="hooks_settled", fields=["settled"], condition=Q(settled__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class HookDay(models.Model):
    """How many webhooks came to what on a day: forged ones among them, which leave nothing else."""

    day = models.DateField()
    name = models.CharField(max_length=32)
    state = models.CharField(max_length=8)
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(name="one_count_a_day", fields=["day", "name", "state"])]

    def __str__(self) -> str:
        return f"{self.count} {self.state} on {self.day}"
