# The tables of readers, of what is on its way, of numbers and of exports

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AppliedRecord",
            fields=[
                ("record", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("day", models.DateField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("number", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("person", models.CharField(max_length=150)),
                ("act", models.CharField(max_length=40)),
                ("detail", models.JSONField()),
                ("before", models.CharField(help_text="Digest of the entry before; empty for the first", max_length=64)),
                ("digest", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="ExportRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("letter", models.CharField(blank=True, help_text="Empty: all letters", max_length=40)),
                ("language", models.CharField(blank=True, help_text="Empty: all languages", max_length=12)),
                ("reason", models.CharField(max_length=300)),
                ("state", models.CharField(default="asked", max_length=10)),
                ("asked_by", models.CharField(help_text="The account's name", max_length=150)),
                ("asked_at", models.DateTimeField()),
                ("decided_by", models.CharField(blank=True, max_length=150)),
                ("decided_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField(null=True)),
                ("rows", models.PositiveIntegerField(null=True)),
            ],
            options={
                "permissions": [("export_readers", "May ask for, approve and take the list of readers")],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="MailQuota",
            fields=[
                ("address_hash", models.BinaryField(max_length=16, primary_key=True, serialize=False)),
                ("mailed", models.JSONField(default=list, help_text="Minutes since 1970 UTC, the newest last")),
                ("last", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="Pending",
            fields=[
                ("ref", models.CharField(max_length=22, primary_key=True, serialize=False)),
                ("address_hash", models.BinaryField(db_index=True, max_length=16)),
                ("box", models.BinaryField(help_text="The address, sealed to the list key", max_length=400)),
                ("language", models.CharField(max_length=12)),
                ("letters", models.JSONField(help_text="Letter code -> id of the consent text")),
                ("discreet", models.BooleanField(default=False)),
                ("came", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="Reader",
            fields=[
                ("ref", models.CharField(max_length=22, primary_key=True, serialize=False)),
                ("address_hash", models.BinaryField(max_length=16, unique=True)),
                ("box", models.BinaryField(max_length=400)),
                ("language", models.CharField(max_length=12)),
                ("discreet", models.BooleanField(default=False)),
                ("since", models.DateField()),
                ("soft_bounces", models.PositiveSmallIntegerField(default=0)),
                ("soft_bounced_on", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ConsentText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=12)),
                ("letter", models.CharField(max_length=40)),
                ("version", models.CharField(max_length=40)),
                ("text", models.TextField(help_text="The letter's promise and the words of consent, exactly as shown")),
                (
                    "digest",
                    models.CharField(help_text="SHA-256 of the text in hex: words changed under one version are told apart", max_length=64),
                ),
                ("first_shown", models.DateTimeField()),
                (
                    "change",
                    models.BigIntegerField(default=0, help_text="Of the newspaper's record that last showed it; 0 for an imported wording"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("language", "letter", "version", "digest"), name="consent_once")],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=10)),
                ("ref", models.CharField(db_index=True, help_text="Of the pending wish, or of the reader", max_length=22)),
                ("address_hash", models.BinaryField(db_index=True, max_length=16)),
                (
                    "box",
                    models.BinaryField(help_text="The address, sealed to the queue key", max_length=400),
                ),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("due", models.DateTimeField()),
                ("created", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["state", "due"], name="notice_due")],
            },
        ),
        migrations.CreateModel(
            name="Suppression",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address_hash", models.BinaryField(max_length=16)),
                ("letter", models.CharField(blank=True, help_text="Empty: all letters", max_length=40)),
                ("reason", models.CharField(max_length=10)),
                ("since", models.DateField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("address_hash", "letter"), name="one_suppression")],
            },
        ),
        migrations.CreateModel(
            name="WeekCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("week", models.DateField(help_text="The Monday")),
                ("what", models.CharField(max_length=20)),
                ("letter", models.CharField(blank=True, max_length=40)),
                ("language", models.CharField(blank=True, max_length=12)),
                ("issue", models.CharField(blank=True, max_length=80)),
                ("count", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("week", "what", "letter", "language", "issue"), name="one_count")],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("letter", models.CharField(max_length=40)),
                ("language", models.CharField(max_length=12)),
                ("consented", models.DateField(help_text="The day on which the reader confirmed")),
                ("source", models.CharField(help_text="form, or where an imported consent was given", max_length=120)),
                (
                    "consent",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="newsletters.consenttext"
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="subscriptions", to="newsletters.reader"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["letter", "language", "reader"], name="subscription_plan")],
                "constraints": [models.UniqueConstraint(fields=("reader", "letter"), name="one_subscription")],
            },
        ),
    ]
