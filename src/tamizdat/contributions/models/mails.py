"""Mails to givers: each once, by its name, which stays when the mail is gone.

Promises: a row that was sent leads to nobody; a box is sealed to the queue key, and there only until it is sent.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tamizdat.contributions.models.givers import Giver


class Mail(models.Model):
    """One mail. Without a box, the address is the giver's or the reminder's, which the list key opens."""

    WAITING, SENDING, SENT, DROPPED = "waiting", "sending", "sent", "dropped"

    kind = models.CharField(max_length=16)
    about = models.CharField(max_length=80, unique=True, help_text="What makes it one: first:{ref}, annual:{ref}:{day}")
    ref = models.CharField(max_length=22, blank=True, help_text="Of the contribution, or of the reminder")
    giver = models.ForeignKey(Giver, null=True, on_delete=models.CASCADE, related_name="mails")
    address_hash = models.BinaryField(max_length=16, null=True, help_text="Until it is sent, for erasure")
    entry = models.PositiveBigIntegerField(null=True, help_text="Of the ledger: what happened")
    year = models.PositiveSmallIntegerField(null=True, help_text="Of a yearly statement")
    box = models.BinaryField(max_length=500, default=b"", help_text="Address and language, sealed to the queue key")
    state = models.CharField(max_length=8, default=WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    due = models.DateTimeField()
    made = models.DateTimeField()
    ended = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(name="gift_mails_due", fields=["due"], condition=Q(state__in=("waiting", "sending"))),
            models.Index(name="gift_mails_of", fields=["ref", "kind"]),
            models.Index(name="gift_mails_by_address", fields=["address_hash"], condition=Q(address_hash__isnull=False)),
            models.Index(name="gift_mails_ended", fields=["ended"], condition=Q(ended__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
