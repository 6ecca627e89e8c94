from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("readmodel", "0008_asked"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="matterrow",
            index=models.Index(
                condition=models.Q(kind="exemption"), fields=["asker", "stream"], name="matter_exemptions"
            ),
        ),
        migrations.AddIndex(
            model_name="matterrow",
            index=models.Index(
                condition=models.Q(kind="clearing"), fields=["-opened", "stream"], name="matter_clearings"
            ),
        ),
    ]
