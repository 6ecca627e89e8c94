"""`qiantou tenure`: who held what for how long, in a log of any system given as a file. Needs no site."""

import argparse
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from qiantou.insight.malformed import Malformed
from qiantou.insight.tenure import Tenure, tenure
from qiantou.insight.tenure_file import read_events
from qiantou.jobs.columns import plain, plain_json, table
from qiantou.jobs.unreadable import sentence_of

MISUSE = 2
SECOND = 1_000_000
MOST = 20
"""Rows of each table on a terminal; the JSON has all."""


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "tenure",
        description=_(
            "Tell from a log of events (CSV with the columns case, holder, time) who held each case for how long, who "
            "passed to whom, and what came straight back. docs/rules/tenure.md has the rule. Nothing is stored."
        ),
    )
    parser.add_argument("file", metavar="EVENTS.csv", type=Path)
    parser.add_argument("--json", action="store_true", help=_("print JSON; times in seconds"))


def run(args: argparse.Namespace) -> int:
    try:
        found = tenure(read_events(args.file.read_bytes()))
    except Malformed as refusal:
        print(f"{plain(str(args.file))}: {sentence_of(refusal)}", file=sys.stderr)
        return MISUSE
    except OSError as fault:
        print(f"{plain(str(args.file))}: {fault.strerror or fault}", file=sys.stderr)
        return MISUSE
    print(_json(found) if args.json else _told(found))
    return 0


def _seconds(time: int) -> int | float:
    return time // SECOND if time % SECOND == 0 else time / SECOND


def _json(found: Tenure) -> str:
    pairs = {"handovers": found.handovers, "pingpongs": found.pingpongs}
    answer: dict[str, object] = {
        "cases": len(found.log.cases),
        "holders": len(found.log.holders),
        "events": len(found.log.time),
        "held": [{"case": case, "holder": holder, "seconds": _seconds(time)} for case, holder, time in found.held()],
    }
    for name, counts in pairs.items():
        answer[name] = [{"from": one, "to": other, "count": count} for (one, other), count in counts.items()]
    return plain_json(answer)


def _told(found: Tenure) -> str:
    """By holder over all cases, then the pairs that came most often."""
    sums: defaultdict[str, int] = defaultdict(int)
    cases: defaultdict[str, int] = defaultdict(int)
    for _case, holder, time in found.held():
        sums[holder] += time
        cases[holder] += 1
    rows = [[name, str(cases[name]), _days(sums[name]), _days(sums[name] // cases[name])] for name in sums]
    rows.sort(key=lambda row: (-sums[row[0]], row[0]))
    counts = {"cases": len(found.log.cases), "holders": len(found.log.holders), "events": len(found.log.time)}
    parts = [_("Cases: %(cases)s; holders: %(holders)s; events: %(events)s.") % counts]
    parts.append(_cut([[_("Holder"), _("Cases"), _("Held, days"), _("Each")], *rows], left=1))
    if found.handovers:
        passed = [[one, other, str(count)] for (one, other), count in found.handovers.items()]
        parts.append(_cut([[_("Passed on by"), _("Passed to"), _("Times")], *passed], left=2))
    if found.pingpongs:
        back = [[one, other, str(count)] for (one, other), count in found.pingpongs.items()]
        parts.append(_cut([[_("Came back to"), _("Sent back by"), _("Times")], *back], left=2))
    return "\n\n".join(parts)


def _cut(rows: list[list[str]], *, left: int) -> str:
    shown, rest = rows[: MOST + 1], len(rows) - MOST - 1
    more = "\n" + _("and %(count)s more rows, all of them with --json") % {"count": rest} if rest > 0 else ""
    return table(shown, left) + more


def _days(time: int) -> str:
    return f"{time / (86_400 * SECOND):.2f}"
