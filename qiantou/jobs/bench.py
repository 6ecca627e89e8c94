"""`qiantou bench`: measurements of speed. They live in the source tree, beside the package, not in it."""

import argparse
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from qiantou.jobs.stop import Stop

SOURCE = Path(__file__).resolve().parents[2]


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "bench",
        description="Measure the speed of this source tree on a PostgreSQL of its own.",
        add_help=False,
        prefix_chars="\0",  # options too go on to the measurements as they were typed
    )
    parser.add_argument("arguments", nargs="*")


def run(args: argparse.Namespace) -> int:
    if not (SOURCE / "bench" / "__main__.py").is_file():
        raise Stop(_("Benchmarks live in the source tree: run `python3 run.py bench` there."))
    # A process of its own: it sets up a site in a temporary folder, whatever site this command was started in.
    return subprocess.call([sys.executable, "-m", "bench", *args.arguments], cwd=SOURCE)  # noqa: S603 — this program's own command line
