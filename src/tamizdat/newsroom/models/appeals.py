"""Appeals: the editors' message that asks, one language an object, twins linked, with variants of which readers' browsers draw one by lot.

Promises: what readers see is the frozen record, and changes only when somebody publishes; every saving keeps a revision. Leaves to the
reader's browser who is shown which, by the numbers kept here, and to ``appeal_checks`` what an appeal lacks.
"""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.models import Orderable, PreviewableMixin, RevisionMixin, TranslatableMixin
from wagtail.search import index

from tamizdat.newsroom import giving_doors as doors
from tamizdat.newsroom.appeal_forms import AppealForm
from tamizdat.newsroom.models.history import Freeze
from tamizdat.newsroom.models.pages import PREVIEW_SIZES
from tamizdat.newsroom.richtext import InlineField

MOST_VARIANTS = 6
IN_TEXT = ["bold", "italic", "link"]

GOAL_HELP = (
    "Readers see how far it has been reached: once an hour, in the goal's own currency alone, rounded down, and not before ten gifts, so that"
    " nobody can tell one gift from it."
)

RESTS = (
    "Who closes it is left alone so long, or as long as who has given, if that is longer: so what a browser keeps does not tell one from"
    " the other."
)

_CODE = RegexValidator(r"^[a-z0-9][a-z0-9-]{0,39}\Z", "A code is made of small Latin letters, digits and hyphens, such as winter-2026.")
_YEAR = MaxValueValidator(366, "A year at most.")


def all_placements() -> list[str]:
    """Return where an appeal stands unless an editor says otherwise."""
    return ["article", "front"]


