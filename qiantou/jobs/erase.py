"""`qiantou erase`: remove the typed words of one entry."""

import argparse
from typing import Any

from django.utils.translation import gettext as _

from qiantou.acts import shell
from qiantou.acts.erase import erase
from qiantou.core.kernel import Actor, Stream
from qiantou.jobs.lock import writing
from qiantou.jobs.site import prepare_site
from qiantou.jobs.stop import Stop
from qiantou.ledger.models import Entry
from qiantou.ledger.seal import seal


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "erase",
        description="Remove the typed words of one entry for good; its facts, and the proof that it was there, stay. "
        "Exports, backups and printed papers made before keep the words.",
    )
    parser.add_argument("position", type=int, metavar="POSITION", help="the entry's number in the record")
    parser.add_argument("--basis", required=True, help="the law or decision that asks for it")
    parser.add_argument("--approver", required=True, help="who approved it: a post, not a person's name")


def run(args: argparse.Namespace) -> int:
    with writing():
        prepare_site()
        found = Entry.objects.filter(position=args.position).values_list("stream", "version").first()
        if found is None:
            raise Stop(_("There is no entry %(position)s.") % {"position": args.position})
        stream, version = found
        made = erase(Stream(stream), version, basis=args.basis, approver=args.approver, by=Actor())
        seal(shell.now())  # an export holds what is sealed: the erasure must be there with the gap it explains
    if made is None:
        print(_("The words of entry %(position)s were erased before.") % {"position": args.position})
    else:
        told = _("The words of entry %(position)s are erased; entry %(made)s says so.")
        print(told % {"position": args.position, "made": made})
    return 0
