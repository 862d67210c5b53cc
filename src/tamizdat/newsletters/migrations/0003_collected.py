from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("newsletters", "0002_mailings"),
    ]

    operations = [
        migrations.CreateModel(
            name="GateState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("queue", models.CharField(blank=True, help_text="The id of the gate's queue", max_length=64)),
                ("last", models.PositiveBigIntegerField(default=0, help_text="The newest sequence number applied")),
                ("heard", models.DateTimeField(help_text="When the gate last answered", null=True)),
                ("numbers", models.JSONField(default=dict, help_text="What the gate counted since it started")),
                ("waiting", models.PositiveBigIntegerField(default=0, help_text="Records that were still at the gate")),
                ("missing", models.PositiveBigIntegerField(default=0, help_text="Sequence numbers that never came")),
                ("went_back", models.PositiveIntegerField(default=0, help_text="Times that the queue was older than before")),
                ("replaced", models.PositiveIntegerField(default=0, help_text="Times that the queue was another one")),
                ("unreadable", models.PositiveBigIntegerField(default=0, help_text="Boxes that no key of ours opened")),
                ("unknown", models.PositiveBigIntegerField(default=0, help_text="Records of a kind that nobody handles")),
                ("canary", models.CharField(blank=True, help_text="The sign that was posted last", max_length=22)),
                ("canary_sent", models.DateTimeField(null=True)),
                ("canary_back", models.DateTimeField(null=True)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="SetAside",
            fields=[
                ("record", models.CharField(max_length=22, primary_key=True, serialize=False)),
                ("box", models.BinaryField(help_text="Sealed to a queue key")),
                ("came", models.DateTimeField(help_text="To the minute")),
                ("why", models.CharField(help_text="The error's type, without its text", max_length=80)),
                ("tries", models.PositiveIntegerField(default=1)),
                ("since", models.DateTimeField(db_index=True)),
                ("tried", models.DateTimeField()),
            ],
            options={"ordering": ["since", "record"], "default_permissions": ()},
        ),
    ]
