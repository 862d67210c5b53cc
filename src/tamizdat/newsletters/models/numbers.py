"""What is counted: numbers a week, and nothing that leads to a person."""

from django.db import models


class WeekCount(models.Model):
    """How often something happened in a week (Monday to Sunday, UTC), by letter, language and, where one is known, issue."""

    week = models.DateField(help_text="The Monday")
    what = models.CharField(max_length=20)
    letter = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=12, blank=True)
    issue = models.CharField(max_length=80, blank=True)
    count = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["week", "what", "letter", "language", "issue"], name="one_count")]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.week} {self.what}: {self.count}"
