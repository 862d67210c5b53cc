"""What collecting remembers: how far it is with the gate, what seemed wrong there, and records that could not be applied.

Promises: one row for the gate; what is set aside lies as it came, sealed, and goes with the key that opens it.
"""

from typing import ClassVar

from django.db import models


class GateState(models.Model):
    """What the newsroom knows of its gate. Numbers for the newsroom's home and ``doctor``; nothing is acknowledged by them."""

    queue = models.CharField(max_length=64, blank=True, help_text="The id of the gate's queue")
    last = models.PositiveBigIntegerField(default=0, help_text="The newest sequence number applied")
    heard = models.DateTimeField(null=True, help_text="When the gate last answered")
    numbers = models.JSONField(default=dict, help_text="What the gate counted since it started")
    waiting = models.PositiveBigIntegerField(default=0, help_text="Records that were still at the gate")
    missing = models.PositiveBigIntegerField(default=0, help_text="Sequence numbers that never came")
    went_back = models.PositiveIntegerField(default=0, help_text="Times that the queue was older than before")
    replaced = models.PositiveIntegerField(default=0, help_text="Times that the queue was another one")
    unreadable = models.PositiveBigIntegerField(default=0, help_text="Boxes that no key of ours opened")
    unknown = models.PositiveBigIntegerField(default=0, help_text="Records of a kind that nobody handles")
    refused = models.PositiveBigIntegerField(default=0, help_text="Hooks whose signature or form was not good")
    wrong_door = models.PositiveBigIntegerField(default=0, help_text="Records of a kind that is not taken where they were posted")
    canary = models.CharField(max_length=22, blank=True, help_text="The sign that was posted last")
    canary_sent = models.DateTimeField(null=True)
    canary_back = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"the gate up to {self.last}"


class SetAside(models.Model):
    """A record whose handler failed: kept as it came, sealed, until it is applied or nobody can open it any more."""

    record = models.CharField(max_length=22, primary_key=True)
    box = models.BinaryField(help_text="Sealed to a queue key")
    came = models.DateTimeField(help_text="To the minute")
    door = models.CharField(max_length=1, blank=True, help_text="By which it came (sealed.doors); empty: a gate that said none")
    why = models.CharField(max_length=80, help_text="The error's type, without its text")
    tries = models.PositiveIntegerField(default=1)
    since = models.DateTimeField(db_index=True)
    tried = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering: ClassVar[list[str]] = ["since", "record"]

    def __str__(self) -> str:
        return self.record


class HookPart(models.Model):
    """A piece of a hook, kept as it came, sealed, until the others are there; then, if its taker stumbled, until it is tried again."""

    record = models.CharField(max_length=22, primary_key=True)
    hook = models.CharField(max_length=22, db_index=True, help_text="Random, of the gate's making")
    number = models.PositiveIntegerField()
    box = models.BinaryField(help_text="Sealed to a queue key")
    came = models.DateTimeField(help_text="To the minute")
    since = models.DateTimeField(db_index=True)
    tried = models.DateTimeField(null=True, db_index=True, help_text="When the whole was handed over and its taker stumbled")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.record
