from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("newsletters", "0005_hooks"),
    ]

    operations = [
        migrations.AddField(
            model_name="pending",
            name="source",
            field=models.CharField(default="form", help_text="form, or mail: then the words of consent stand in the answer", max_length=10),
        ),
    ]
