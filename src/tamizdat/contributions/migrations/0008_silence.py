from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contributions", "0007_remind_consent"),
    ]

    operations = [
        migrations.CreateModel(
            name="Silence",
            fields=[
                (
                    "ref",
                    models.CharField(help_text="Random: of no contribution and no giver", max_length=22, primary_key=True, serialize=False),
                ),
                ("address_hash", models.BinaryField(max_length=16, unique=True)),
                ("since", models.DateField(db_index=True)),
            ],
            options={
                "default_permissions": (),
            },
        ),
    ]
