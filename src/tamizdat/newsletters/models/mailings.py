"""Mailings: a letter on its way, and one row for each reader that it goes to.

Promises: the database itself refuses a mailing that goes out without an approval, or approved by who prepared it where somebody else
could have; one row a reader and attempt, so that planning twice changes nothing. Holds no address. The states and the ways between them:
``sending.states``.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

GOING_OUT = ("approved", "scheduled", "sending", "paused", "sent")
"""The states that nothing reaches without an approval."""


class Mailing(models.Model):
    """One letter in one language, as approved, to all who asked for it."""

    letter = models.CharField(max_length=100, help_text="The newsroom's id of the letter.")
    kind = models.CharField(max_length=60, help_text="Which of the letters it is: the code that readers subscribed to.")
    language = models.CharField(max_length=20)
    subject = models.CharField(max_length=300)
    record = models.BinaryField(help_text="The letter's record as it was prepared: what is approved is what is sent.")

    state = models.CharField(max_length=10, default="draft")
    said = models.CharField(max_length=300, blank=True, help_text="Why it is held, paused or waits.")
    due_at = models.DateTimeField(null=True, blank=True)

    prepared_by = models.CharField(max_length=150)
    prepared_at = models.DateTimeField()
    approved_by = models.CharField(max_length=150, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_alone = models.BooleanField(default=False, help_text="Approved by who prepared it, because nobody else may.")
    recipients_seen = models.PositiveIntegerField(default=0, help_text="How many readers the approval spoke of.")

    attempt = models.PositiveSmallIntegerField(default=1)
    planned = models.BooleanField(default=False, help_text="Whether this attempt's rows are all there.")
    began_at = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField(null=True, blank=True, help_text="When a copy was last handed over.")
    ended_at = models.DateTimeField(null=True, blank=True)
    counted = models.JSONField(default=dict, blank=True, help_text="Copies by state, as they stood at the end: outlives the copies.")

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="no_letter_goes_out_unapproved",
                condition=~Q(state__in=GOING_OUT) | (~Q(approved_by="") & (~Q(approved_by=F("prepared_by")) | Q(approved_alone=True))),
            ),
            models.UniqueConstraint(
                name="a_letter_goes_out_once", fields=["letter"], condition=~Q(state="cancelled") | Q(began_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"mailing {self.pk} ({self.state})"


class MailingStep(models.Model):
    """Who did what with a mailing, and when. Kept as long as the mailing."""

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    person = models.CharField(max_length=150, blank=True, help_text="Empty: the clock.")
    action = models.CharField(max_length=12)
    said = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.action} of mailing {self.mailing_id}"


class MailingRecipient(models.Model):
    """One reader's copy of a mailing: the recipient ledger."""

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="recipients", db_index=False)
    ref = models.CharField(max_length=22)
    attempt = models.PositiveSmallIntegerField(default=1)
    discreet = models.BooleanField(default=False)
    message_id = models.CharField(max_length=40, help_text="What stands before the @ of the Message-ID.")
    state = models.CharField(max_length=8, default="planned")
    tries = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(null=True, blank=True)
    code = models.PositiveSmallIntegerField(default=0, help_text="The relay's last reply code; 0: none.")
    why = models.CharField(max_length=10, blank=True, help_text="Why it was skipped, or who settled a doubt.")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(name="planned_once", fields=["mailing", "ref", "attempt"])]
        indexes: ClassVar = [models.Index(name="copies_by_state", fields=["mailing", "state", "id"])]

    def __str__(self) -> str:
        return f"copy {self.pk} of mailing {self.mailing_id} ({self.state})"
