"""`qiantou roster FILE`: what a workbook of units, posts and accounts would change; with --apply, change it."""

import argparse
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiantou.access.enrolling import apply, planned, sentence_of
from qiantou.access.roster_sheets import template
from qiantou.acts import shell
from qiantou.core.kernel import Actor
from qiantou.jobs.lock import writing
from qiantou.jobs.site import prepare_site
from qiantou.jobs.stop import Stop


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "roster",
        description="Read units, posts, outside parties and people from a workbook and say what would change. "
        "Nothing is changed without --apply, and nothing at all while the workbook has a fault.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="an .xlsx made from the template")
    parser.add_argument("--apply", action="store_true", help="make the changes, in one transaction")
    parser.add_argument("--template", action="store_true", help="write an empty workbook to FILE instead")


def run(args: argparse.Namespace) -> int:
    if args.template:
        if args.file.exists():
            raise Stop(_("%(path)s exists already.") % {"path": args.file})
        args.file.write_bytes(template())
        return 0
    data = args.file.read_bytes()
    with writing():
        prepare_site()
        made = planned(data)
        for fault in made.faults:
            print(sentence_of(fault))
        if made.faults:
            count = len(made.faults)
            print(ngettext("%(count)d fault; nothing was changed.", "%(count)d faults; nothing was changed.", count)
                  % {"count": count})  # fmt: skip
            return 1
        told = {"entries": len(made.listings), "accounts": len(made.newcomers), "names": len(made.renamed)}
        print(_("%(entries)d entries for the register, %(accounts)d new accounts, %(names)d changed names.") % told)
        for former, name in made.units_renamed:
            print("  " + _("renamed: %(former)s → %(name)s") % {"former": former, "name": name})
        if not args.apply:
            print(_("Nothing was changed: add --apply to change it."))
            return 0
        enrolled = apply(made, by=Actor(), command_id=shell.fresh(), released=True)
    for login, password in enrolled.passwords.items():
        print(f"  {login}\t{password}")
    if enrolled.passwords:
        print(_("These first passwords are shown only now."))
    return 0
