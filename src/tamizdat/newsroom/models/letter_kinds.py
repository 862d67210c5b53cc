"""The letters that readers can order in one language, and every wording of consent that readers were ever shown."""

from datetime import time
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from tamizdat.newsroom.models.newspaper import check_time_zone, zone

WEEKDAYS = [(0, "Monday"), (1, "Tuesday"), (2, "Wednesday"), (3, "Thursday"), (4, "Friday"), (5, "Saturday"), (6, "Sunday")]

_CODE = RegexValidator(r"^[a-z][a-z0-9-]{0,39}\Z", "A code is made of small Latin letters, digits and hyphens, such as weekly.")


class LetterKind(Orderable):
    """A letter that readers of one language can order."""

    page = ParentalKey("newsroom.FrontPage", on_delete=models.CASCADE, related_name="letter_kinds")
    code = models.CharField(
        max_length=40,
        validators=[_CODE],
        help_text="The same in all languages, and never changed: readers' orders name it. Such as weekly.",
    )
    name = models.CharField(max_length=80, help_text="As readers see it: “The Friday letter”.")
    promise = models.CharField(max_length=200, help_text="What a reader gets, in one sentence.")
    rhythm = models.CharField(max_length=80, help_text="How often, as readers see it: “every Friday”.")
    weekday = models.SmallIntegerField(
        null=True, blank=True, choices=WEEKDAYS, help_text="The day on which it goes out, to propose a time. Empty: no fixed day."
    )
    time = models.TimeField(null=True, blank=True, default=time(10), help_text="The hour at which it goes out.")
    time_zone = models.CharField(
        max_length=60, blank=True, validators=[check_time_zone], help_text="Whose clock that is: Europe/Amsterdam. Empty: the newspaper's."
    )

    panels: ClassVar = [
        FieldRowPanel([FieldPanel("code"), FieldPanel("name")]),
        FieldPanel("promise"),
        FieldPanel("rhythm"),
        FieldRowPanel([FieldPanel("weekday"), FieldPanel("time"), FieldPanel("time_zone")]),
    ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a day without an hour."""
        super().clean()
        if self.weekday is not None and self.time is None:
            raise ValidationError({"time": "Say at which hour it goes out on that day."})

    @property
    def zone(self) -> ZoneInfo:
        """The clock that its hour is told by."""
        return ZoneInfo(self.time_zone) if self.time_zone else zone()

    @property
    def slot(self) -> str:
        """When it goes out, as the sending desk reads it: ``every Friday 10:00``; empty without a fixed day."""
        return f"every {self.get_weekday_display()} {self.time:%H:%M}" if self.weekday is not None and self.time else ""


class ConsentText(models.Model):
    """One wording of consent, kept for good: a reader's consent names its version."""

    language = models.CharField(max_length=12)
    version = models.CharField(max_length=40)
    text = models.TextField()
    since = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["language", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["language", "version"], name="one_wording_a_version")]

    def __str__(self) -> str:
        return f"{self.language} {self.version}"

    @classmethod
    def latest(cls, language: str) -> "ConsentText | None":
        """Return the wording that readers of *language* are shown now."""
        return cls.objects.filter(language=language).order_by("-pk").first()
