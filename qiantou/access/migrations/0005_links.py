"""Phones and one-time links of those without an account."""

from django.db import migrations, models

from qiantou.access.models import opaque


class Migration(migrations.Migration):
    dependencies = [("access", "0004_token")]
    operations = [
        migrations.CreateModel(
            name="Phone",
            fields=[
                ("desk", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("number", models.CharField(max_length=20)),
                ("entered", models.CharField(blank=True, max_length=64)),
                ("by", models.CharField(max_length=32)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.CharField(default=opaque, max_length=32, primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=9, unique=True)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("desk", models.CharField(max_length=64)),
                ("stream", models.CharField(max_length=32)),
                ("confirms", models.BooleanField(default=False)),
                ("maker", models.CharField(max_length=64)),
                ("by", models.CharField(max_length=32)),
                ("made", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("sends", models.SmallIntegerField(default=0)),
                ("tries", models.SmallIntegerField(default=0)),
                ("nonce", models.CharField(blank=True, max_length=32)),
                ("asked", models.DateTimeField(null=True)),
                ("told", models.BooleanField(default=False)),
                ("used", models.DateTimeField(null=True)),
                ("position", models.BigIntegerField(null=True)),
                ("ended", models.DateTimeField(null=True)),
            ],
            options={"indexes": [models.Index(fields=["stream", "desk"], name="links_of_matter")]},
        ),
    ]
