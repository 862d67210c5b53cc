"""Static pages: about, imprint, contact, privacy, how to send a tip and how to read us safely."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, ObjectList, PublishingPanel, TabbedInterface
from wagtail.fields import StreamField
from wagtail.search import index

from tamizdat.edition.paths import RESERVED
from tamizdat.newsroom.blocks import BODY
from tamizdat.newsroom.models.pages import EditionPage

ROLES = [
    ("about", "About us"),
    ("imprint", "Imprint"),
    ("contact", "Contact"),
    ("privacy", "Privacy"),
    ("tips", "Send us a tip safely"),
    ("safety", "Read us safely"),
    ("other", "Something else"),
]


class StaticPage(EditionPage):
    """A page that stands outside the stream of articles."""

    role = models.CharField(max_length=20, choices=ROLES, default="other", help_text="What readers look for it as.")
    standfirst = models.TextField(blank=True, max_length=600, help_text="One or two sentences under the title. Plain text.")
    body = StreamField(BODY, blank=True)

    parent_page_types: ClassVar = ["newsroom.FrontPage"]
    subpage_types: ClassVar = []
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("title", help_text="As readers see it."),
                    FieldPanel("role"),
                    FieldPanel("standfirst"),
                    FieldPanel("body"),
                    FieldPanel("slug"),
                ],
                heading="Text",
            ),
            ObjectList([PublishingPanel()], heading="Schedule"),
        ]
    )
    search_fields: ClassVar = [*EditionPage.search_fields, index.SearchField("standfirst"), index.SearchField("body")]

    class Meta:
        verbose_name = "static page"

    def clean(self) -> None:
        """Refuse a slug that the edition needs for a page of its own."""
        super().clean()
        if self.slug in RESERVED or self.slug.isdigit():
            raise ValidationError({"slug": f"“{self.slug}” is the address of a page that the edition makes itself: choose another."})
