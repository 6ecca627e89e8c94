"""`qiantou restore FILE`: bring a backup back into an empty site, and check it.

Nothing is touched before every part of the file has been found whole. The tables are filled in one
transaction; a note in the data folder keeps the site from starting until what was restored has been verified.
"""

import argparse
import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction
from django.utils.translation import gettext as _

from qiantou.access.models import Account
from qiantou.jobs import tables
from qiantou.jobs.backup import FORMAT, KEYS, MANIFEST, TABLES, WITNESS
from qiantou.jobs.lock import writing
from qiantou.jobs.site import RESTORING, as_owner, close_folder, migrate, refuse_unguarded
from qiantou.jobs.stop import Stop
from qiantou.jobs.verify import show
from qiantou.jobs.verify_site import verify_site
from qiantou.ledger.models import Head
from qiantou.ledger.places import keys_folder, witness_file
from qiantou.ledger.report import Report

PART = 1 << 20  # bytes read at once


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "restore",
        description="Bring a backup back into an empty site: a new data folder, and on PostgreSQL a new database. "
        "What was restored is verified; the site does not start before that.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="a file written by `qiantou backup`")


def run(args: argparse.Namespace) -> int:
    with writing():
        report = restore(args.file)
    return show(report)


def restore(path: Path) -> Report:
    """Fill this empty site from the backup; what `verify` says of it. Raises Stop, with nothing touched."""
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile:
        raise Stop(_("%(file)s is not a backup, or was cut off.") % {"file": path}) from None
    with archive:
        manifest = _checked(archive, path)
        if manifest["migrations"] != tables.known_migrations():
            raise Stop(
                _("%(file)s was made by version %(version)s, whose tables are others: restore it with that version.")
                % {"file": path, "version": manifest["program"]}
            )
        close_folder(Path(settings.DATA_DIR))
        migrate()
        refuse_unguarded()
        marker = Path(settings.DATA_DIR) / RESTORING
        _refuse_used_site(marker)
        marker.touch(mode=0o600)
        _place_files(archive)
        with as_owner(), transaction.atomic():
            _fill(archive)
    report = verify_site()
    if report.is_sound:
        marker.unlink()
    return report


def _checked(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    """The manifest, once every member is found to be what it says."""
    try:
        manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
        told = manifest["files"]
        is_whole = manifest["format"] == FORMAT and {*told, MANIFEST} == set(archive.namelist())
        is_whole = is_whole and all(_digest(archive, name) == digest for name, digest in told.items())
    except (KeyError, ValueError, zipfile.BadZipFile, EOFError):
        is_whole = False
    if not is_whole:
        raise Stop(_("%(file)s is not a whole backup: a part is missing, damaged or added.") % {"file": path})
    return manifest


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as member:
        while part := member.read(PART):
            digest.update(part)
    return digest.hexdigest()


def _refuse_used_site(marker: Path) -> None:
    """A site in use is never overwritten; files left by a restore that stopped before its tables are removed."""
    if Head.objects.filter(size__gt=0).exists() or Account.objects.exists():
        is_used = True
    else:
        if marker.exists():
            shutil.rmtree(keys_folder(), ignore_errors=True)
            witness_file().unlink(missing_ok=True)
        is_used = witness_file().exists() or any(keys_folder().glob("*"))
    if is_used:
        raise Stop(
            _("The site in %(folder)s is not empty: name a new folder in QIANTOU_DATA, and a new database.")
            % {"folder": settings.DATA_DIR}
        )


def _place_files(archive: zipfile.ZipFile) -> None:
    keys_folder().mkdir(mode=0o700, exist_ok=True)
    for name in archive.namelist():
        if name.startswith(KEYS):
            _write(keys_folder() / Path(name).name, archive.read(name))
    _write(witness_file(), archive.read(WITNESS))


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _fill(archive: zipfile.ZipFile) -> None:
    """Rows that the migrations made give way; numbers handed out later go on after the restored ones."""
    models = tables.models()
    for model in models:
        model._base_manager.all().delete()
    for model in models:
        tables.load(model, _lines(archive, f"{TABLES}{model._meta.db_table}.jsonl"))
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _lines(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with archive.open(name) as member:
        yield from member
