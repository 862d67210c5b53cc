"""Who receives letters: a random reference, a keyed hash to be found by, and the address in a box that only the list key opens.

Promises: no address, name or IP address in any column; days where a minute is not needed. A subscription is there only while it is
confirmed: who leaves the last letter leaves no row but a suppression. Leaves every change to ``readers``.
"""

from django.db import models

HASH_BYTES = 16
BOX_BYTES = 400
"""A box around 256 bytes of padded address has 313."""


class ConsentText(models.Model):
    """The words that somebody agreed to, kept once and for good, as they were shown. Not personal: many readers point at one row."""

    language = models.CharField(max_length=12)
    letter = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    text = models.TextField(help_text="The letter's promise and the words of consent, exactly as shown")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the text in hex: words changed under one version are told apart")
    first_shown = models.DateTimeField()
    change = models.BigIntegerField(default=0, help_text="Of the newspaper's record that last showed it; 0 for an imported wording")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "letter", "version", "digest"], name="consent_once")]

    def __str__(self) -> str:
        return f"{self.letter} {self.language} {self.version}"


class Reader(models.Model):
    """Somebody who receives at least one letter."""

    ref = models.CharField(max_length=22, primary_key=True)
    address_hash = models.BinaryField(max_length=HASH_BYTES, unique=True)
    box = models.BinaryField(max_length=BOX_BYTES)
    language = models.CharField(max_length=12)
    discreet = models.BooleanField(default=False)
    since = models.DateField()
    soft_bounces = models.PositiveSmallIntegerField(default=0)
    soft_bounced_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.ref


class Subscription(models.Model):
    """One letter that one reader has asked for and confirmed, with the words agreed to."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="subscriptions", db_index=False)
    letter = models.CharField(max_length=40)
    language = models.CharField(max_length=12)
    consent = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="+", db_index=False)
    consented = models.DateField(help_text="The day on which the reader confirmed")
    source = models.CharField(max_length=120, help_text="form, or where an imported consent was given")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reader", "letter"], name="one_subscription")]
        # The plan of a mailing walks this index in the order of refs
        indexes = [models.Index(fields=["letter", "language", "reader"], name="subscription_plan")]

    def __str__(self) -> str:
        return f"{self.reader_id} {self.letter}"


class Suppression(models.Model):
    """An address to which something is never sent, or not again by an import. Survives erasure, and is disclosed to who asks."""

    LEFT, BOUNCE, COMPLAINT, ASKED = "left", "bounce", "complaint", "asked"
    FINAL = (BOUNCE, COMPLAINT, ASKED)
    """Reasons for which even a new sign-up gets no mail. Who has left may come back by confirming again, but not by an import."""

    address_hash = models.BinaryField(max_length=HASH_BYTES)
    letter = models.CharField(max_length=40, blank=True, help_text="Empty: all letters")
    reason = models.CharField(max_length=10)
    since = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address_hash", "letter"], name="one_suppression")]

    def __str__(self) -> str:
        return f"{self.reason} {self.letter}".strip()
