"""Articles: what an editor writes, in the order in which an editor thinks."""

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import timezone
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, PublishingPanel, TabbedInterface
from wagtail.fields import StreamField
from wagtail.models import Orderable
from wagtail.search import index

from tamizdat.newsroom.blocks import BODY
from tamizdat.newsroom.forms import ArticleForm
from tamizdat.newsroom.models.newspaper import NewspaperSettings
from tamizdat.newsroom.models.pages import EditionPage
from tamizdat.newsroom.richtext import InlineField

KINDS = [
    ("news", "News"),
    ("feature", "Feature"),
    ("analysis", "Analysis"),
    ("opinion", "Opinion"),
    ("interview", "Interview"),
    ("explainer", "Explainer"),
    ("investigation", "Investigation"),
    ("editorial", "Editorial"),
]
CORRECTION_KINDS = [("correction", "Correction"), ("clarification", "Clarification"), ("update", "Update")]


class ArticlePage(EditionPage):
    """An article in one language. Its title is its headline."""

    kind = models.CharField(max_length=20, choices=KINDS, default="news")
    standfirst = models.TextField(blank=True, max_length=600, help_text="One or two sentences under the headline. Plain text.")
    dateline = models.CharField(max_length=120, blank=True, help_text="Where it was reported from, as readers see it. May stay empty.")
    section = models.ForeignKey("newsroom.Section", null=True, blank=True, on_delete=models.SET_NULL, related_name="articles")
    topics = ParentalManyToManyField("newsroom.Topic", blank=True, related_name="articles")
    story = models.ForeignKey(
        "newsroom.Story",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="articles",
        help_text="The running story that this article continues, if any.",
    )
    lead_photo = models.ForeignKey("newsroom.Photo", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    lead_alt = models.CharField(
        "alt text", max_length=300, blank=True, help_text="What the photo shows, for those who cannot see it. Empty: the photo's own."
    )
    lead_caption = models.CharField("caption", max_length=500, blank=True, help_text="Empty: the photo's own.")
    body = StreamField(BODY, blank=True)

    parent_page_types: ClassVar = ["newsroom.FrontPage"]
    subpage_types: ClassVar = []
    base_form_class = ArticleForm

    text_panels: ClassVar = [
        FieldPanel("title", heading="Headline", help_text="As readers see it."),
        FieldPanel("standfirst"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("dateline")]),
        InlinePanel(
            "bylines",
            heading="Bylines",
            label="Byline",
            help_text="People or pseudonyms in the order in which readers see them. None: the article has no byline.",
        ),
        MultiFieldPanel(
            [FieldPanel("lead_photo"), FieldPanel("lead_alt"), FieldPanel("lead_caption")],
            heading="Lead photo",
            help_text="Stands above the text and in lists. An article may do without.",
        ),
        FieldPanel("body"),
    ]
    place_panels: ClassVar = [
        FieldPanel("section"),
        FieldPanel("topics"),
        FieldPanel("story"),
        InlinePanel(
            "related_choices",
            heading="Read more",
            label="Article",
            max_num=6,
            help_text="Articles to read next. None: chosen by story, topics and text when it is published.",
        ),
        FieldPanel("slug", help_text="The name in the address, in Latin letters. Empty: made from the headline. Fixed once published."),
    ]
    source_panels: ClassVar = [
        InlinePanel(
            "attributions",
            heading="Sources and checks",
            label="Claim",
            help_text="Where each claim comes from and who checked it. Stays in the newsroom unless marked public.",
        ),
        InlinePanel(
            "corrections",
            heading="Corrections",
            label="Correction",
            help_text="Readers see them on the article and on the corrections page. Correct the text, and say here what was wrong.",
        ),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(text_panels, heading="Text"),
            ObjectList(place_panels, heading="Place"),
            ObjectList(source_panels, heading="Sources and corrections"),
            ObjectList([PublishingPanel()], heading="Schedule"),
        ]
    )
    search_fields: ClassVar = [
        *EditionPage.search_fields,
        index.SearchField("standfirst"),
        index.SearchField("body"),
        index.FilterField("section_id"),
        index.FilterField("story_id"),
    ]

    class Meta:
        verbose_name = "article"

    def first_path(self) -> str:
        """Return where the article would stand if it were first published now: year and month by the newspaper's own clock."""
        local = (self.first_published_at or timezone.now()).astimezone(ZoneInfo(NewspaperSettings.load().time_zone))
        return f"{self.language}/{local:%Y}/{local:%m}/{self.slug}.html"

    def copy_for_translation(self, locale: Any, copy_parents: bool = False, alias: bool = False, exclude_fields: Any = None) -> Any:
        """Return a draft twin in another language, with the twins of its section, story, topics and people where they exist."""
        from tamizdat.newsroom.twins import localise

        twin = super().copy_for_translation(locale, copy_parents, alias, exclude_fields)
        return localise(twin)


class ArticleByline(Orderable):
    """One name above an article."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="bylines")
    person = models.ForeignKey("newsroom.Person", on_delete=models.CASCADE, related_name="bylines")

    panels: ClassVar = [FieldPanel("person")]


class ArticleRelated(Orderable):
    """An article that the editor chose to be read next."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="related_choices")
    article = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="+")

    panels: ClassVar = [FieldPanel("article")]


class ArticleCorrection(Orderable):
    """A dated public note on what was wrong or has changed."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="corrections")
    kind = models.CharField(max_length=20, choices=CORRECTION_KINDS, default="correction")
    time = models.DateTimeField(help_text="When it was corrected.")
    text = InlineField(help_text="What was wrong, and what is right.")

    panels: ClassVar = [FieldRowPanel([FieldPanel("kind"), FieldPanel("time")]), FieldPanel("text")]


class ArticleAttribution(Orderable):
    """Where a claim comes from and who checked it."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="attributions")
    claim = models.CharField(max_length=400)
    source = models.CharField(max_length=400, help_text="A document, a person, an agency. Say it as it may be read by a court.")
    checked_by = models.CharField(max_length=120, blank=True)
    public = models.BooleanField(default=False, help_text="Readers see it on the article. Everything else never leaves the newsroom.")

    panels: ClassVar = [
        FieldPanel("claim"),
        FieldPanel("source"),
        FieldRowPanel([FieldPanel("checked_by"), FieldPanel("public")]),
    ]
