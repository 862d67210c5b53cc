"""What is on its way: records already applied, wishes not yet confirmed, mails not yet handed to a relay, and how many an address had.

Promises: everything here goes by itself (``shredding``): wishes after 7 days, mails when sent, quotas and record ids after a month or two.
"""

from django.db import models

from tamizdat.newsletters.models.readers import BOX_BYTES, HASH_BYTES


class AppliedRecord(models.Model):
    """A record of the gate that has been applied, by its outer id: applied again, it changes nothing."""

    record = models.CharField(max_length=80, primary_key=True)
    day = models.DateField(db_index=True)

    def __str__(self) -> str:
        return self.record


class MailQuota(models.Model):
    """When an address was last sent a mail about signing up: one a day, three a month, whoever types it."""

    address_hash = models.BinaryField(max_length=HASH_BYTES, primary_key=True)
    mailed = models.JSONField(default=list, help_text="Minutes since 1970 UTC, the newest last")
    last = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{len(self.mailed)} mails"


class Pending(models.Model):
    """What somebody asked for and has not confirmed yet. Never changed: the link in the mail shows exactly this."""

    ref = models.CharField(max_length=22, primary_key=True)
    address_hash = models.BinaryField(max_length=HASH_BYTES, db_index=True)
    box = models.BinaryField(max_length=BOX_BYTES, help_text="The address, sealed to the list key")
    language = models.CharField(max_length=12)
    letters = models.JSONField(help_text="Letter code -> id of the consent text")
    discreet = models.BooleanField(default=False)
    source = models.CharField(max_length=10, default="form", help_text="form, or mail: then the words of consent stand in the answer")
    came = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.ref


class Notice(models.Model):
    """A mail about a subscription that is to be sent to one person. The box is sealed to the queue key.

    The row goes once the mail is handed over.
    """

    CONFIRM, ALREADY = "confirm", "already"
    WAITING, SENDING = "waiting", "sending"

    kind = models.CharField(max_length=10)
    ref = models.CharField(max_length=22, db_index=True, help_text="Of the pending wish, or of the reader")
    address_hash = models.BinaryField(max_length=HASH_BYTES, db_index=True)
    box = models.BinaryField(max_length=BOX_BYTES, help_text="The address, sealed to the queue key")
    state = models.CharField(max_length=10, default=WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    due = models.DateTimeField()
    created = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["state", "due"], name="notice_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