class Appeal(PreviewableMixin, RevisionMixin, TranslatableMixin, index.Indexed, ClusterableModel):
    """One appeal in one language."""

    code = models.CharField(
        max_length=40,
        validators=[_CODE],
        help_text="The same in all languages, and fixed once published: contributions carry it. Readers do not see it. Such as winter-2026.",
    )
    placements = models.JSONField("where it stands", default=all_placements)
    starts = models.DateTimeField("from", null=True, blank=True, help_text="Empty: as soon as it is published.")
    ends = models.DateTimeField("until", null=True, blank=True, help_text="Empty: until it is taken down.")
    sections = ParentalManyToManyField(
        "newsroom.Section", blank=True, related_name="+", help_text="Only with articles of these. None: all."
    )
    kinds = models.JSONField("kinds of article", default=list, blank=True)
    views = models.PositiveSmallIntegerField("shown at most", default=4, help_text="So many times to one reader …")
    views_days = models.PositiveSmallIntegerField(
        "in so many days", default=30, validators=[_YEAR], help_text="… in so many days. 0: without a limit."
    )
    rest_closed = models.PositiveSmallIntegerField(
        "days of rest after closing", default=14, validators=[_YEAR], help_text="Who closes it is left alone so long."
    )
    rest_given = models.PositiveSmallIntegerField(
        "days of rest after giving", default=90, validators=[_YEAR], help_text="Who has given is left alone so long."
    )
    goal_amount = models.CharField("goal", max_length=12, blank=True, help_text="Empty: it has no goal, and no sum is shown.")
    goal_currency = models.CharField("currency of the goal", max_length=3, blank=True, choices=doors.currencies)
    goal_label = models.CharField("words of the goal", max_length=80, blank=True, help_text="What it is for: “for a second reporter”.")
    rank = models.PositiveSmallIntegerField(
        default=10, help_text="Where two would stand in one place, the one with the smaller number does."
    )
    owner = models.ForeignKey("auth.User", null=True, editable=False, on_delete=models.SET_NULL, related_name="+")
    live_revision = models.ForeignKey("wagtailcore.Revision", null=True, editable=False, on_delete=models.SET_NULL, related_name="+")
    counted_at = models.DateTimeField(null=True, editable=False)

    base_form_class = AppealForm

    edit_handler = ObjectList(
        [
            FieldPanel("code"),
            InlinePanel(
                "variants",
                heading="Wordings",
                label="Wording",
                min_num=1,
                max_num=MOST_VARIANTS,
                help_text="With two or more, each reader's browser draws one by lot, all with the same odds; gifts carry which it was.",
            ),
            MultiFieldPanel(
                [
                    FieldPanel("placements"),
                    FieldRowPanel([FieldPanel("starts"), FieldPanel("ends")]),
                    FieldPanel("sections"),
                    FieldPanel("kinds"),
                ],
                heading="Where and when",
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("views"), FieldPanel("views_days")]),
                    FieldRowPanel([FieldPanel("rest_closed", help_text=RESTS), FieldPanel("rest_given")]),
                    FieldPanel("rank"),
                    HelpPanel(
                        "<p>This is counted in the reader's own browser and nowhere else. Who has no script sees the default appeal.</p>"
                    ),
                ],
                heading="How often",
            ),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("goal_amount"), FieldPanel("goal_currency")]), FieldPanel("goal_label")],
                heading="Goal",
                help_text=GOAL_HELP,
            ),
        ]
    )
    search_fields: ClassVar = [
        index.SearchField("code"),
        index.AutocompleteField("code"),
        index.FilterField("locale_id"),
        index.FilterField("translation_key"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = "appeal"
        ordering: ClassVar = ["rank", "code"]
        permissions: ClassVar = [("publish_appeal", "Can publish an appeal and take it down")]

    def __str__(self) -> str:
        return self.code

    @property
    def language(self) -> str:
        """The code of the appeal's language."""
        return self.locale.language_code

    @property
    def record_id(self) -> str:
        """The id of its record."""
        return f"{self.translation_key.hex}.{self.language}"

    @property
    def is_published(self) -> bool:
        """Whether readers can see it, dates aside."""
        latest = Freeze.latest(self.record_id)
        return latest is not None and latest.kind != "tombstone"

    @property
    def was_seen(self) -> bool:
        """Whether readers could ever see it."""
        return Freeze.objects.filter(record=self.record_id).exists()

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """A way to look at it for each wording."""
        return [(row.code, f"Wording “{row.code}”") for row in self.variants.all()] or [("", "No wording yet")]

    @property
    def preview_sizes(self) -> list[dict[str, Any]]:
        """The widths at which an editor sees it."""
        return PREVIEW_SIZES

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Answer with an article as it would end with this wording."""
        from tamizdat.newsroom.appeal_preview import draft_response

        return draft_response(self, mode_name)

    def clean(self) -> None:
        """Refuse a code that another appeal has or that readers know another of, dates that cross, and half a goal."""
        super().clean()
        others = type(self).objects.filter(code=self.code).exclude(translation_key=self.translation_key)
        if others.exists():
            raise ValidationError({"code": "Another appeal has this code: gifts would be counted together."})
        known = type(self).objects.filter(translation_key=self.translation_key).exclude(code=self.code).first()
        if known and (known.pk != self.pk or Freeze.latest(self.record_id)):
            raise ValidationError({"code": f"It is known as “{known.code}”, in every language."})
        if self.starts and self.ends and self.starts >= self.ends:
            raise ValidationError({"ends": "It ends before it begins."})
        self._clean_goal()

    def _clean_goal(self) -> None:
        if bool(self.goal_amount) != bool(self.goal_currency):
            raise ValidationError({"goal_amount": "A goal is an amount and a currency."})
        if self.goal_amount:
            try:
                amount = doors.read_amount(self.goal_amount, self.goal_currency)
            except ValueError as error:
                raise ValidationError({"goal_amount": f"“{self.goal_amount}”: {error}."}) from None
            self.goal_amount = doors.write_amount(amount, self.goal_currency)

    def copy_for_translation(self, locale: Any, exclude_fields: Any = None) -> Any:
        """Return an unsaved twin in another language, with the twins of its sections; nobody has published it."""
        twin = super().copy_for_translation(locale, [*(exclude_fields or ()), "live_revision", "counted_at"])
        twin.sections = [other for section in self.sections.all() if (other := section.get_translation_or_none(locale))]
        return twin


class AppealVariantRow(Orderable):
    """One wording of an appeal."""

    appeal = ParentalKey(Appeal, on_delete=models.CASCADE, related_name="variants")
    code = models.CharField(max_length=20, validators=[_CODE], help_text="A letter or a word, the same in all languages: a, b.")
    title = models.CharField(max_length=120)
    text = InlineField(features=IN_TEXT, help_text="Two to four sentences. What it is for, in plain words.")
    button = models.CharField("words of the button", max_length=40, help_text="“Support us”.")

    panels: ClassVar = [FieldRowPanel([FieldPanel("code"), FieldPanel("button")]), FieldPanel("title"), FieldPanel("text")]
