"""The ledger: entries, which are never changed, and what is made of them: contributions, their states, totals.

Promises: ``Entry`` is append only (triggers refuse the rest, migration 0002) and chained; all other tables here can be made anew from it
(``ledger.rebuild``) but ``Origin``. Money is in minor units. Nothing here names a person. docs/spec/ledger.md.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Entry(models.Model):
    """One fact, as it was learned."""

    number = models.PositiveBigIntegerField(primary_key=True, help_text="1, 2, 3 … without a gap")
    before = models.CharField(max_length=64, help_text="Digest of the entry before; empty for the first")
    digest = models.CharField(max_length=64)
    learned = models.DateTimeField()
    source = models.CharField(max_length=10, help_text="provider, settlement (its report), or person (a decision)")

    provider = models.CharField(max_length=32)
    event = models.CharField(max_length=200)
    kind = models.CharField(max_length=12)
    at = models.DateTimeField()
    ref = models.CharField(max_length=22, blank=True)
    subscription = models.CharField(max_length=120, blank=True)
    transaction = models.CharField(max_length=120, blank=True)
    of = models.CharField(max_length=120, blank=True)
    amount = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True)
    fee = models.BigIntegerField(default=0)
    settled = models.BigIntegerField(null=True)
    settled_currency = models.CharField(max_length=3, blank=True)
    frequency = models.CharField(max_length=8, blank=True)
    method = models.CharField(max_length=8, blank=True)
    issued_in = models.CharField(max_length=2, blank=True, help_text="Only of a card from a listed country")
    why = models.CharField(max_length=64, blank=True)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(name="an_event_is_entered_once", fields=["provider", "event"]),
            models.UniqueConstraint(
                name="a_movement_is_entered_once", fields=["provider", "transaction", "kind"], condition=~Q(transaction="")
            ),
        ]
        indexes: ClassVar = [models.Index(name="entries_by_time", fields=["provider", "at"])]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"


class ChainHead(models.Model):
    """The newest entry: one row, made by the migration. Whoever appends holds it."""

    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"the chain up to {self.number}"


class Contribution(models.Model):
    """What all facts about one contribution come to: ``ledger.states.derive``. Made anew whenever one of them is learned."""

    provider = models.CharField(max_length=32)
    ref = models.CharField(max_length=22, blank=True, db_index=True, help_text="Ours; empty while no fact carries it")
    subscription = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10)
    look = models.CharField(max_length=200, blank=True, help_text="Why a person should look at it: words with spaces between")
    frequency = models.CharField(max_length=8, blank=True)
    method = models.CharField(max_length=8, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    amount = models.BigIntegerField(default=0, help_text="Of each payment from now on; once: of the first")
    paid = models.BigIntegerField(default=0)
    refunded = models.BigIntegerField(default=0)
    disputed = models.BigIntegerField(default=0, help_text="What banks took back and have not given again")
    held = models.BigIntegerField(default=0, help_text="What came partly or late, and waits for a person's decision")
    payments = models.PositiveIntegerField(default=0)
    began = models.DateTimeField(null=True, db_index=True)
    last_paid = models.DateTimeField(null=True)
    failed = models.DateTimeField(null=True, help_text="When payments began to fail, if none has come since")
    due_by = models.DateTimeField(null=True, help_text="When the next payment should have come; empty: none is awaited")
    ended = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(name="contributions_by_state", fields=["state", "frequency", "currency"]),
            models.Index(name="contributions_due", fields=["due_by"], condition=Q(due_by__isnull=False)),
            models.Index(name="contributions_to_look_at", fields=["id"], condition=~Q(look="")),
        ]

    def __str__(self) -> str:
        return f"contribution {self.pk} ({self.state})"


class Handle(models.Model):
    """A name that facts carry (``ref:…``, ``sub:…``, ``tx:…``), and the contribution that it leads to."""

    provider = models.CharField(max_length=32)
    name = models.CharField(max_length=210)
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="handles")

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(name="a_name_leads_to_one", fields=["provider", "name"])]

    def __str__(self) -> str:
        return self.name


class Filed(models.Model):
    """To which contribution an entry belongs, as far as is known: beside the entry, which never changes."""

    entry = models.OneToOneField(Entry, on_delete=models.DO_NOTHING, primary_key=True, related_name="filed")
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="filed")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"entry {self.entry_id}"


class Origin(models.Model):
    """What somebody had read who began a contribution: noted when it began, never learned from a provider."""

    ref = models.CharField(max_length=22, primary_key=True)
    appeal = models.CharField(max_length=40, blank=True)
    variant = models.CharField(max_length=40, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.ref


class Total(models.Model):
    """What one day came to, by currency, method and frequency; kept with the entries, so that no page counts a million of them."""

    day = models.DateField()
    currency = models.CharField(max_length=3)
    method = models.CharField(max_length=8, blank=True)
    frequency = models.CharField(max_length=8, blank=True)
    what = models.CharField(max_length=12)
    amount = models.BigIntegerField(default=0)
    count = models.BigIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(name="one_total_a_day", fields=["day", "currency", "method", "frequency", "what"])]
        indexes: ClassVar = [models.Index(name="totals_of_a_kind", fields=["what", "day"])]

    def __str__(self) -> str:
        return f"{self.what} on {self.day}"


class AppealTotal(models.Model):
    """What was given after reading an appeal, by variant, currency and frequency."""

    appeal = models.CharField(max_length=40, blank=True)
    variant = models.CharField(max_length=40, blank=True)
    currency = models.CharField(max_length=3)
    frequency = models.CharField(max_length=8, blank=True)
    what = models.CharField(max_length=12)
    amount = models.BigIntegerField(default=0)
    count = models.BigIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(name="one_total_a_variant", fields=["appeal", "variant", "currency", "frequency", "what"])
        ]

    def __str__(self) -> str:
        return f"{self.what} after {self.appeal} {self.variant}"
