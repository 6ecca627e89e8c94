"""Making a site ready to be written to: folder, tables, guards, key and witness file. Run at every start.

    DATA/                0700
      qiantou.sqlite3    the database, unless it is on PostgreSQL
      secret-key         0600  signs sessions
      keys/              0700  signing keys of the log
      witness            0600  every checkpoint ever signed
      writer.lock        held by the one writing process of a site on SQLite

Tables are made and changed by their owner: on PostgreSQL the role of QIANTOU_OWNER_URL, never the role the
program runs as, which may add to the record and nothing else.
"""

import secrets
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from qiantou.jobs.stop import Stop
from qiantou.ledger import keys, witness
from qiantou.ledger.guarded import check_guards
from qiantou.ledger.models import Head
from qiantou.ledger.places import keys_folder, witness_file

SAFE_SQLITE = (3, 51, 3)
MIGRATING = 0x7169616E  # number of the PostgreSQL advisory lock that lets one process migrate at a time
RESTORING = "restoring"  # present while a restore is under way, and left behind by one that failed


def prepare_site() -> None:
    """Everything a writer needs, made where it is missing. Raises Stop with a sentence otherwise."""
    close_folder(Path(settings.DATA_DIR))
    if (Path(settings.DATA_DIR) / RESTORING).exists():
        raise Stop(_("A restore into this site did not finish: run it again, or into a new folder and database."))
    migrate()
    refuse_unguarded()
    make_key_and_witness()


def close_folder(folder: Path) -> None:
    """Keep others out of the data folder. Raises Stop for a folder that is not the site's own."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    mode = folder.stat().st_mode
    if not mode & 0o077:
        return
    if mode & stat.S_ISVTX or folder == Path.home():
        raise Stop(_("%(folder)s is shared with others; give the site a folder of its own.") % {"folder": folder})
    folder.chmod(0o700)


def warn_of_old_sqlite() -> None:
    """One line for whoever starts a server on a SQLite that can be damaged by several writers."""
    if connection.vendor == "sqlite" and sqlite3.sqlite_version_info < SAFE_SQLITE:
        told = _("SQLite %(version)s: fine for a trial with its one writer; use PostgreSQL for real work.")
        print(told % {"version": sqlite3.sqlite_version}, file=sys.stderr)


def pending() -> bool:
    """Whether the tables are older than this program."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> None:
    """Bring the tables up to this program, as their owner. Nothing happens when they are."""
    if not pending():
        return
    if connection.vendor == "postgresql" and not settings.OWNER_URL:
        raise Stop(_("The tables must be made or changed: set QIANTOU_OWNER_URL and run `qiantou migrate`."))
    with as_owner():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        call_command("migrate", interactive=False, verbosity=0)


@contextmanager
def as_owner() -> Iterator[None]:
    """On PostgreSQL, this thread's connection is that of the tables' owner inside the block."""
    if connection.vendor != "postgresql":
        yield
        return
    if not settings.OWNER_URL:
        raise Stop(_("This needs the role that owns the tables: set QIANTOU_OWNER_URL."))
    from qiantou.settings import database_from_url

    usual = connections["default"]
    usual.close()
    given = {**usual.settings_dict, **database_from_url(settings.OWNER_URL), "CONN_MAX_AGE": 0}
    owner = type(usual)(given, "default")
    connections["default"] = owner
    try:
        yield
    finally:
        owner.close()
        connections["default"] = usual


def refuse_unguarded() -> None:
    """Raises Stop when the database would let the record be changed."""
    faults = check_guards()
    if faults:
        first = faults[0]
        told = ", ".join(str(fact) for fact in first.facts.values())
        raise Stop(f"{_UNGUARDED[first.code]()} ({told})")


_UNGUARDED = {
    "guard-missing": lambda: _("A guard of the record is missing from the database; do not go on, restore it."),
    "guard-changed": lambda: _("A guard of the record in the database was altered; do not go on, restore it."),
    "role-owns-table": lambda: _(
        "The program's database role owns tables of the record: give QIANTOU_DATABASE_URL a role that does not."
    ),
    "role-may-change": lambda: _(
        "The program's database role may change the record: take UPDATE, DELETE and TRUNCATE on it away."
    ),
}


def make_key_and_witness() -> None:
    """The first signing key and the witness file, while the log is empty. Raises Unsound as they do."""
    size = Head.objects.get(id=1).size
    folder = keys_folder()
    if size == 0 or folder.exists():
        keys.prepare_folder(folder)
    if not keys.known_keys(folder):
        keys.first_key(folder, settings.ORIGIN or f"qiantou.site/{secrets.token_hex(8)}")
    witness.create(witness_file(), entries=size)
