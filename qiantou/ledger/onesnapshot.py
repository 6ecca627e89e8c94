"""One state of the database for all the processes that check it.

On PostgreSQL a snapshot is exported and taken up by the others; it lives as long as the transaction it comes
from. SQLite has nothing of the kind: there everything is read by one process.
No Django where this module is loaded: a process started for checking sets it up when it joins.
"""

import os
from collections.abc import Callable
from functools import partial


def joining() -> Callable[[], None] | None:
    """What another process calls to see what this one's transaction sees; None where none can."""
    from django.conf import settings
    from django.db import connection

    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        (name,) = cursor.fetchone()
    return partial(_join, settings.DATABASE_URL, str(settings.DATA_DIR), name)


def _join(database_url: str, data: str, name: str) -> None:
    """The transaction stays open until the process ends; it reads only."""
    os.environ |= {"QIANTOU_DATABASE_URL": database_url, "QIANTOU_DATA": data}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qiantou.settings")
    import django

    django.setup()
    from django.db import connection, transaction

    transaction.set_autocommit(False)
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET TRANSACTION SNAPSHOT %s", [name])
