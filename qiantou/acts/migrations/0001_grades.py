"""Grades of the open rounds of mutual rating."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.CreateModel(
            name="Grade",
            fields=[
                ("name", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("joint", models.CharField(max_length=32)),
                ("rated", models.CharField(max_length=64)),
                ("grade", models.SmallIntegerField()),
            ],
            options={"indexes": [models.Index(fields=["joint", "rated"], name="grades_of_joint")]},
        ),
    ]
