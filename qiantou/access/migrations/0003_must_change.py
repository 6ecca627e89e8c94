"""Whether somebody else knows an account's password, so that it has to be changed first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0002_deeds")]
    operations = [
        migrations.AddField(model_name="account", name="must_change", field=models.BooleanField(default=False)),
    ]
