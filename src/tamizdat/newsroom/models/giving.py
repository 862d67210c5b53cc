"""The terms of giving: what is offered, how one may pay, where nobody is asked, and the words for it. One row, with rows below it.

Promises: an amount that is kept is exact in its currency. Leaves to ``giving_forms`` what rows must have in common, and to
``contributions`` which ways to pay are open.
"""

from datetime import date, timedelta
from typing import ClassVar

from babel import Locale as Babel
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import Orderable

from tamizdat.newsroom import giving_doors as doors
from tamizdat.newsroom.giving_forms import GivingForm
from tamizdat.newsroom.giving_panels import CountriesPanel, MethodsPanel, WaitingPanel

LAWS = [
    ("no_ask", "Giving is a crime"),
    ("no_share", "Sharing is punished"),
    ("warn", "Lawful, but watched"),
    ("unsupported", "Not served"),
]
"""``unsupported``: by sanctions or a provider's own choice; no judgement on the giver."""

WAYS = [
    ("", "Every way to pay"),
    ("card", "Cards"),
    ("paypal", "PayPal"),
    ("card paypal", "Cards and PayPal"),
    ("crypto", "Cryptocurrency"),
]
MOST_AMOUNTS = 6
MOST_REASON = 300
LOOK_EVERY = timedelta(days=31)
"""How old the last look through the table of countries may be before the doctor asks for another."""

_HTTPS = URLValidator(schemes=["https"], message="The provider's page has an address that begins with https://.")


def countries() -> list[tuple[str, str]]:
    """Return the countries as choices of a form, by their English names."""
    names = Babel("en").territories
    known = (
        (code, str(name)) for code, name in names.items() if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "ZZ")
    )
    return sorted(known, key=lambda pair: pair[1])


@register_setting(icon="pick")
class GivingSettings(BaseGenericSetting, ClusterableModel):
    """One row: on which terms one gives to the newspaper."""

    card = models.BooleanField("cards", default=True)
    paypal = models.BooleanField("PayPal", default=True)
    crypto = models.BooleanField("cryptocurrency", default=True)
    looked_through = models.DateField(null=True, editable=False)
    looked_through_by = models.CharField(max_length=150, blank=True, editable=False)
    told_at = models.DateTimeField(null=True, editable=False)

    base_form_class = GivingForm

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    WaitingPanel(),
                    InlinePanel(
                        "words", heading="Words, language by language", label="Language", help_text="A language without words asks nobody."
                    ),
                ],
                heading="Words",
            ),
            ObjectList(
                [
                    InlinePanel(
                        "offers",
                        heading="Suggested amounts",
                        label="Currency and rhythm",
                        help_text="The first is what readers see first. Leave a rhythm out and nobody is offered it.",
                    )
                ],
                heading="Amounts",
            ),
            ObjectList(
                [
                    MultiFieldPanel([FieldPanel("card"), FieldPanel("paypal"), FieldPanel("crypto")], heading="Offer to readers"),
                    MethodsPanel(),
                ],
                heading="Ways to pay",
            ),
            ObjectList(
                [
                    CountriesPanel(),
                    InlinePanel(
                        "countries", heading="Table of countries", label="Country", help_text="A country may stand here several times."
                    ),
                ],
                heading="Countries",
            ),
            ObjectList(
                [
                    InlinePanel(
                        "links",
                        heading="Pages made at the provider beforehand",
                        label="Page",
                        help_text="They serve while the newsroom is away: make one for each suggested amount if your provider lets you.",
                    )
                ],
                heading="Spare pages",
            ),
        ]
    )

    class Meta:
        verbose_name = "giving"
        permissions: ClassVar = [
            ("see_giving", "Can see what giving brings: sums, never people"),
            ("decide_giving", "Can decide about money: refunds, large gifts, what is damaged or differs"),
            ("approve_giving", "Can approve changed terms of giving, as the second person"),
            ("open_givers", "Can open who gave; each opening is written down"),
        ]

    record_id = "giving"

    @property
    def complete(self) -> bool:
        """Whether there is enough to publish: an offer, and words in a language."""
        return bool(self.offers.all() and self.words.all())

    def stale(self, day: date) -> bool:
        """Return whether somebody should look through the table of countries again."""
        return self.looked_through is None or day - self.looked_through > LOOK_EVERY

    def words_in(self, language: str) -> "GivingWordsRow | None":
        """Return the words of a language, None if there are none."""
        return next((row for row in self.words.all() if row.language == language), None)


