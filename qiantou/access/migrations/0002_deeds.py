"""What was done with accounts. The program adds to it; on PostgreSQL its role can do nothing else with it."""

from typing import Any

from django.conf import settings
from django.db import migrations, models


def only_added(apps: Any, editor: Any) -> None:
    if editor.connection.vendor != "postgresql":
        return
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [settings.APP_ROLE])
        if cursor.fetchone() is not None:
            role = settings.APP_ROLE.replace('"', '""')
            cursor.execute(f'REVOKE UPDATE, DELETE ON access_deed FROM "{role}"')


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial"), ("ledger", "0002_guards")]
    operations = [
        migrations.CreateModel(
            name="Deed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("what", models.CharField(max_length=20)),
                ("by", models.CharField(blank=True, max_length=32)),
                ("account", models.CharField(blank=True, max_length=32)),
            ],
            options={"indexes": [models.Index(fields=["what", "id"], name="deeds_by_kind")]},
        ),
        migrations.RunPython(only_added, migrations.RunPython.noop),
    ]
