"""The terms of giving, and appeals."""

import uuid

import django.core.validators
import django.db.models.deletion
import modelcluster.fields
import modelsearch.index
import wagtail.models.preview
from django.conf import settings
from django.db import migrations, models

import tamizdat.newsroom.giving_doors
import tamizdat.newsroom.models.appeals
import tamizdat.newsroom.models.giving
import tamizdat.newsroom.richtext


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0002_letters"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="GivingSettings",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("card", models.BooleanField(default=True, verbose_name="cards")),
                ("paypal", models.BooleanField(default=True, verbose_name="PayPal")),
                ("crypto", models.BooleanField(default=True, verbose_name="cryptocurrency")),
                ("looked_through", models.DateField(editable=False, null=True)),
                ("looked_through_by", models.CharField(blank=True, editable=False, max_length=150)),
            ],
            options={
                "verbose_name": "giving",
            },
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("translation_key", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "code",
                    models.CharField(
                        help_text="The same in all languages, and fixed once published: contributions carry it. Readers do not see it. Such as winter-2026.",
                        max_length=40,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9][a-z0-9-]{0,39}\\Z",
                                "A code is made of small Latin letters, digits and hyphens, such as winter-2026.",
                            )
                        ],
                    ),
                ),
                ("placements", models.JSONField(default=tamizdat.newsroom.models.appeals.all_placements, verbose_name="where it stands")),
                (
                    "starts",
                    models.DateTimeField(blank=True, help_text="Empty: as soon as it is published.", null=True, verbose_name="from"),
                ),
                ("ends", models.DateTimeField(blank=True, help_text="Empty: until it is taken down.", null=True, verbose_name="until")),
                ("kinds", models.JSONField(blank=True, default=list, verbose_name="kinds of article")),
                (
                    "views",
                    models.PositiveSmallIntegerField(default=4, help_text="So many times to one reader …", verbose_name="shown at most"),
                ),
                (
                    "views_days",
                    models.PositiveSmallIntegerField(
                        default=30,
                        help_text="… in so many days. 0: without a limit.",
                        validators=[django.core.validators.MaxValueValidator(366, "A year at most.")],
                        verbose_name="in so many days",
                    ),
                ),
                (
                    "rest_closed",
                    models.PositiveSmallIntegerField(
                        default=14,
                        help_text="Who closes it is left alone so long.",
                        validators=[django.core.validators.MaxValueValidator(366, "A year at most.")],
                        verbose_name="days of rest after closing",
                    ),
                ),
                (
                    "rest_given",
                    models.PositiveSmallIntegerField(
                        default=90,
                        help_text="Who has given is left alone so long.",
                        validators=[django.core.validators.MaxValueValidator(366, "A year at most.")],
                        verbose_name="days of rest after giving",
                    ),
                ),
                (
                    "goal_amount",
                    models.CharField(
                        blank=True, help_text="Empty: it has no goal, and no sum is shown.", max_length=12, verbose_name="goal"
                    ),
                ),
                (
                    "goal_currency",
                    models.CharField(
                        blank=True, choices=tamizdat.newsroom.giving_doors.currencies, max_length=3, verbose_name="currency of the goal"
                    ),
                ),
                (
                    "goal_label",
                    models.CharField(
                        blank=True, help_text="What it is for: “for a second reporter”.", max_length=80, verbose_name="words of the goal"
                    ),
                ),
                (
                    "rank",
                    models.PositiveSmallIntegerField(
                        default=10, help_text="Where two would stand in one place, the one with the smaller number does."
                    ),
                ),
                ("counted_at", models.DateTimeField(editable=False, null=True)),
                (
                    "latest_revision",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="latest revision",
                    ),
                ),
                (
                    "live_revision",
                    models.ForeignKey(
                        editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="wagtailcore.revision"
                    ),
                ),
                (
                    "locale",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.locale",
                        verbose_name="locale",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sections",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True, help_text="Only with articles of these. None: all.", related_name="+", to="newsroom.section"
                    ),
                ),
            ],
            options={
                "verbose_name": "appeal",
                "ordering": ["rank", "code"],
                "permissions": [("publish_appeal", "Can publish an appeal and take it down")],
                "abstract": False,
                "unique_together": {("translation_key", "locale")},
            },
            bases=(wagtail.models.preview.PreviewableMixin, modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="AppealVariantRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "code",
                    models.CharField(
                        help_text="A letter or a word, the same in all languages: a, b.",
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9][a-z0-9-]{0,39}\\Z",
                                "A code is made of small Latin letters, digits and hyphens, such as winter-2026.",
                            )
                        ],
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("text", tamizdat.newsroom.richtext.InlineField(help_text="Two to four sentences. What it is for, in plain words.")),
                ("button", models.CharField(help_text="“Support us”.", max_length=40, verbose_name="words of the button")),
                (
                    "appeal",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="variants", to="newsroom.appeal"
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="GivingOfferRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("currency", models.CharField(choices=tamizdat.newsroom.giving_doors.currencies, max_length=3)),
                (
                    "frequency",
                    models.CharField(
                        choices=[("once", "Once"), ("monthly", "Monthly"), ("annual", "Annually")], max_length=10, verbose_name="rhythm"
                    ),
                ),
                (
                    "amounts",
                    models.CharField(
                        help_text="Parted by blanks: 5 10 25 50. The second is chosen beforehand. Any other can be typed.",
                        max_length=120,
                        verbose_name="suggested amounts",
                    ),
                ),
                ("least", models.CharField(help_text="At least what your provider takes.", max_length=12, verbose_name="smallest amount")),
                ("most", models.CharField(help_text="More is a matter for a letter.", max_length=12, verbose_name="largest amount")),
                (
                    "giving",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="offers", to="newsroom.givingsettings"
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="GivingLinkRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("currency", models.CharField(choices=tamizdat.newsroom.giving_doors.currencies, max_length=3)),
                (
                    "frequency",
                    models.CharField(
                        choices=[("once", "Once"), ("monthly", "Monthly"), ("annual", "Annually")], max_length=10, verbose_name="rhythm"
                    ),
                ),
                ("amount", models.CharField(max_length=12)),
                (
                    "method",
                    models.CharField(
                        choices=[("card", "Cards"), ("paypal", "PayPal"), ("crypto", "Cryptocurrency")],
                        max_length=10,
                        verbose_name="way to pay",
                    ),
                ),
                (
                    "url",
                    models.URLField(
                        max_length=500,
                        validators=[
                            django.core.validators.URLValidator(
                                message="The provider's page has an address that begins with https://.", schemes=["https"]
                            )
                        ],
                        verbose_name="address",
                    ),
                ),
                (
                    "giving",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="newsroom.givingsettings"
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CountryRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("country", models.CharField(choices=tamizdat.newsroom.models.giving.countries, max_length=2)),
                (
                    "law",
                    models.CharField(
                        choices=[
                            ("no_ask", "Giving is a crime"),
                            ("no_share", "Sharing is punished"),
                            ("warn", "Lawful, but watched"),
                            ("unsupported", "Not served"),
                        ],
                        help_text="Where giving is a crime, nobody is asked and nobody can give.",
                        max_length=12,
                        verbose_name="what holds",
                    ),
                ),
                (
                    "ways",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Every way to pay"),
                            ("card", "Cards"),
                            ("paypal", "PayPal"),
                            ("card paypal", "Cards and PayPal"),
                            ("crypto", "Cryptocurrency"),
                        ],
                        help_text="Of sanctions and providers alone: which ways to pay they shut.",
                        max_length=12,
                        verbose_name="for",
                    ),
                ),
                ("reason", models.CharField(help_text="A sentence that the reader sees.", max_length=300)),
                (
                    "date",
                    models.DateField(help_text="The day of the law or list, or the day on which you looked it up.", verbose_name="since"),
                ),
                ("source", models.CharField(help_text="What one can look up: law and article, list and day.", max_length=300)),
                (
                    "giving",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="countries", to="newsroom.givingsettings"
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="GivingWordsRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("headline", models.CharField(help_text="Above the form: “Support The Far Shore”.", max_length=120)),
                (
                    "promise",
                    models.CharField(help_text="“Support us monthly starting from just $2. It's quick to set up.”", max_length=200),
                ),
                (
                    "ask_title",
                    models.CharField(
                        help_text="What readers see while no other appeal runs, and who has no script.",
                        max_length=120,
                        verbose_name="default appeal: title",
                    ),
                ),
                ("ask_text", models.TextField(max_length=600, verbose_name="default appeal: text")),
                ("ask_button", models.CharField(max_length=40, verbose_name="default appeal: button")),
                (
                    "statement",
                    models.TextField(
                        help_text="Exactly, as your provider prints it. A bank also keeps the provider's number for you: say so, a neutral name protects nobody.",
                        max_length=600,
                        verbose_name="what a bank statement shows",
                    ),
                ),
                (
                    "receiver",
                    models.TextField(
                        help_text="Name, legal form and country. Stands in the imprint, too.",
                        max_length=600,
                        verbose_name="who receives the money",
                    ),
                ),
                (
                    "deductible",
                    models.TextField(
                        blank=True,
                        help_text="In which countries gifts may be deducted, by what right. Empty: it is never called deductible.",
                        max_length=400,
                        verbose_name="tax",
                    ),
                ),
                (
                    "giving",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="words", to="newsroom.givingsettings"
                    ),
                ),
                (
                    "locale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="wagtailcore.locale", verbose_name="language"
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
    ]
