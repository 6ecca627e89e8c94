"""Where each duty, mandate, charter and line of a plan stands in the record, and the line a matter carries out.

An existing site has charters, whose rows are written here from the entries of their stream; the rest is new.
"""

from django.db import migrations, models

JOINTS = b"joints".hex().ljust(32, "0")


def charters(apps, schema_editor):
    """Rows of the charters already listed, by the program's own functions: the record is read, nothing is changed."""
    from qiantou.core.kernel import Stream
    from qiantou.ledger.writer import read
    from qiantou.readmodel import listing_rows

    if not apps.get_model("ledger", "Entry").objects.filter(stream=JOINTS).exists():
        return
    entries = read([Stream(JOINTS)], words=True)[Stream(JOINTS)]
    row = apps.get_model("readmodel", "ListingRow")
    row.objects.bulk_create([row(**columns) for columns in listing_rows.rows_of(entries)], batch_size=400)


class Migration(migrations.Migration):
    dependencies = [("readmodel", "0003_held_since"), ("ledger", "0003_head_grows")]

    operations = [
        migrations.AddField(
            "matterrow", "line", models.CharField(max_length=40, blank=True, default=""), preserve_default=False
        ),
        migrations.CreateModel(
            name="ListingRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stream", models.CharField(max_length=32)),
                ("version", models.IntegerField()),
                ("section", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=80)),
                ("owner", models.CharField(blank=True, max_length=64)),
                ("since", models.DateField()),
                ("text", models.TextField(blank=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["stream", "version"], name="listing_once")],
                "indexes": [
                    models.Index(fields=["section", "owner"], name="listing_owner"),
                    models.Index(fields=["section", "key"], name="listing_key"),
                ],
            },
        ),
        migrations.RunPython(charters, migrations.RunPython.noop),
    ]
