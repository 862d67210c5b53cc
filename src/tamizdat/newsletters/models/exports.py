"""Taking the list out: who asked, who approved, and the log of it, each entry chained to the one before."""

from django.db import models


class ExportRequest(models.Model):
    """Somebody asks for the list of a letter as a file; another person must approve within a day."""

    ASKED, APPROVED, REFUSED, MADE = "asked", "approved", "refused", "made"

    letter = models.CharField(max_length=40, blank=True, help_text="Empty: all letters")
    language = models.CharField(max_length=12, blank=True, help_text="Empty: all languages")
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=10, default=ASKED)
    asked_by = models.CharField(max_length=150, help_text="The account's name")
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField(null=True)

    class Meta:
        default_permissions = ()
        permissions = [("export_readers", "May ask for, approve and take the list of readers")]

    def __str__(self) -> str:
        return f"export {self.pk}: {self.state}"


class AuditEntry(models.Model):
    """One thing that was done with the list as a whole. Never changed: each entry's digest covers the one before."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    person = models.CharField(max_length=150)
    act = models.CharField(max_length=40)
    detail = models.JSONField()
    before = models.CharField(max_length=64, help_text="Digest of the entry before; empty for the first")
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.number} {self.act}"
