"""Sums by month, caught up with the entries; and how far they have been."""

from django.db import migrations, models


def head(apps, schema_editor):
    apps.get_model("contributions", "MonthsHead").objects.using(schema_editor.connection.alias).create(pk=1)


class Migration(migrations.Migration):
    dependencies = [
        ("contributions", "0002_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="MonthsHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveBigIntegerField(default=0, help_text="Entries up to this one are in the months")),
                (
                    "revision",
                    models.PositiveBigIntegerField(default=0, help_text="Grows when an origin is noted of what has facts already"),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Month",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("currency", models.CharField(max_length=3)),
                ("cut", models.CharField(help_text="method, appeal or course: what name says", max_length=6)),
                ("month", models.DateField(help_text="Its first day")),
                ("frequency", models.CharField(blank=True, max_length=8)),
                (
                    "name",
                    models.CharField(blank=True, help_text="Method, appeal, or the month in which a course ended (2026-03)", max_length=40),
                ),
                ("what", models.CharField(help_text="As in Total; of a course, the contribution's state", max_length=12)),
                ("amount", models.BigIntegerField(default=0)),
                ("count", models.BigIntegerField(default=0)),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("currency", "cut", "month", "frequency", "name", "what"), name="one_sum_a_month")
                ],
            },
        ),
        migrations.RunPython(head, migrations.RunPython.noop),
    ]
