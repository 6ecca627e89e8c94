"""`qiantou backup FILE`: the whole site in one file while it runs; read by `qiantou restore`.

A zip: tables/<table>.jsonl from one state of the database, keys/ and witness as they belong to it, and
manifest.json with the SHA-256 of each. It holds the private signing keys, the accounts and every typed word:
only its owner can read it, and it must be kept like the site itself.
"""

import argparse
import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from qiantou import __version__
from qiantou.acts import shell
from qiantou.jobs import tables
from qiantou.jobs.stop import Stop
from qiantou.ledger import stored, witness
from qiantou.ledger.note import note_text, parse_checkpoint
from qiantou.ledger.places import keys_folder, witness_file

FORMAT = "qiantou-backup/1"
MANIFEST, WITNESS, KEYS, TABLES = "manifest.json", "witness", "keys/", "tables/"


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "backup",
        description="Copy the whole site to one file while it runs: database, signing keys, witness file. The file "
        "can be read by its owner only; keep it like the site itself. It can be restored on either database.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="a file that is not there yet")


def run(args: argparse.Namespace) -> int:
    entries = backup(args.file.absolute())
    told = _("%(entries)s entries backed up to %(file)s. It holds the private signing keys: keep it safe.")
    print(told % {"entries": entries, "file": args.file})
    return 0


def backup(path: Path) -> int:
    """Write the backup, whole or not at all; how many entries it holds. Raises Stop if `path` is there."""
    if path.exists():
        raise Stop(_("%(file)s is there already; a backup is never overwritten.") % {"file": path})
    draft = path.with_name(f".{path.name}.unfinished")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
                entries = _write(_Pack(archive))
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        raise Stop(_("%(file)s is there already; a backup is never overwritten.") % {"file": path}) from None
    finally:
        draft.unlink(missing_ok=True)
    return entries


class _Pack:
    """Writes members and remembers their digests."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.digests: dict[str, str] = {}

    def write(self, name: str, parts: Iterable[bytes]) -> None:
        digest = hashlib.sha256()
        with self.archive.open(name, "w", force_zip64=True) as member:
            for part in parts:
                digest.update(part)
                member.write(part)
        self.digests[name] = digest.hexdigest()


def _write(pack: _Pack) -> int:
    """Keys are read before and after the snapshot: one may be replaced meanwhile, and both are needed."""
    keys = _keys()
    with stored.snapshot():
        entries, known = stored.size(), tables.migrations()
        for model in tables.models():
            pack.write(f"{TABLES}{model._meta.db_table}.jsonl", tables.lines(model))
    for name, data in sorted({**keys, **_keys()}.items()):
        pack.write(f"{KEYS}{name}", [data])
    pack.write(WITNESS, _witnessed(entries))
    manifest = {
        "format": FORMAT,
        "program": __version__,
        "at": shell.now().isoformat(),
        "entries": entries,
        "migrations": known,
        "files": pack.digests,
    }
    pack.archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return entries


def _keys() -> dict[str, bytes]:
    """File name → content; a file that is removed meanwhile is a key just retired."""
    found = {}
    for path in sorted(keys_folder().glob("[0-9]*.*key")):
        try:
            found[path.name] = path.read_bytes()
        except FileNotFoundError:
            continue
    return found


def _witnessed(entries: int) -> Iterator[bytes]:
    """The witness file as it belongs to a record of so many entries: later checkpoints are left out."""
    path = witness_file()
    kept = sum(parse_checkpoint(note_text(note)).head.size <= entries for note in witness.notes(path))
    with path.open("rb") as file:
        for _number in range(1 + kept):
            yield file.readline().removesuffix(b"\n") + b"\n"
