"""What of each party's own overtime a ruling or an exemption takes out of the sheet, told beside it with its entry.

The page of the delay tells what the record has; the sheet counts less where somebody decided so. One function reads it
for both: `core/forgiving.py`. Rules: docs/rules/attribution.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from django.utils.translation import gettext as _

from qiantou.access.guards import Standing, readable
from qiantou.acts.attributing import Reading
from qiantou.acts.exempting import exempt_in
from qiantou.core.attribution import Overtime
from qiantou.core.forgiving import left_out
from qiantou.core.kernel import Stream
from qiantou.core.kinds import EXEMPTION
from qiantou.core.register import InForce
from qiantou.core.review import SHEETS, Sheet
from qiantou.desk.addresses import matter_url
from qiantou.desk.delay_told import in_days
from qiantou.insight.in_tenths import tenths
from qiantou.readmodel.models import MatterRow

Left = list[tuple[Overtime, Stream]]


def left_of(one: Reading, force: InForce) -> Left:
    """As of the instant it is read through; three queries at most."""
    late, sheet = one.built.overruns, force.section(SHEETS).get(one.joint)
    exempt = exempt_in((one.joint, *(each.matter for each in late)), one.built.through) if late else {}
    return left_out(late, one.joint, exempt, sheet if isinstance(sheet, Sheet) else None)


def minutes_left(left: Left, overtime: Mapping[str, int]) -> dict[str, int]:
    """Party → how many minutes of its own overtime count in no sheet."""
    found = defaultdict[str, int](int)
    for late, _why in left:
        found[late.party] += late.minutes
    return {party: min(minutes, overtime.get(party, 0)) for party, minutes in found.items() if overtime.get(party, 0)}


def left_told(left: Left, seen: Standing, names: Mapping[str, str], day_minutes: int) -> list[dict[str, str]]:
    """A sentence for each, with the page of what was decided where the reader may open it."""
    streams = {name for late, why in left for name in (late.matter, why)}
    rows = {row.stream: row for row in MatterRow.objects.filter(stream__in=streams)} if streams else {}
    opens = readable(streams, seen)
    found = []
    for late, why in left:
        row, decided = rows.get(late.matter), rows.get(why)
        title = row.title if row is not None and row.stream in opens else late.matter[:12]
        days = in_days(tenths({"": late.minutes}, day_minutes)[""])
        facts = {"party": names.get(late.party, late.party), "matter": title, "days": days}
        is_exempt = decided is not None and decided.kind == EXEMPTION
        found.append({
            "text": _("%(party)s, “%(matter)s”: %(days)s working days.") % facts,
            "why": _("By exemption") if is_exempt else _("By a ruling"),
            "url": matter_url(why) if why in opens else "",
        })  # fmt: skip
    return found
