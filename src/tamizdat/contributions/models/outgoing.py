"""Writes to a provider, each with the idempotency key that it keeps across retries and crashes."""

from typing import ClassVar

from django.db import models


class Outgoing(models.Model):
    """One wish to write. The key is on the disk before the provider hears of it."""

    BEGUN, DONE, REFUSED = "begun", "done", "refused"

    provider = models.CharField(max_length=32)
    action = models.CharField(max_length=16)
    about = models.CharField(max_length=150, help_text="What makes this wish one: a reference, a record's id")
    request = models.CharField(max_length=64, help_text="Digest of what is asked: a key serves one question")
    key = models.CharField(max_length=43)
    state = models.CharField(max_length=8, default=BEGUN)
    tries = models.PositiveIntegerField(default=0)
    answer = models.TextField(blank=True)
    why = models.CharField(max_length=300, blank=True)
    began = models.DateTimeField()
    ended = models.DateTimeField(null=True, db_index=True)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(name="a_wish_is_written_once", fields=["provider", "action", "about"])]

    def __str__(self) -> str:
        return f"{self.action} {self.state}"
