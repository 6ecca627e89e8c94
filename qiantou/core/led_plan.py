"""A plan as its present lead reads it, after the lead has passed (docs/rules/passing.md).

Coordination is owed by virtue of leading: whoever led when it was drafted, it is the present lead's. The entries of the
plan stay what they were; what they say is read as of now, so that nobody signs for what it no longer leads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qiantou.core.kernel import Desk, Entry, Stream
from qiantou.core.plan import Line, Role
from qiantou.core.register import CHARTERS, InForce, Listed
from qiantou.core.undertaking import Charter


def leads(joint: Stream, force: InForce) -> tuple[Desk, ...]:
    """Who led the work, in order, the present lead last; each once."""
    told = (known.value for known in force.history(CHARTERS, joint))
    found = [one.lead for one in told if isinstance(one, Charter)]
    return tuple(reversed(dict.fromkeys(reversed(found))))


def read_by_its_lead(entries: Sequence[Entry[Listed]], joint: Stream, force: InForce) -> Sequence[Entry[Listed]]:
    """The entries of a plan, with the coordination of a former lead as the present one's; it cites no duty of the
    former lead's."""
    *former, lead = leads(joint, force) or (None,)
    if not former or lead is None:
        return entries
    return [_read(entry, former, lead) for entry in entries]


def _read(entry: Entry[Listed], former: Sequence[Desk | None], lead: Desk) -> Entry[Listed]:
    line = entry.event.value
    if not isinstance(line, Line) or line.role is not Role.COORDINATE or line.unit not in former:
        return entry
    return replace(entry, event=replace(entry.event, value=replace(line, unit=lead, duty="", off_list="")))
