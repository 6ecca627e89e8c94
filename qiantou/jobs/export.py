"""`qiantou export DIR`: the whole sealed record as files that anyone can check without this program."""

import argparse
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from qiantou.ledger import stored
from qiantou.ledger.export import write_bundle


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "export",
        description="Write every sealed entry, the checkpoints, the public keys and a signed manifest to a new folder. "
        "The site may go on running.",
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="a folder that is not there yet, or is empty")


def run(args: argparse.Namespace) -> int:
    with stored.snapshot():
        size = write_bundle(args.folder.absolute(), stored.source())
    print(_("%(entries)s entries written to %(folder)s.") % {"entries": size, "folder": args.folder})
    return 0
