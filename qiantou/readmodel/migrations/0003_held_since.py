"""How long a matter has been held may order a list: copied from the matter, as the other columns of a party are."""

from datetime import UTC, datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("readmodel", "0002_span_blocker")]

    operations = [
        migrations.AddField(
            model_name="partyrow",
            name="since",
            field=models.DateTimeField(default=datetime(2000, 1, 1, tzinfo=UTC)),
            preserve_default=False,
        ),
        migrations.RunSQL(
            "UPDATE readmodel_partyrow SET since = (SELECT m.since FROM readmodel_matterrow m"
            " WHERE m.stream = readmodel_partyrow.stream)",
            migrations.RunSQL.noop,
        ),
        migrations.AddIndex(
            model_name="partyrow",
            index=models.Index(fields=["desk", "is_open", "since", "stream"], name="party_since"),
        ),
    ]
