"""When an assessment sheet is final, told in one way to its page, the year, the honours and the letter.

It is final once the time to contest it has passed and no contest of it is open or waits to be carried out. A contest of
the attribution of the delay is none of the sheet: the attribution is put out anew. Rules: docs/rules/assessment.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from qiantou.core.attribution import ATTRIBUTIONS
from qiantou.core.contesting import (
    CONTEST,
    DELAYED,
    GRANTED,
    carry_out_by,
    contest_stream,
    contested_until,
)
from qiantou.core.kernel import Desk, Stream
from qiantou.core.register import InForce, Known
from qiantou.core.review import Sheet
from qiantou.readmodel.models import MatterRow


def waiting(sheets: Mapping[Stream, Sheet], force: InForce) -> dict[Stream, list[MatterRow]]:
    """Undertaking → the contests of its sheet that are open, or granted and not carried out; one query, none for
    none."""
    rows = MatterRow.objects.filter(kind=CONTEST, joint__in=sorted(sheets)) if sheets else ()
    found = defaultdict(list)
    for joint, own in _by_joint(rows).items():
        found[joint] = waiting_of(own, sheets[joint], force)
    return found


def waiting_of(rows: Iterable[MatterRow], sheet: Sheet, force: InForce) -> list[MatterRow]:
    """Of the contests of one undertaking those that its sheet waits for."""
    used = {one.contest for one in sheet.amended}
    held = (row for row in rows if row.is_open or (row.outcome == GRANTED and row.stream not in used))
    return [row for row in held if not is_of_delay(row, force)]


def is_of_delay(row: MatterRow, force: InForce) -> bool:
    """Whether it contests the attribution of the delay."""
    joint, asker = Stream(row.joint), Desk(row.asker)
    numbers = range(1, len(force.history(ATTRIBUTIONS, joint)) + 1)
    return row.stream in {contest_stream(joint, asker, DELAYED, number) for number in numbers}


def is_final(known: Known, waits: Iterable[MatterRow], force: InForce) -> bool:
    """Of the sheet of that entry, with the contests it waits for."""
    return force.day > contested_until(known.at, force) and not any(True for _row in waits)


def carried_out_by(row: MatterRow, force: InForce) -> date | None:
    """The last day for carrying out the ruling that granted a contest; None while it is open or where none did."""
    if row.is_open or row.outcome != GRANTED:
        return None
    return carry_out_by(row.changed, force)


def _by_joint(rows: Iterable[MatterRow]) -> dict[Stream, list[MatterRow]]:
    found: dict[Stream, list[MatterRow]] = defaultdict(list)
    for row in rows:
        found[Stream(row.joint)].append(row)
    return found