class GivingOfferRow(Orderable):
    """What is suggested in one currency at one rhythm. Amounts as a person writes them; ``export.giving`` makes integers of them."""

    giving = ParentalKey(GivingSettings, on_delete=models.CASCADE, related_name="offers")
    currency = models.CharField(max_length=3, choices=doors.currencies)
    frequency = models.CharField("rhythm", max_length=10, choices=doors.FREQUENCIES)
    amounts = models.CharField(
        "suggested amounts",
        max_length=120,
        help_text="Parted by blanks: 5 10 25 50. The second is chosen beforehand. Any other can be typed.",
    )
    least = models.CharField("smallest amount", max_length=12, help_text="At least what your provider takes.")
    most = models.CharField("largest amount", max_length=12, help_text="More is a matter for a letter.")

    panels: ClassVar = [
        FieldRowPanel([FieldPanel("currency"), FieldPanel("frequency")]),
        FieldPanel("amounts"),
        FieldRowPanel([FieldPanel("least"), FieldPanel("most")]),
    ]

    def clean(self) -> None:
        """Refuse amounts that are not exact, or lie outside the bounds; keep them in one spelling."""
        super().clean()
        least, most = self._amount("least"), self._amount("most")
        amounts = [self._read("amounts", text) for text in self.amounts.split()]
        if not 0 < least <= most:
            raise ValidationError({"most": "The largest amount is not below the smallest."})
        if not 1 <= len(amounts) <= MOST_AMOUNTS:
            raise ValidationError({"amounts": f"Suggest one to {MOST_AMOUNTS} amounts."})
        if not all(least <= amount <= most for amount in amounts):
            raise ValidationError({"amounts": "A suggested amount lies outside the smallest and the largest."})
        self.amounts = " ".join(doors.write_amount(amount, self.currency) for amount in amounts)
        self.least, self.most = (doors.write_amount(amount, self.currency) for amount in (least, most))

    def minor(self, name: str) -> tuple[int, ...]:
        """Return the amounts in the field *name*, in minor units."""
        return tuple(doors.read_amount(text, self.currency) for text in getattr(self, name).split())

    def _amount(self, name: str) -> int:
        return self._read(name, getattr(self, name))

    def _read(self, name: str, text: str) -> int:
        try:
            return doors.read_amount(text, self.currency)
        except ValueError as error:
            raise ValidationError({name: f"“{text}”: {error}."}) from None


class GivingWordsRow(Orderable):
    """The words of giving in one language."""

    giving = ParentalKey(GivingSettings, on_delete=models.CASCADE, related_name="words")
    locale = models.ForeignKey("wagtailcore.Locale", verbose_name="language", on_delete=models.CASCADE, related_name="+")
    headline = models.CharField(max_length=120, help_text="Above the form: “Support The Far Shore”.")
    promise = models.CharField(max_length=200, help_text="“Support us monthly starting from just $2. It's quick to set up.”")
    ask_title = models.CharField(
        "default appeal: title", max_length=120, help_text="What readers see while no other appeal runs, and who has no script."
    )
    ask_text = models.TextField("default appeal: text", max_length=600)
    ask_button = models.CharField("default appeal: button", max_length=40)
    statement = models.TextField(
        "what a bank statement shows",
        max_length=600,
        help_text="Exactly, as your provider prints it. A bank also keeps the provider's number for you: say so, a neutral name protects nobody.",
    )
    receiver = models.TextField(
        "who receives the money", max_length=600, help_text="Name, legal form and country. Stands in the imprint, too."
    )
    deductible = models.TextField(
        "tax",
        max_length=400,
        blank=True,
        help_text="In which countries gifts may be deducted, by what right. Empty: it is never called deductible.",
    )

    panels: ClassVar = [
        FieldPanel("locale"),
        FieldPanel("headline"),
        FieldPanel("promise"),
        FieldPanel("ask_title"),
        FieldPanel("ask_text"),
        FieldPanel("ask_button"),
        FieldPanel("statement"),
        FieldPanel("receiver"),
        FieldPanel("deductible"),
    ]

    @property
    def language(self) -> str:
        """The code of their language."""
        return self.locale.language_code


