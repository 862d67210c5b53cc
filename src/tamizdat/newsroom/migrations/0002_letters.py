"""Letters, the kinds of letter that readers order, and the wordings of consent."""

import datetime as dt
import uuid

import django.core.validators
import django.db.models.deletion
import modelcluster.fields
import modelsearch.index
import wagtail.fields
import wagtail.models.preview
from django.conf import settings
from django.db import migrations, models

import tamizdat.newsroom.models.newspaper


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0001_initial"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="frontpage",
            name="consent",
            field=models.TextField(
                blank=True,
                help_text="What a reader agrees to when signing up. Changed words are a new version, and the old ones are kept: each reader's consent is to the words that were shown. Empty: there is no sign-up in this language.",
                max_length=1000,
                verbose_name="consent to letters",
            ),
        ),
        migrations.AddField(
            model_name="newspapersettings",
            name="careful_providers",
            field=models.TextField(
                blank=True,
                default=tamizdat.newsroom.models.newspaper.careful_providers,
                help_text="Domains of providers that must hand mail over to a state your readers fear, one a line. The form warns of them.",
                validators=[tamizdat.newsroom.models.newspaper.check_domains],
                verbose_name="mailboxes to warn of",
            ),
        ),
        migrations.AddField(
            model_name="newspapersettings",
            name="queue_key",
            field=models.CharField(blank=True, editable=False, max_length=87),
        ),
        migrations.AddField(
            model_name="newspapersettings",
            name="sign_up_address",
            field=models.CharField(
                blank=True,
                help_text="A mailbox to which readers may write instead of using the form. Empty: the form alone.",
                max_length=200,
                validators=[django.core.validators.EmailValidator("An e-mail address such as letter@example.org.")],
            ),
        ),
        migrations.CreateModel(
            name="ConsentText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=12)),
                ("version", models.CharField(max_length=40)),
                ("text", models.TextField()),
                ("since", models.DateTimeField()),
            ],
            options={
                "ordering": ["language", "pk"],
                "constraints": [models.UniqueConstraint(fields=("language", "version"), name="one_wording_a_version")],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("translation_key", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "kind",
                    models.CharField(
                        help_text="Which letter this is: it goes to the readers who ordered this one. Fixed when the letter is made.",
                        max_length=40,
                    ),
                ),
                (
                    "date",
                    models.DateField(
                        default=tamizdat.newsroom.models.newspaper.today,
                        help_text="The day that the letter bears, in the archive and in its address.",
                        verbose_name="issue date",
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        blank=True, help_text="What a mailbox shows in bold. A phone shows the first 40 characters or so.", max_length=120
                    ),
                ),
                (
                    "preheader",
                    models.CharField(
                        blank=True, help_text="What a mailbox shows behind the subject. Empty: the beginning of the text.", max_length=150
                    ),
                ),
                (
                    "intro",
                    wagtail.fields.StreamField(
                        [("paragraph", 0), ("heading", 3), ("list", 7), ("quotation", 10)],
                        blank=True,
                        block_lookup={
                            0: ("tamizdat.newsroom.richtext.TextBlock", (), {"icon": "pilcrow", "label": "Paragraphs"}),
                            1: ("wagtail.blocks.CharBlock", (), {"max_length": 200}),
                            2: ("wagtail.blocks.ChoiceBlock", [], {"choices": [("2", "Heading"), ("3", "Smaller heading")]}),
                            3: ("wagtail.blocks.StructBlock", [[("text", 1), ("level", 2)]], {}),
                            4: ("wagtail.blocks.BooleanBlock", (), {"label": "Numbered", "required": False}),
                            5: ("tamizdat.newsroom.richtext.TextBlock", (), {"label": "Item"}),
                            6: ("wagtail.blocks.ListBlock", (5,), {"min_num": 1}),
                            7: ("wagtail.blocks.StructBlock", [[("ordered", 4), ("items", 6)]], {}),
                            8: ("tamizdat.newsroom.richtext.TextBlock", (), {"label": "Words"}),
                            9: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"help_text": "Who said it, and where.", "max_length": 200, "required": False},
                            ),
                            10: ("wagtail.blocks.StructBlock", [[("paragraphs", 8), ("source", 9)]], {}),
                        },
                        help_text="The first words, as from one person to another. Short.",
                    ),
                ),
                (
                    "appeal",
                    models.TextField(
                        blank=True,
                        help_text="Asks for support, in one or two sentences. Empty: the letter asks for nothing.",
                        max_length=600,
                    ),
                ),
                (
                    "appeal_label",
                    models.CharField(
                        blank=True, help_text="Empty: the edition's own words.", max_length=60, verbose_name="words of the link"
                    ),
                ),
                (
                    "note",
                    wagtail.fields.StreamField(
                        [("paragraph", 0), ("heading", 3), ("list", 7), ("quotation", 10)],
                        blank=True,
                        block_lookup={
                            0: ("tamizdat.newsroom.richtext.TextBlock", (), {"icon": "pilcrow", "label": "Paragraphs"}),
                            1: ("wagtail.blocks.CharBlock", (), {"max_length": 200}),
                            2: ("wagtail.blocks.ChoiceBlock", [], {"choices": [("2", "Heading"), ("3", "Smaller heading")]}),
                            3: ("wagtail.blocks.StructBlock", [[("text", 1), ("level", 2)]], {}),
                            4: ("wagtail.blocks.BooleanBlock", (), {"label": "Numbered", "required": False}),
                            5: ("tamizdat.newsroom.richtext.TextBlock", (), {"label": "Item"}),
                            6: ("wagtail.blocks.ListBlock", (5,), {"min_num": 1}),
                            7: ("wagtail.blocks.StructBlock", [[("ordered", 4), ("items", 6)]], {}),
                            8: ("tamizdat.newsroom.richtext.TextBlock", (), {"label": "Words"}),
                            9: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"help_text": "Who said it, and where.", "max_length": 200, "required": False},
                            ),
                            10: ("wagtail.blocks.StructBlock", [[("paragraphs", 8), ("source", 9)]], {}),
                        },
                        help_text="The last words: thanks, an address, what comes next week.",
                    ),
                ),
                ("sequence", models.BigIntegerField(editable=False)),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                    "locale",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.locale",
                        verbose_name="locale",
                    ),
                ),
            ],
            options={
                "verbose_name": "letter",
                "ordering": ["-date", "-sequence"],
                "permissions": [
                    ("try_letter", "Can look through a letter's dry run and send tests"),
                    ("stop_letter", "Can hold and pause a letter"),
                    ("send_letter", "Can approve, schedule and send a letter"),
                    ("see_letter_numbers", "Can see how letters go out"),
                    ("open_outbox", "Can look into the demo's outbox"),
                ],
                "abstract": False,
                "unique_together": {("translation_key", "locale")},
            },
            bases=(wagtail.models.preview.PreviewableMixin, modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="LetterArticle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "form",
                    models.CharField(
                        choices=[("teaser", "Teaser and link"), ("full", "Full text")],
                        default="teaser",
                        help_text="The full text gets through where the site is blocked, and makes a long letter.",
                        max_length=10,
                    ),
                ),
                (
                    "remark",
                    models.CharField(blank=True, help_text="The editor's words before the article. May stay empty.", max_length=300),
                ),
                ("article", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="newsroom.articlepage")),
                (
                    "letter",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="newsroom.letter"
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LetterKind",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "code",
                    models.CharField(
                        help_text="The same in all languages, and never changed: readers' orders name it. Such as weekly.",
                        max_length=40,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z][a-z0-9-]{0,39}\\Z", "A code is made of small Latin letters, digits and hyphens, such as weekly."
                            )
                        ],
                    ),
                ),
                ("name", models.CharField(help_text="As readers see it: “The Friday letter”.", max_length=80)),
                ("promise", models.CharField(help_text="What a reader gets, in one sentence.", max_length=200)),
                ("rhythm", models.CharField(help_text="How often, as readers see it: “every Friday”.", max_length=80)),
                (
                    "weekday",
                    models.SmallIntegerField(
                        blank=True,
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ],
                        help_text="The day on which it goes out, to propose a time. Empty: no fixed day.",
                        null=True,
                    ),
                ),
                ("time", models.TimeField(blank=True, default=dt.time(10, 0), help_text="The hour at which it goes out.", null=True)),
                (
                    "time_zone",
                    models.CharField(
                        blank=True,
                        help_text="Whose clock that is: Europe/Amsterdam. Empty: the newspaper's.",
                        max_length=60,
                        validators=[tamizdat.newsroom.models.newspaper.check_time_zone],
                    ),
                ),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="letter_kinds", to="newsroom.frontpage"
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
    ]
