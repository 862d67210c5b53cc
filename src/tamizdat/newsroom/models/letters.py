"""Letters: what an editor composes for readers' mailboxes, one language a letter, twins linked.

Promises: a letter is a working paper until it goes out; every saving keeps a revision. Leaves who gets it and when to the sending desk,
which knows a letter by its record id.
"""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    PageChooserPanel,
)
from wagtail.fields import StreamField
from wagtail.models import Orderable, PreviewableMixin, RevisionMixin, TranslatableMixin
from wagtail.search import index

from tamizdat.newsroom.blocks import LETTER_TEXT
from tamizdat.newsroom.letter_forms import LetterForm
from tamizdat.newsroom.models.history import Counter, Freeze
from tamizdat.newsroom.models.newspaper import today
from tamizdat.newsroom.models.pages import PREVIEW_SIZES
from tamizdat.newsroom.needed_panel import NeededPanel
from tamizdat.newsroom.row_panels import OrderedChooserPanel
from tamizdat.newsroom.slugs import slug_from

FORMS = [("teaser", "Teaser and link"), ("full", "Full text")]
LETTERS = "letters"
"""The count that numbers letters."""

MODES = [("html", "As mail"), ("text", "As plain text"), ("discreet", "As discreet mail")]
"""How an editor may see a letter before anybody gets it."""

MOST_ARTICLES = 20
LONGEST_SUBJECT, LONGEST_PREHEADER, LONGEST_REMARK, LONGEST_APPEAL = 120, 150, 300, 600


class Letter(PreviewableMixin, RevisionMixin, TranslatableMixin, index.Indexed, ClusterableModel):
    """One letter in one language. Unfinished ones may be kept; ``letter_checks`` says what is missing."""

    kind = models.CharField(
        max_length=40, help_text="Which letter this is: it goes to the readers who ordered this one. Fixed when the letter is made."
    )
    date = models.DateField("issue date", default=today, help_text="The day that the letter bears, in the archive and in its address.")
    subject = models.CharField(
        max_length=LONGEST_SUBJECT, blank=True, help_text="What a mailbox shows in bold. A phone shows the first 40 characters or so."
    )
    preheader = models.CharField(
        max_length=LONGEST_PREHEADER, blank=True, help_text="What a mailbox shows behind the subject. Empty: the beginning of the text."
    )
    intro = StreamField(LETTER_TEXT, blank=True, help_text="The first words, as from one person to another. Short.")
    appeal = models.TextField(
        max_length=LONGEST_APPEAL, blank=True, help_text="Asks for support, in one or two sentences. Empty: the letter asks for nothing."
    )
    appeal_label = models.CharField("words of the link", max_length=60, blank=True, help_text="Empty: the edition's own words.")
    note = StreamField(LETTER_TEXT, blank=True, help_text="The last words: thanks, an address, what comes next week.")
    sequence = models.BigIntegerField(editable=False)
    created_by = models.ForeignKey("auth.User", null=True, editable=False, on_delete=models.SET_NULL, related_name="+")

    base_form_class = LetterForm

    text_panels: ClassVar = [
        MultiFieldPanel([NeededPanel("subject"), FieldPanel("preheader"), FieldPanel("date")], heading="In the mailbox"),
        FieldPanel("intro"),
        OrderedChooserPanel(
            "items",
            chooser_field_name="article",
            heading="Articles",
            label="Article",
            max_num=MOST_ARTICLES,
            help_text="In the order in which readers get them: drag them, or use the arrows.",
        ),
        MultiFieldPanel([FieldPanel("appeal_words"), FieldPanel("appeal"), FieldPanel("appeal_label")], heading="Appeal"),
        FieldPanel("note"),
    ]
    edit_handler = ObjectList(text_panels)
    search_fields: ClassVar = [
        index.SearchField("subject"),
        index.AutocompleteField("subject"),
        index.FilterField("locale_id"),
        index.FilterField("translation_key"),
        index.FilterField("kind"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = "letter"
        ordering: ClassVar = ["-date", "-sequence"]
        permissions: ClassVar = [
            ("try_letter", "Can look through a letter's dry run and send tests"),
            ("stop_letter", "Can hold and pause a letter"),
            ("send_letter", "Can approve, schedule and send a letter"),
            ("see_letter_numbers", "Can see how letters go out"),
            ("open_outbox", "Can look into the demo's outbox"),
        ]

    def __str__(self) -> str:
        return self.subject or f"{self.kind} of {date_format(self.date, 'j M Y')}, no subject yet"

    @property
    def language(self) -> str:
        """The code of the letter's language."""
        return self.locale.language_code

    @property
    def record_id(self) -> str:
        """The id of its record."""
        return f"{self.translation_key.hex}.{self.language}"

    @property
    def went_out(self) -> bool:
        """Whether the letter began to go out: it stands in the archive and stays as it is."""
        return Freeze.latest(self.record_id) is not None

    @property
    def withdrawn(self) -> bool:
        """Whether it was taken out of the archive after it went out."""
        latest = Freeze.latest(self.record_id)
        return latest is not None and latest.kind == "tombstone"

    @property
    def slug(self) -> str:
        """The name in its address: from the subject, another than that of an older letter of the same day."""
        wanted = slug_from(self.subject)
        older = (
            type(self)
            .objects.filter(locale_id=self.locale_id, date=self.date, sequence__lt=self.sequence or 0)
            .values_list("subject", flat=True)
        )
        rivals = sum(slug_from(subject) == wanted for subject in older)
        return f"{wanted}-{rivals + 1}" if rivals else wanted

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """The ways in which an editor may look at it."""
        return MODES

    @property
    def preview_sizes(self) -> list[dict[str, Any]]:
        """The widths at which an editor sees it."""
        return PREVIEW_SIZES

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Answer with the mail that this draft would make."""
        from tamizdat.newsroom.letter_preview import draft_response

        return draft_response(self, mode_name)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a new letter gets its number."""
        if self.sequence is None:
            self.sequence = Counter.next(LETTERS)
        super().save(*args, **kwargs)

    def copy_for_translation(self, locale: Any, exclude_fields: Any = None) -> Any:
        """Return an unsaved twin in another language, its articles exchanged for their twins where they exist."""
        from tamizdat.newsroom.twins import localise_letter

        return localise_letter(super().copy_for_translation(locale, exclude_fields))


class LetterArticle(Orderable):
    """An article in a letter."""

    letter = ParentalKey(Letter, on_delete=models.CASCADE, related_name="items")
    article = models.ForeignKey("newsroom.ArticlePage", on_delete=models.CASCADE, related_name="+")
    form = models.CharField(
        max_length=10,
        choices=FORMS,
        default="teaser",
        help_text="The full text gets through where the site is blocked, and makes a long letter.",
    )
    remark = models.CharField(max_length=LONGEST_REMARK, blank=True, help_text="The editor's words before the article. May stay empty.")

    panels: ClassVar = [PageChooserPanel("article", "newsroom.ArticlePage"), FieldRowPanel([FieldPanel("form"), FieldPanel("remark")])]
