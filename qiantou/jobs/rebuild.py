"""`qiantou rebuild`: drop the rows behind lists and pages and write them afresh from the record."""

import argparse
import sys
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from qiantou.acts import registers, shell
from qiantou.jobs.lock import writing
from qiantou.jobs.site import prepare_site
from qiantou.readmodel.rebuild import rebuild


def add(subparsers: Any) -> None:
    subparsers.add_parser(
        "rebuild",
        description="Write the rows of lists and pages afresh from the record. On SQLite stop the server first; on "
        "PostgreSQL pages stay readable meanwhile and moves wait.",
    )


def run(args: argparse.Namespace) -> int:
    with writing():
        prepare_site()
        with transaction.atomic():
            done = rebuild(registers.STREAMS, shell.now(), _tell)
    print(file=sys.stderr)
    print(_("%(count)s matters rebuilt.") % {"count": done})
    return 0


def _tell(done: int) -> None:
    print(f"\r{done}", end="", file=sys.stderr, flush=True)
