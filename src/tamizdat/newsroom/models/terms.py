"""The log of the terms of giving: what was saved and what came into force, by whom. Rows are added, never changed, each chained to the last."""

from datetime import UTC
from typing import Any, ClassVar

from django.db import models

from tamizdat.edition.canonical import canonical, digest


class TermsStep(models.Model):
    """One step: terms that somebody saved, or terms that hold from here on."""

    SAVED, TIGHTENED, APPROVED, ALONE, SET = "saved", "tightened", "approved", "alone", "set"
    WORDS: ClassVar = {
        SAVED: "saved, for a second person to read",
        TIGHTENED: "what only takes away of it holds at once",
        APPROVED: "approved: it holds",
        ALONE: "holds by one person alone: nobody else could approve",
        SET: "set",
    }

    number = models.PositiveIntegerField(primary_key=True)
    at = models.DateTimeField()
    act = models.CharField(max_length=10)
    person = models.CharField(max_length=150, blank=True, help_text="Log-in name; empty: the program, as when the newspaper was set up")
    content = models.TextField(help_text="Canonical JSON: the terms that this step is about")
    said = models.CharField(max_length=43, help_text="Digest of the terms, whatever the order of rows that have none")
    settled = models.BooleanField(default=False, help_text="After it, what was saved is what holds")
    before = models.CharField(max_length=43, blank=True)
    digest = models.CharField(max_length=43)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.act}"

    @property
    def holds(self) -> bool:
        """Whether its terms came into force."""
        return self.act != self.SAVED

    @property
    def words(self) -> str:
        """What was done, for people."""
        back = self.act == self.SAVED and self.settled
        return "taken back: the settings say what holds" if back else self.WORDS.get(self.act, self.act)

    def own_digest(self) -> str:
        """Return what the digest must be: it covers the step before and all that this one says."""
        names = ("number", "act", "person", "content", "said", "settled", "before")
        covered: dict[str, Any] = {name: getattr(self, name) for name in names}
        return digest(canonical(covered | {"at": self.at.astimezone(UTC).isoformat()}))
