"""What happened, kept for good: the frozen records, the counts behind them, and where imported things came from."""

from django.db import models
from django.db.models import F

CHANGES, SEQUENCE = "changes", "sequence"


class Counter(models.Model):
    """A count that only grows. The row is locked until the transaction ends, so that numbers stand in the order of commits."""

    name = models.CharField(max_length=20, primary_key=True)
    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"

    @classmethod
    def next(cls, name: str) -> int:
        """Return the next number of the count *name*, from 1. A transaction that fails gives its numbers back."""
        if not cls.objects.filter(name=name).update(value=F("value") + 1):
            cls.objects.create(name=name, value=1)
        return cls.objects.get(name=name).value


class Freeze(models.Model):
    """One frozen record as it left the newsroom: written with the publication, never changed, kept for good."""

    change = models.BigIntegerField(primary_key=True)
    record = models.CharField(max_length=80)
    kind = models.CharField(max_length=12)
    path = models.CharField(max_length=300, blank=True, db_index=True)
    digest = models.CharField(max_length=43)
    data = models.TextField(help_text="Canonical JSON")
    created = models.DateTimeField()
    delivered = models.BooleanField(default=False)

    class Meta:
        ordering = ["change"]
        indexes = [
            models.Index(fields=["record", "-change"], name="freeze_latest"),
            models.Index(fields=["change"], name="freeze_waiting", condition=models.Q(delivered=False)),
            models.Index(fields=["kind", "-change"], name="freeze_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record} #{self.change}"

    @classmethod
    def latest(cls, record: str) -> "Freeze | None":
        """Return the last freeze of a record, or None if it never left the newsroom."""
        return cls.objects.filter(record=record).order_by("-change").first()


class ImportedItem(models.Model):
    """Which item of which archive became which object: a second import finds it here and changes nothing."""

    archive = models.CharField(max_length=120)
    item = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    object_id = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["archive", "kind", "item"], name="imported_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.item} of {self.archive}"


class OldAddress(models.Model):
    """An address under which readers knew a page before; the edition redirects from there."""

    path = models.CharField(max_length=500, blank=True, help_text="Without a leading slash; empty for the root.")
    query = models.CharField(max_length=200, blank=True)
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="old_addresses")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["path", "query"], name="one_page_an_address")]
        verbose_name_plural = "old addresses"

    def __str__(self) -> str:
        return f"/{self.path}{'?' if self.query else ''}{self.query}"
