"""`qiantou read-division`: what a division document says, row by row, with every doubt. Needs no site."""

import argparse
import sys
from typing import Any

from django.utils.translation import gettext

from qiantou.documents.command import read_division_command

FIRST_YEAR, LAST_YEAR = 1949, 2199


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "read-division",
        description=gettext(
            "Read a division document (.docx, .xlsx, .csv or .txt) and print its tasks, who leads, who cooperates, by "
            "when, and what is in doubt. Nothing is stored."
        ),
    )
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--year", type=_year, help=gettext("the year of days written without one"))
    parser.add_argument("--json", action="store_true", help=gettext("print JSON; doubts about the paper on stderr"))


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= LAST_YEAR):
        told = gettext("“%(text)s” is not a year from %(first)d to %(last)d")
        raise argparse.ArgumentTypeError(told % {"text": text, "first": FIRST_YEAR, "last": LAST_YEAR})
    return int(text)


def run(args: argparse.Namespace) -> int:
    answer = read_division_command(args.file, args.year, args.json, say=gettext)
    if answer.out:
        print(answer.out)
    if answer.err:
        print(answer.err, file=sys.stderr)
    return answer.code