class CountryRow(Orderable):
    """What holds in one country, since when, why, and by what source."""

    giving = ParentalKey(GivingSettings, on_delete=models.CASCADE, related_name="countries")
    country = models.CharField(max_length=2, choices=countries)
    law = models.CharField(
        "what holds", max_length=12, choices=LAWS, help_text="Where giving is a crime, nobody is asked and nobody can give."
    )
    ways = models.CharField(
        "for", max_length=12, choices=WAYS, blank=True, help_text="Of sanctions and providers alone: which ways to pay they shut."
    )
    reason = models.CharField(
        "reason, in English", max_length=300, help_text="A sentence for readers, also of languages that have none of their own below."
    )
    reasons = models.TextField(
        "reason, in other languages", blank=True, max_length=6000, help_text="A line for each language, its code first: “ru: В России …”."
    )
    date = models.DateField("since", help_text="The day of the law or list, or the day on which you looked it up.")
    source = models.CharField(max_length=300, help_text="What one can look up: law and article, list and day.")

    panels: ClassVar = [
        FieldPanel("country", widget=forms.Select(attrs={"class": "w-w-full"})),
        FieldPanel("law"),
        FieldPanel("reason"),
        FieldPanel("reasons", widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})),
        FieldPanel("source"),
        FieldRowPanel([FieldPanel("date"), FieldPanel("ways")]),
    ]

    def clean(self) -> None:
        """Refuse to narrow a law to some ways to pay: a crime is a crime by every way."""
        super().clean()
        if self.ways and self.law != "unsupported":
            raise ValidationError({"ways": "This holds for every way to pay."})
        self._clean_reasons()

    def _clean_reasons(self) -> None:
        said = [line for line in self.reasons.splitlines() if line.strip()]
        known = {code for code, _ in settings.WAGTAIL_CONTENT_LANGUAGES}
        codes = [line.partition(":")[0].strip() for line in said]
        wrong = next((line for line, code in zip(said, codes, strict=True) if code not in known or not line.partition(":")[2].strip()), "")
        if wrong:
            raise ValidationError({"reasons": f"“{wrong[:60]}”: begin the line with the code of a language and a colon, such as “ru: …”."})
        if len(set(codes)) < len(codes):
            raise ValidationError({"reasons": "A language has two lines."})
        if any(len(text) > MOST_REASON for text in self.reasons_by_language.values()):
            raise ValidationError({"reasons": f"Write at most {MOST_REASON} characters in each language."})
        self.reasons = "\n".join(f"{code}: {text}" for code, text in sorted(self.reasons_by_language.items()))

    @property
    def reasons_by_language(self) -> dict[str, str]:
        """The reason in other languages than English, by language."""
        lines = (line.partition(":") for line in self.reasons.splitlines())
        return {code.strip(): text.strip() for code, _, text in lines if text.strip()}

    @property
    def methods(self) -> tuple[str, ...]:
        """The ways to pay that it is about; empty: all."""
        return tuple(self.ways.split())


class GivingLinkRow(Orderable):
    """A page at the provider that was made beforehand."""

    giving = ParentalKey(GivingSettings, on_delete=models.CASCADE, related_name="links")
    currency = models.CharField(max_length=3, choices=doors.currencies)
    frequency = models.CharField("rhythm", max_length=10, choices=doors.FREQUENCIES)
    amount = models.CharField(max_length=12)
    method = models.CharField("way to pay", max_length=10, choices=doors.METHODS)
    url = models.URLField("address", max_length=500, validators=[_HTTPS])

    panels: ClassVar = [
        FieldRowPanel([FieldPanel("amount"), FieldPanel("currency")]),
        FieldRowPanel([FieldPanel("frequency"), FieldPanel("method")]),
        FieldPanel("url"),
    ]

    def clean(self) -> None:
        """Refuse an amount that is not exact."""
        super().clean()
        try:
            amount = doors.read_amount(self.amount, self.currency)
        except ValueError as error:
            raise ValidationError({"amount": f"“{self.amount}”: {error}."}) from None
        self.amount = doors.write_amount(amount, self.currency)
