"""What an open matter waits for, and the few that are listed for a meeting, without reading all of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("readmodel", "0006_ladder")]

    operations = [
        migrations.AddField(model_name="matterrow", name="awaits", field=models.TextField(blank=True)),
        migrations.AddIndex(
            model_name="matterrow",
            index=models.Index(fields=["stream"], name="matter_listed", condition=models.Q(listed=True)),
        ),
        migrations.AddIndex(
            model_name="matterrow",
            index=models.Index(fields=["stream"], name="matter_awaits", condition=~models.Q(awaits="")),
        ),
    ]
