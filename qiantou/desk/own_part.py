"""What those who answer for a joint work do of it themselves: nobody asks itself, so it is a line of the plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from qiantou.core.kernel import Desk, Stream
from qiantou.core.plan import LINES, Line
from qiantou.core.register import InForce, Listed
from qiantou.readmodel.listing_rows import in_force
from qiantou.readmodel.models import JointRow, MatterRow

OWN_LINE = "L001"


@dataclass(frozen=True)
class Own:
    """Who does what by when; `name` is the line of the plan."""

    name: str
    unit: str
    words: str
    due: date | None


def own_line(joint: Stream, line: Line, today: date) -> Listed:
    """The line as it enters the plan of a new joint work."""
    return Listed(LINES, f"{joint}/{OWN_LINE}", line, today)


def own_part(work: JointRow, rows: Iterable[MatterRow], names: Mapping[str, str], force: InForce) -> Own | None:
    """The first line where it is the lead's or the issuer's own and no matter carries it out; one query."""
    key = f"{work.stream}/{OWN_LINE}"
    found = in_force(LINES, work.stream, day=force.day, keys=[key]).get(key)
    if found is None or not isinstance(line := found.value, Line) or line.unit not in (work.lead, work.issuer):
        return None
    if any(row.line == OWN_LINE for row in rows):
        return None
    return Own(OWN_LINE, names.get(Desk(line.unit), line.unit), line.deliverable, line.due)
