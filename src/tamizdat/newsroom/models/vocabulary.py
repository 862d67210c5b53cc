"""The newspaper's words for things: sections, topics, stories, and the people of its bylines. One object a language, twins linked."""

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import TranslatableMixin
from wagtail.search import index

from tamizdat.newsroom.models.history import Freeze
from tamizdat.newsroom.slugs import slug_field, slug_from


class Named(TranslatableMixin, index.Indexed, models.Model):
    """What all of them share: a name, and an ASCII slug that is fixed once a reader may know it."""

    name = models.CharField(max_length=120)
    slug = slug_field()

    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("locale_id"),
        index.FilterField("translation_key"),
    ]

    class Meta(TranslatableMixin.Meta):
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def record_id(self) -> str:
        """The id of its record in the edition."""
        return f"{self.translation_key.hex}.{self.locale.language_code}"

    def clean(self) -> None:
        """Refuse a slug that another one has, and one that readers already know another of."""
        super().clean()
        self.slug = self.slug or slug_from(self.name)
        others = type(self).objects.filter(slug=self.slug, locale_id=self.locale_id).exclude(pk=self.pk)
        if self.locale_id and others.exists():
            raise ValidationError({"slug": f"“{others[0]}” has this slug already: choose another."})
        known = type(self).objects.filter(pk=self.pk).exclude(slug=self.slug).first() if self.pk else None
        if known and Freeze.objects.filter(record=self.record_id).exists():
            raise ValidationError({"slug": f"Readers know this as “{known.slug}”: the slug stays as it is."})

    def save(self, *args: object, **kwargs: object) -> None:
        """Save, with a slug from the name where none was given."""
        self.slug = self.slug or free_slug(self)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


def free_slug(thing: Named) -> str:
    """Return a slug for *thing* that no other of its kind and language has."""
    wanted, number = slug_from(thing.name), 1
    slug = wanted
    while type(thing).objects.filter(slug=slug, locale_id=thing.locale_id).exclude(pk=thing.pk).exists():
        number += 1
        slug = f"{wanted[:70]}-{number}"
    return slug


class Section(Named):
    """A part of the newspaper with its own page and feeds."""

    description = models.TextField(blank=True, max_length=500, help_text="One or two sentences at the head of the section's page.")

    panels = [FieldPanel("name"), FieldPanel("description"), FieldPanel("slug")]


class Topic(Named):
    """What an article is about, besides its section."""

    description = models.TextField(blank=True, max_length=500)

    panels = [FieldPanel("name"), FieldPanel("description"), FieldPanel("slug")]


class Story(Named):
    """A running story: its page is a timeline of all articles that belong to it."""

    summary = models.TextField(blank=True, max_length=1000, help_text="What the story is about, for those who come to it late.")

    panels = [FieldPanel("name"), FieldPanel("summary"), FieldPanel("slug")]

    class Meta(Named.Meta):
        verbose_name_plural = "stories"


class Person(Named):
    """A byline: a person of the newsroom or a pseudonym. Linked to no account; nothing here says who writes under it."""

    role = models.CharField(max_length=120, blank=True, help_text="As readers see it: “Correspondent in Kesh”.")
    bio = models.TextField("biography", blank=True, max_length=3000, help_text="Blank lines between paragraphs.")
    pseudonym = models.BooleanField(default=False, help_text="The person's page says openly that the name is a pseudonym.")
    portrait = models.ForeignKey("newsroom.Photo", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    portrait_alt = models.CharField("alt text of the portrait", max_length=300, blank=True)

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("pseudonym"), FieldPanel("role"), FieldPanel("bio")], heading="Byline"),
        MultiFieldPanel([FieldPanel("portrait"), FieldPanel("portrait_alt")], heading="Portrait"),
        FieldPanel("slug"),
    ]

    class Meta(Named.Meta):
        verbose_name = "person or pseudonym"
        verbose_name_plural = "people and pseudonyms"
