"""The front: the newspaper in one language, its name and navigation, and the editor's choice of what stands first."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList, PageChooserPanel, TabbedInterface
from wagtail.models import Orderable

from tamizdat.newsroom.models.pages import EditionPage


class FrontPage(EditionPage):
    """One language of the newspaper: all its pages stand below."""

    newspaper = models.CharField("name of the newspaper", max_length=80)
    motto = models.CharField(max_length=160, blank=True, help_text="Under the name. May stay empty.")
    description = models.TextField(
        max_length=300, blank=True, help_text="What the newspaper is, in one sentence, for search engines and feeds."
    )

    consent = models.TextField(
        "consent to letters",
        max_length=1000,
        blank=True,
        help_text="What a reader agrees to when signing up. Changed words are a new version, and the old ones are kept: "
        "each reader's consent is to the words that were shown. Empty: there is no sign-up in this language.",
    )

    parent_page_types: ClassVar = ["wagtailcore.Page"]
    subpage_types: ClassVar = ["newsroom.ArticlePage", "newsroom.StaticPage"]
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    InlinePanel(
                        "chosen_articles",
                        heading="What stands first",
                        label="Article",
                        max_num=12,
                        help_text="The first is the lead. The newest articles follow by themselves; none chosen: the newest lead.",
                    ),
                ],
                heading="Today",
            ),
            ObjectList(
                [
                    MultiFieldPanel([FieldPanel("newspaper"), FieldPanel("motto"), FieldPanel("description")], heading="The newspaper"),
                    InlinePanel(
                        "navigation", heading="Navigation", label="Section", help_text="The sections in the order of the page's head."
                    ),
                    InlinePanel("footer", heading="Footer", label="Page", help_text="The static pages in the order of the page's foot."),
                    FieldPanel("title", heading="Name in the newsroom", help_text="Readers never see it."),
                ],
                heading="Newspaper",
            ),
            ObjectList(
                [
                    InlinePanel(
                        "letter_kinds",
                        heading="Letters to order",
                        label="Letter",
                        max_num=8,
                        help_text="The first is the one that sign-up boxes offer.",
                    ),
                    FieldPanel("consent"),
                ],
                heading="Letters",
            ),
        ]
    )

    class Meta:
        verbose_name = "front"

    @property
    def record_id(self) -> str:
        """The id of its record in the edition."""
        return f"front.{self.language}"

    def public_path(self) -> str:
        """Return the path of this language's front."""
        return f"{self.language}/index.html"

    def check_slug(self) -> None:
        """Let any slug pass: a front's stands in no address."""

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Answer with the front that publishing this choice would make."""
        from tamizdat.newsroom.preview import front_html

        return HttpResponse(front_html(self))

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Take the language's code as the slug: nobody sees it."""
        self.slug = self.slug or self.locale.language_code
        super().full_clean(*args, **kwargs)


class FrontArticle(Orderable):
    """An article that the editor put on the front."""

    page = ParentalKey(FrontPage, on_delete=models.CASCADE, related_name="chosen_articles")
    article = models.ForeignKey("newsroom.ArticlePage", on_delete=models.CASCADE, related_name="+")

    panels: ClassVar = [PageChooserPanel("article", "newsroom.ArticlePage")]


class FrontSection(Orderable):
    """A section in the navigation."""

    page = ParentalKey(FrontPage, on_delete=models.CASCADE, related_name="navigation")
    section = models.ForeignKey("newsroom.Section", on_delete=models.CASCADE, related_name="+")

    panels: ClassVar = [FieldPanel("section")]


class FrontFooter(Orderable):
    """A static page in the footer."""

    page = ParentalKey(FrontPage, on_delete=models.CASCADE, related_name="footer")
    static_page = models.ForeignKey("newsroom.StaticPage", on_delete=models.CASCADE, related_name="+")

    panels: ClassVar = [PageChooserPanel("static_page", "newsroom.StaticPage")]
