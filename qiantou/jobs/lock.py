"""A site on SQLite has one writing process at a time; on PostgreSQL there may be any number.

SQLite before 3.51.3 can damage its file when several processes write in WAL mode, and one writer costs a
trial nothing. The lock is on a file in the data folder and belongs to the process: however that ends, the
lock ends with it. Reading (backup, export, verify) needs no lock.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from qiantou.jobs.stop import Stop
from qiantou.ledger import durable

FILE = "writer.lock"
ALONE = "QIANTOU_ALONE"  # set by the server for its one child on SQLite, which then holds the lock
PARENT = "QIANTOU_SERVER"  # set by the server for its children: its process id
PATIENCE = 3.0  # seconds: a server that was just killed needs up to one second to let go


def hold(folder: Path, *, patience: float = PATIENCE) -> int | None:
    """The descriptor that holds the lock of the site in `folder`; None if another process keeps it."""
    descriptor = os.open(folder / FILE, os.O_RDWR | os.O_CREAT | durable.CLOSED_ON_EXEC, 0o600)
    end = time.monotonic() + patience
    while True:
        if durable.try_lock(descriptor):
            return descriptor
        if time.monotonic() > end:
            os.close(descriptor)
            return None
        time.sleep(0.05)


@contextmanager
def writing(*, patience: float = PATIENCE) -> Iterator[None]:
    """Be the only writer of this site while the block runs. Raises Stop if there is another."""
    if connection.vendor != "sqlite":
        yield
        return
    held = hold(settings.DATA_DIR, patience=patience)
    if held is None:
        raise Stop(
            _(
                "Another process is writing to the site in %(folder)s: a site on SQLite has one writer. "
                "Stop the server first."
            )
            % {"folder": settings.DATA_DIR}
        )
    try:
        yield
    finally:
        os.close(held)
