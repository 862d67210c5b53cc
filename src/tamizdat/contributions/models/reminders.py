"""Reminders: who is not ready to give today and asked to be written to later. At most two mails, then the row goes."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Reminder(models.Model):
    """One wish to be reminded, confirmed or not."""

    ref = models.CharField(max_length=22, primary_key=True)
    record = models.CharField(max_length=80, unique=True, help_text="The gate's id of the record that asked for it")
    address_hash = models.BinaryField(max_length=16, db_index=True)
    box = models.BinaryField(max_length=400, help_text="The address, sealed to the list key")
    language = models.CharField(max_length=20)
    when = models.CharField(max_length=8, help_text="january, 3, 6 or 9")
    consent = models.CharField(max_length=8, blank=True, help_text="Version of the wording that was agreed to; empty: none that we know")
    asked = models.DateTimeField(db_index=True)
    due = models.DateTimeField(null=True, help_text="Of the next mail; empty: not confirmed yet")
    sent = models.PositiveSmallIntegerField(default=0)

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [models.Index(name="reminders_due", fields=["due"], condition=Q(due__isnull=False))]

    def __str__(self) -> str:
        return self.ref
