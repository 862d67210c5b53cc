"""The newspaper's settings: what is the same in all its languages. A change here is site-wide."""

import re
from typing import ClassVar
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from tamizdat.newsroom.contrast import contrast

PAPER, NIGHT = "#ffffff", "#121212"
"""The lightest and the darkest page that the accent colours stand on."""

READABLE = 4.5
"""Contrast that text needs: WCAG 2.2, success criterion 1.4.3."""

_COLOUR = RegexValidator(r"^#[0-9a-f]{6}\Z", "A colour is written as # and six digits or letters a to f, such as #8a1c1c.")
_BASE = RegexValidator(
    r"^https?://[^\s/?#@]+(?:/[^\s?#]*[^\s?#/])?\Z", "An address such as https://example.org, without a slash at the end."
)
_ADDRESS = re.compile(r"https?://[^\s/?#@]+(?:/[^\s?#]*)?")


def check_time_zone(name: str) -> None:
    """Refuse what is no name of a time zone."""
    if name not in available_timezones():
        raise ValidationError("A time zone is named as in Europe/Vilnius or Asia/Tbilisi.")


def check_addresses(text: str) -> None:
    """Refuse lines that are no web addresses."""
    for line in lines_of(text):
        if not _ADDRESS.fullmatch(line):
            raise ValidationError(f"“{line}” is no web address. One address a line, such as https://mirror.example.org.")


def lines_of(text: str) -> tuple[str, ...]:
    """Return the lines of *text* without blanks and slashes at their ends."""
    return tuple(line.strip().rstrip("/") for line in text.splitlines() if line.strip())


@register_setting(icon="cogs")
class NewspaperSettings(BaseGenericSetting):
    """One row: the newspaper."""

    canonical_base = models.CharField(
        "the newspaper's own address",
        max_length=200,
        default="http://127.0.0.1:8000",
        validators=[_BASE],
        help_text="Where the newspaper stands when nothing is blocked. Feeds, search engines and shared links use it.",
    )
    default_language = models.CharField(
        max_length=12, default="en", help_text="The code of the language in which a reader arrives, such as en or ru."
    )
    time_zone = models.CharField(
        max_length=60, default="UTC", validators=[check_time_zone], help_text="In which the newspaper counts its days: Europe/Vilnius."
    )
    accent = models.CharField("colour on a light page", max_length=7, default="#8a1c1c", validators=[_COLOUR])
    accent_dark = models.CharField("colour on a dark page", max_length=7, default="#ff9d8a", validators=[_COLOUR])
    logo = models.ForeignKey("newsroom.Photo", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    mirrors = models.TextField(blank=True, validators=[check_addresses], help_text="Public copies, one address a line.")
    gates = models.TextField(blank=True, validators=[check_addresses], help_text="Where forms are sent, one address a line.")
    onion = models.CharField("onion address", max_length=200, blank=True, validators=[check_addresses])

    panels: ClassVar = [
        MultiFieldPanel(
            [FieldPanel("canonical_base"), FieldRowPanel([FieldPanel("default_language"), FieldPanel("time_zone")])],
            heading="Place and time",
        ),
        MultiFieldPanel([FieldRowPanel([FieldPanel("accent"), FieldPanel("accent_dark")]), FieldPanel("logo")], heading="Look"),
        MultiFieldPanel([FieldPanel("mirrors"), FieldPanel("gates"), FieldPanel("onion")], heading="Ways to the reader"),
    ]

    class Meta:
        verbose_name = "newspaper"

    record_id = "site"

    def clean(self) -> None:
        """Refuse colours that could not be read."""
        super().clean()
        problems = {}
        for field, page in (("accent", PAPER), ("accent_dark", NIGHT)):
            reached = contrast(getattr(self, field), page)
            if reached and reached < READABLE:
                problems[field] = f"Links in this colour could not be read: its contrast is {reached:.1f} to 1, and text needs 4.5 to 1."
        if problems:
            raise ValidationError(problems)
