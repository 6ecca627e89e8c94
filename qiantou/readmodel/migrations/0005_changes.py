"""The few changes of duty lists among all matters: asked for whenever a list of what somebody may read is made."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("readmodel", "0004_listings")]

    operations = [
        migrations.AddIndex(
            model_name="matterrow",
            index=models.Index(fields=["stream"], name="matter_changes", condition=models.Q(kind="duty-change")),
        ),
    ]
