"""What people look at and decide: alarms, what reconciliation found, and the chained log of who decided what."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Alarm(models.Model):
    """Something that only a person can decide. Raises no mail."""

    kind = models.CharField(max_length=20, help_text="listed_card, contradiction, large_gift …")
    provider = models.CharField(max_length=32)
    event = models.CharField(max_length=200, help_text="What it is about: one alarm of a kind for each")
    ref = models.CharField(max_length=22, blank=True)
    detail = models.JSONField(default=dict)
    raised = models.DateTimeField()
    decided = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decision = models.CharField(max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(name="one_alarm_of_a_kind", fields=["kind", "provider", "event"])]
        indexes: ClassVar = [models.Index(name="alarms_open", fields=["raised"], condition=Q(decided__isnull=True))]

    def __str__(self) -> str:
        return f"{self.kind} {self.provider}"


class Reconciliation(models.Model):
    """One comparison with a provider's own list and settlement report."""

    provider = models.CharField(max_length=32)
    since = models.DateTimeField()
    until = models.DateTimeField()
    ran = models.DateTimeField()
    there = models.PositiveIntegerField(default=0, help_text="Facts in the provider's list")
    here = models.PositiveIntegerField(default=0, help_text="Entries of the same period")
    settlements = models.PositiveIntegerField(default=0)
    filled = models.PositiveIntegerField(default=0, help_text="Fees and settled amounts learned from the report")
    trouble = models.CharField(max_length=300, blank=True, help_text="Why it could not be finished")
    number = models.PositiveBigIntegerField(default=0, help_text="The chain's head then")
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(name="reconciled_last", fields=["provider", "-ran"])]

    def __str__(self) -> str:
        return f"{self.provider} on {self.ran:%Y-%m-%d}"


class Difference(models.Model):
    """One thing that the provider and the ledger do not say alike, open until a person or the provider has settled it."""

    MISSING_HERE, MISSING_THERE, OTHERWISE = "missing_here", "missing_there", "otherwise"
    SETTLED_OTHERWISE, SETTLED_UNKNOWN = "settled_otherwise", "settled_unknown"

    kind = models.CharField(max_length=18)
    provider = models.CharField(max_length=32)
    event = models.CharField(max_length=200)
    here = models.JSONField(null=True)
    there = models.JSONField(null=True)
    found = models.ForeignKey(Reconciliation, on_delete=models.CASCADE, related_name="found")
    seen = models.ForeignKey(Reconciliation, on_delete=models.CASCADE, related_name="seen", help_text="When it was found last")
    closed = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=150, blank=True, help_text="Empty: it was gone when looked at again")
    decision = models.CharField(max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(name="a_difference_is_listed_once", fields=["provider", "kind", "event"])]
        indexes: ClassVar = [models.Index(name="differences_open", fields=["provider"], condition=Q(closed__isnull=True))]

    def __str__(self) -> str:
        return f"{self.kind} {self.event}"


class Deed(models.Model):
    """Who did what with the money's record, or opened who gave. Append only (migration 0002), each digest covers the deed before."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    person = models.CharField(max_length=150)
    act = models.CharField(max_length=40)
    about = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    before = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.number} {self.act}"
