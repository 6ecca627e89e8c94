"""`qiantou checkhealth`: what /ready would say, asked of the database itself. Exit code 0 or 1."""

import argparse
from typing import Any

from django.utils.translation import gettext as _

from qiantou.jobs.health import figures, troubles
from qiantou.jobs.site import pending
from qiantou.jobs.stop import Stop


def add(subparsers: Any) -> None:
    subparsers.add_parser("checkhealth", description="Ask this site's database whether all is well; exit code 0 or 1.")


def run(args: argparse.Namespace) -> int:
    if pending():
        raise Stop(_("The tables are older than this program: run `qiantou migrate`."))
    found = troubles()
    for trouble in found:
        print(trouble)
    if not found:
        seen = figures()
        told = _("All is well: %(entries)s entries, %(sealed)s of them sealed, %(open)s open matters.")
        print(told % seen._asdict())
    return 1 if found else 0
