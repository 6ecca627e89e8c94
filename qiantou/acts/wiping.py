"""What was deleted is gone from the files of SQLite too, not from its tables alone.

`secure_delete` (settings) writes noughts over a deleted row; its last copies stand in the journal beside the database
until that is written back and cut off, which is done here. PostgreSQL keeps its own files: docs/rules/rating.md, 8.
"""

from __future__ import annotations

from django.db import connection

PATIENCE, USUAL = 500, 20_000
"""Milliseconds for which the journal waits for those who read, who write, and what connections wait for else."""


def cut_journal() -> bool:
    """Whether nothing is left in the journal; False while somebody reads from it: then once more a little later.

    Outside of any transaction.
    """
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout={PATIENCE}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy = cursor.fetchone()[0]
        finally:
            cursor.execute(f"PRAGMA busy_timeout={USUAL}")
    return not busy
