"""What a blocked span waits for. Rows written before are brought up by `qiantou rebuild`."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("readmodel", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="spanrow", name="blocker", field=models.CharField(blank=True, default="", max_length=32),
            preserve_default=False,
        ),
    ]  # fmt: skip
