"""What people decided about one contribution: money to be given back, and that somebody has looked."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Refund(models.Model):
    """One wish to give money back: asked for, approved where that takes a second person, and written at the provider under one key."""

    ASKED, APPROVED, DONE, DROPPED, FAILED = "asked", "approved", "done", "dropped", "failed"

    wish = models.CharField(max_length=43, unique=True, help_text="Drawn with the form: a second click is the same wish")
    provider = models.CharField(max_length=32)
    ref = models.CharField(max_length=22, blank=True)
    transaction = models.CharField(max_length=200)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=300)
    asked = models.DateTimeField()
    asked_by = models.CharField(max_length=150)
    approved = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=150, blank=True)
    state = models.CharField(max_length=8, default=ASKED)
    why = models.CharField(max_length=300, blank=True, help_text="Why the provider did not do it")
    ended = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(name="refunds_of", fields=["provider", "transaction"]),
            models.Index(name="refunds_open", fields=["asked"], condition=Q(state__in=("asked", "approved"))),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_refund_at_a_time", fields=["provider", "transaction"], condition=Q(state__in=("asked", "approved"))
            )
        ]

    def __str__(self) -> str:
        return f"refund {self.pk} ({self.state})"


class LookedAt(models.Model):
    """That somebody has looked at a contribution, for these reasons, and what was decided. It counts until there is another reason."""

    provider = models.CharField(max_length=32)
    name = models.CharField(max_length=210, help_text="As ``Handle.name``: it stays when states are made anew")
    look = models.CharField(max_length=200, help_text="The reasons, as they stood then")
    decision = models.CharField(max_length=300)
    person = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(name="looked_at_once", fields=["provider", "name", "look"])]

    def __str__(self) -> str:
        return self.name
