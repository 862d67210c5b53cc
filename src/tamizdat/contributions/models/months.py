"""Months: what the ledger comes to by month, for pages that are looked at often; how far they have been counted.

Promises: made of entries and origins alone (``ledger.months``), and can be made anew. The ledger's own totals are right at every moment;
these are right up to the entry that ``MonthsHead`` names. docs/spec/ledger.md, section 5.
"""

from typing import ClassVar

from django.db import models


class Month(models.Model):
    """One sum of one month, in one currency: by method, by appeal, or (``course``) of recurring contributions that began in it."""

    currency = models.CharField(max_length=3)
    cut = models.CharField(max_length=6, help_text="method, appeal or course: what name says")
    month = models.DateField(help_text="Its first day")
    frequency = models.CharField(max_length=8, blank=True)
    name = models.CharField(max_length=40, blank=True, help_text="Method, appeal, or the month in which a course ended (2026-03)")
    what = models.CharField(max_length=12, help_text="As in Total; of a course, the contribution's state")
    amount = models.BigIntegerField(default=0)
    count = models.BigIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(name="one_sum_a_month", fields=["currency", "cut", "month", "frequency", "name", "what"])
        ]

    def __str__(self) -> str:
        return f"{self.what} in {self.month:%Y-%m}"


class MonthsHead(models.Model):
    """How far the months have been counted: one row, made by the migration."""

    number = models.PositiveBigIntegerField(default=0, help_text="Entries up to this one are in the months")
    revision = models.PositiveBigIntegerField(default=0, help_text="Grows when an origin is noted of what has facts already")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"the months up to {self.number}"
