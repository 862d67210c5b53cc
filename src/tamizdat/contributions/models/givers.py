"""Who gave: a key for each person that only the list key opens, and what lies under it; which contributions are theirs; and to which
addresses nothing is sent.

Promises: no address and no language in clear; with the row goes the key, and nothing is left that leads from a contribution to anybody. The
ledger itself never points here. docs/spec/giving.md.
"""

from django.db import models


class Giver(models.Model):
    """One person who gave and wanted a receipt."""

    ref = models.CharField(max_length=22, primary_key=True, help_text="Random: stands in return paths, and opens nothing")
    address_hash = models.BinaryField(max_length=16, unique=True)
    key = models.BinaryField(max_length=400, help_text="The person's own key, sealed to the list key")
    box = models.BinaryField(max_length=400, help_text="Address and language under that key")
    since = models.DateField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.ref


class Given(models.Model):
    """One contribution of a person's."""

    ref = models.CharField(max_length=22, primary_key=True, help_text="Of the contribution: what the provider knows it by")
    giver = models.ForeignKey(Giver, on_delete=models.CASCADE, related_name="given")
    link = models.CharField(max_length=22, unique=True, help_text="Random: what its links in mails are about. No provider knows it")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.ref


class Silence(models.Model):
    """An address to which nothing is sent: a card of its owner's was from a country where giving is a crime. A hash alone."""

    ref = models.CharField(max_length=22, primary_key=True, help_text="Random: of no contribution and no giver")
    address_hash = models.BinaryField(max_length=16, unique=True)
    since = models.DateField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.ref


class Told(models.Model):
    """Up to which entry of the ledger givers have been told: one row. The chain itself is the list of what there is to tell."""

    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"told up to {self.number}"
