"""`qiantou delay`: whose days were lost in any network given as a file. Needs no site."""

import argparse
import sys
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from qiantou.insight.delay import Finding, attribute
from qiantou.insight.malformed import Malformed
from qiantou.insight.network_file import WINDOWS, read_network, to_json
from qiantou.jobs.columns import table
from qiantou.jobs.unreadable import sentence_of

MISUSE = 2
NAMES = {
    "day": gettext_lazy("windows of one day"),
    "week": gettext_lazy("windows of 7 days"),
    "month": gettext_lazy("windows of 30 days"),
    "all": gettext_lazy("one window over everything"),
}


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "delay",
        description=_(
            "Share the delay of a network over those who lengthened its activities. The file is JSON: activities "
            "(id, party, planned, actual, start), links (from, to, type, lag); numbers are days. docs/rules/delay.md "
            "has the method. Nothing is stored."
        ),
    )
    parser.add_argument("file", metavar="PLAN.json", type=Path)
    parser.add_argument(
        "--window", choices=list(WINDOWS), default="all",
        help=_("how far the delay is shared at a time: day, week (7 days), month (30 days), all (the default)"),
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help=_("print JSON"))


def run(args: argparse.Namespace) -> int:
    try:
        found = attribute(*read_network(args.file.read_bytes()), every=WINDOWS[args.window])
    except Malformed as refusal:
        print(f"{args.file}: {sentence_of(refusal)}", file=sys.stderr)
        return MISUSE
    except OSError as fault:
        print(f"{args.file}: {fault.strerror or fault}", file=sys.stderr)
        return MISUSE
    print(to_json(found, args.window) if args.json else told(found, args.window))
    return 0


def told(found: Finding, window: str) -> str:
    """The answer in words and tables; numbers to two places, exact where they end there."""
    facts = {
        "planned": days(found.planned_finish),
        "actual": days(found.actual_finish),
        "delay": days(found.delay),
        "window": NAMES[window],
    }
    parts = [_("Planned finish %(planned)s, actual finish %(actual)s, delay %(delay)s days; %(window)s.") % facts]
    head = [_("Party"), _("Share, days"), _("Finish but for it"), _("Float used")]
    if found.interval is not None:
        head.append(_("95 % interval"))
    rows = [head]
    for name, share in sorted(found.shares.items(), key=lambda one: (-one[1], one[0])):
        row = [name, days(share), days(found.but_for[name]), days(found.float_used[name])]
        if found.interval is not None:
            low, high = found.interval[name]
            row.append(f"{days(low)} – {days(high)}")
        rows.append(row)
    rows.append([_("Together"), days(found.delay), *[""] * (len(head) - 2)])
    parts.append(table(rows))
    parts.append(_("Lost whichever one party had been on time: %(days)s days.") % {"days": days(found.concurrent)})
    if any(name not in found.shares for name in found.by_activity) and any(found.by_activity.values()):
        parts.append(_activities(found.by_activity))
    if len(found.by_window) > 1:
        parts.append(_windows(found))
    return "\n\n".join(parts)


def _activities(by_activity: Mapping[str, Fraction]) -> str:
    late = sorted(((name, share) for name, share in by_activity.items() if share), key=lambda one: (-one[1], one[0]))
    rows = [[_("Activity"), _("Share, days")], *([name, days(share)] for name, share in late)]
    rest = len(by_activity) - len(late)
    more = ngettext("%(count)s more activity: 0", "%(count)s more activities: 0", rest) % {"count": rest}
    return table(rows) + (f"\n{more}" if rest else "")


def _windows(found: Finding) -> str:
    """Those in which the finish changed."""
    rows = [[_("Window"), _("Finish"), _("Moved by"), _("Put down to")]]
    for one in found.by_window:
        change = one.after - one.before
        if not change:
            continue
        span = f"{days(one.begin or Fraction(0))} – {days(one.end) if one.end is not None else ''}"
        whose = ", ".join(f"{name} {days(share)}" for name, share in one.shares.items() if share)
        rows.append([span, days(one.after), days(change), whose])
    return table(rows, left=1)


def days(value: Fraction) -> str:
    """To two places, no more than are needed."""
    text = f"{float(value):.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
