"""`qiantou read-division`: what a division document says, row by row, with every doubt. Needs no site."""

import argparse
import sys
from typing import Any

from qiantou.documents.command import read_division_command


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "read-division",
        description="Read a division document (.docx, .xlsx, .csv or .txt) and print its tasks, who leads, who "
        "cooperates, by when, and what is in doubt. Nothing is stored.",
    )
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--year", type=int, help="the year of days written without one")
    parser.add_argument("--json", action="store_true", help="print JSON, for programs")


def run(args: argparse.Namespace) -> int:
    code, text = read_division_command(args.file, args.year, args.json)
    print(text, file=sys.stderr if code else sys.stdout)
    return code
