"""Checkouts: a wish to give on its way to a provider's page, for the minute that this takes; and what the operator has said about cards.

Promises: one row a record from the gate, so that a record that comes again begins nothing again. Holds no country and no address in
clear; the sealed address goes after ten days at most (``keeping``). docs/spec/giving.md.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Checkout(models.Model):
    """One wish that was taken. What was refused leaves no row."""

    NEW, REVIEW, OPEN, REFUSED = "new", "review", "open", "refused"

    record = models.CharField(max_length=22, unique=True, help_text="The gate's id of the record: the reply is left under it")
    ref = models.CharField(max_length=22, unique=True, help_text="Ours, random: all that the provider learns of us")
    made = models.DateTimeField()
    provider = models.CharField(max_length=32)
    method = models.CharField(max_length=8)
    frequency = models.CharField(max_length=8)
    amount = models.BigIntegerField(help_text="What is paid, in minor units")
    currency = models.CharField(max_length=3)
    language = models.CharField(max_length=20)
    appeal = models.CharField(max_length=40, blank=True)
    variant = models.CharField(max_length=40, blank=True)

    box = models.BinaryField(default=b"", help_text="The address for the receipt, sealed to the queue key; empty: none, or handed over")
    address_hash = models.BinaryField(null=True, max_length=16, help_text="To be found by, as long as the box is there")

    state = models.CharField(max_length=8, default=NEW)
    due = models.DateTimeField(help_text="When it is to be looked at (again): a worker at it has moved it on")
    tries = models.PositiveIntegerField(default=0)
    checkout = models.CharField(max_length=200, blank=True, help_text="The provider's name for its page")
    until = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, help_text="What is left at the gate, until it is")
    answered = models.DateTimeField(null=True, help_text="When it was left, or given up")

    look = models.DateTimeField(
        null=True, help_text="When the provider is asked what became of its page; empty: nothing more is to be learned"
    )
    looks = models.PositiveSmallIntegerField(default=0, help_text="How often it was asked")

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(name="checkouts_waiting", fields=["due"], condition=Q(answered__isnull=True)),
            models.Index(name="checkouts_by_age", fields=["made"]),
            models.Index(name="checkouts_to_look_at", fields=["look"], condition=Q(look__isnull=False)),
            models.Index(name="checkouts_by_address", fields=["address_hash"], condition=Q(address_hash__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"checkout {self.pk} ({self.state})"


class CardRule(models.Model):
    """What the operator has recorded: that a provider refuses cards issued in listed countries, and a test card that it refused.

    Rows are added, never changed: the newest of a provider counts.
    """

    provider = models.CharField(max_length=32)
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=150)
    what = models.CharField(max_length=300, help_text="The rule, in the words of the provider's own page")
    countries = models.JSONField(default=list, help_text="The issuing countries that it blocks, ISO 3166-1")
    test_card_refused_at = models.DateTimeField(null=True, help_text="When a test card from one of them was refused")
    confirmed_at = models.DateTimeField(help_text="When somebody last looked that the rule is there")

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [models.Index(name="card_rules_newest", fields=["provider", "-recorded_at"])]

    def __str__(self) -> str:
        return f"rule for cards at {self.provider}"
