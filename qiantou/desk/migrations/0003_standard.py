"""What a desk accepts once a week."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0002_advice")]
    operations = [
        migrations.CreateModel(
            name="Standard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("desk", models.CharField(max_length=64)),
                ("asker", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=30)),
                ("by", models.CharField(max_length=32)),
                ("at", models.DateTimeField()),
            ],
            options={"constraints": [models.UniqueConstraint(fields=["desk", "asker", "kind"], name="standard_once")]},
        ),
    ]
