"""The newspaper's settings: what is the same in all its languages. A change here is site-wide."""

import re
from datetime import date
from typing import ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, RegexValidator
from django.db import models
from django.utils import timezone
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
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")

CAREFUL_PROVIDERS = (
    *("mail.ru", "bk.ru", "inbox.ru", "list.ru", "internet.ru", "vk.com", "yandex.ru", "yandex.com", "ya.ru", "narod.ru"),
    *("yandex.by", "yandex.kz", "rambler.ru", "lenta.ru", "autorambler.ru", "myrambler.ru", "ro.ru"),
    *("tut.by", "mail.by", "chmail.ir", "mihanmail.ir", "iran.ir", "qq.com", "foxmail.com", "163.com", "126.com", "yeah.net", "sina.com"),
)
"""Mailboxes whose providers must keep mail and hand it over where readers of exiled newspapers live; an operator changes the list.

Russia: Federal Laws 374 and 375 of 2016 (six months of content). Belarus: Decree 60 of 2010. Iran and China: domestic providers.
"""

_ADDRESS = re.compile(r"https?://[^\s/?#@]+(?:/[^\s?#]*)?")


def careful_providers() -> str:
    """Return the list with which a newspaper begins, one a line."""
    return "\n".join(CAREFUL_PROVIDERS)


def check_time_zone(name: str) -> None:
    """Refuse what is no name of a time zone."""
    if name not in available_timezones():
        raise ValidationError("A time zone is named as in Europe/Vilnius or Asia/Tbilisi.")


def check_addresses(text: str) -> None:
    """Refuse lines that are no web addresses."""
    for line in lines_of(text):
        if not _ADDRESS.fullmatch(line):
            raise ValidationError(f"“{line}” is no web address. One address a line, such as https://mirror.example.org.")


def check_domains(text: str) -> None:
    """Refuse lines that are no domains."""
    for line in lines_of(text):
        if not _DOMAIN.fullmatch(line.lower()):
            raise ValidationError(f"“{line}” is no domain. One a line, as after the @ of an address: mail.example.")


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
    sign_up_address = models.CharField(
        max_length=200,
        blank=True,
        validators=[EmailValidator("An e-mail address such as letter@example.org.")],
        help_text="A mailbox to which readers may write instead of using the form. Empty: the form alone.",
    )
    queue_key = models.CharField(max_length=87, blank=True, editable=False)  # told by ``setup.refresh_queue_key``
    careful_providers = models.TextField(
        "mailboxes to warn of",
        blank=True,
        default=careful_providers,
        validators=[check_domains],
        help_text="Domains of providers that must hand mail over to a state your readers fear, one a line. The form warns of them.",
    )

    panels: ClassVar = [
        MultiFieldPanel(
            [FieldPanel("canonical_base"), FieldRowPanel([FieldPanel("default_language"), FieldPanel("time_zone")])],
            heading="Place and time",
        ),
        MultiFieldPanel([FieldRowPanel([FieldPanel("accent"), FieldPanel("accent_dark")]), FieldPanel("logo")], heading="Look"),
        MultiFieldPanel([FieldPanel("mirrors"), FieldPanel("gates"), FieldPanel("onion")], heading="Ways to the reader"),
        MultiFieldPanel([FieldPanel("sign_up_address"), FieldPanel("careful_providers")], heading="Letters"),
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


def zone() -> ZoneInfo:
    """Return the newspaper's own clock."""
    return ZoneInfo(NewspaperSettings.load().time_zone)


def today() -> date:
    """Return the day by the newspaper's own clock."""
    return timezone.now().astimezone(zone()).date()
