"""`qiantou export DIR`: the whole sealed record as files that anyone can check without this program."""

import argparse
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from qiantou.jobs.stop import Stop
from qiantou.ledger import stored
from qiantou.ledger.events import RECORD, Erased
from qiantou.ledger.export import write_bundle
from qiantou.ledger.models import Checkpoint, Entry
from qiantou.ledger.writer import read


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "export",
        description="Write every sealed entry, the scans that entries name, the checkpoints, the public keys and a "
        "signed manifest to a new folder. The site may go on running.",
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="a folder that is not there yet, or is empty")


def run(args: argparse.Namespace) -> int:
    with stored.snapshot():
        _refuse_unsealed_erasure()
        size = write_bundle(args.folder.absolute(), stored.source())
        later = stored.size() - size
    print(_("%(entries)s entries written to %(folder)s.") % {"entries": size, "folder": args.folder})
    if later:
        print(_("%(entries)s entries are not sealed yet and are not in it.") % {"entries": later})
    return 0


def _refuse_unsealed_erasure() -> None:
    """Words that are gone while the entry that says so is not sealed would look like tampering in an export."""
    sealed = Checkpoint.objects.order_by("-size").values_list("size", flat=True).first() or 0
    later = set(Entry.objects.filter(stream=RECORD, position__gte=sealed).values_list("version", flat=True))
    if later and any(isinstance(entry.event, Erased) for entry in read([RECORD])[RECORD] if entry.version in later):
        raise Stop(_("An erasure is not sealed yet: the server seals it within a minute; then export again."))
