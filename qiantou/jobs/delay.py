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
from qiantou.insight.network_file import WINDOWS, answer, read_network
from qiantou.insight.rounding import half_up, rounded
from qiantou.jobs.columns import plain, plain_json, table
from qiantou.jobs.unreadable import sentence_of

MISUSE = 2
PLACES = 100
"""Parts of a day that are told."""
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
        print(f"{plain(str(args.file))}: {sentence_of(refusal)}", file=sys.stderr)
        return MISUSE
    except OSError as fault:
        print(f"{plain(str(args.file))}: {fault.strerror or fault}", file=sys.stderr)
        return MISUSE
    print(plain_json(answer(found, args.window)) if args.json else told(found, args.window))
    return 0


def told(found: Finding, window: str) -> str:
    """The answer in words and tables; numbers to two places, shares so that they add up."""
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
    shares = in_hundredths(found.shares)
    for name, _share in sorted(found.shares.items(), key=lambda one: (-one[1], one[0])):
        row = [name, written(shares[name]), days(found.but_for[name]), days(found.float_used[name])]
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
    shares = in_hundredths(by_activity)
    rows = [[_("Activity"), _("Share, days")], *([name, written(shares[name])] for name, _share in late)]
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
        shares = in_hundredths(one.shares)
        whose = ", ".join(f"{name} {written(shares[name])}" for name, share in one.shares.items() if share)
        rows.append([span, days(one.after), days(change), whose])
    return table(rows, left=1)


def days(value: Fraction) -> str:
    """To two places, half up, no more than are needed."""
    return written(half_up(value * PLACES))


def in_hundredths(shares: Mapping[str, Fraction]) -> dict[str, int]:
    """Shares in hundredths of a day, so that those who add them up come to the sum that is told."""
    return rounded({name: share * PLACES for name, share in shares.items()})


def written(hundredths: int) -> str:
    whole, rest = divmod(abs(hundredths), PLACES)
    text = f"{whole}.{rest:02d}".rstrip("0").rstrip(".")
    return f"-{text}" if hundredths < 0 else text
