"""`qiantou migrate`: make the tables, or bring them up to this version of the program."""

import argparse
from typing import Any

from django.utils.translation import gettext as _

from qiantou.jobs.lock import writing
from qiantou.jobs.site import prepare_site


def add(subparsers: Any) -> None:
    subparsers.add_parser(
        "migrate",
        description="Make the tables, or bring them up to this version. On PostgreSQL this is done as the owner "
        "named by QIANTOU_OWNER_URL.",
    )


def run(args: argparse.Namespace) -> int:
    with writing():
        prepare_site()
    print(_("The site is ready."))
    return 0
