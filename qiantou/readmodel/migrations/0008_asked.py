from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("readmodel", "0007_awaits"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="matterrow",
            index=models.Index(
                condition=models.Q(
                    kind__in=("guidance", "whistle-emergency", "whistle-enforcement", "whistle-key-work", "data")
                ),
                fields=["-opened", "stream"],
                name="matter_asked",
            ),
        ),
    ]
