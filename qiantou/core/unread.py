"""Which outcome measures of a work that is over nobody has read, and whose reading each is (docs/rules/assessment.md).

What was not measured is left out of the outcome and is no nought. That nobody leaves out a bad result by silence,
whoever owes a reading finds it on its desk, and who puts the sheet out says why it is put out without one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from qiantou.core.kernel import Desk, Stream
from qiantou.core.register import CHARTERS, InForce
from qiantou.core.review import Attained, Sheet, Unmeasured
from qiantou.core.review_check import last_sheet, measurer, stands_of
from qiantou.core.review_terms import over_since

UNREAD = (Unmeasured.NO_READING, Unmeasured.UNCONFIRMED)


@dataclass(frozen=True)
class Due:
    """A reading that nobody has entered: of which measure of which work, who measures, and who keeps its record."""

    joint: Stream
    measure: int
    by: Desk
    keeper: Desk


def unread(sheet: Sheet) -> tuple[Attained, ...]:
    """The measures of a sheet that count for nothing because nobody read them, or nobody confirmed what was read."""
    return tuple(one for one in sheet.measures if one.lacks in UNREAD)


def readings_due(desks: Collection[Desk], force: InForce) -> list[Due]:
    """What these desks have still to read, or to have read as keepers, of works that are over and have no sheet."""
    found = []
    for key in force.section(CHARTERS):
        joint = Stream(key)
        charter = force.charter(joint)
        if charter is None:
            continue
        by = [measurer(charter, place) for place in range(len(charter.measures))]
        own = [place for place, desk in enumerate(by) if {desk, charter.keeper} & set(desks)]
        if own and over_since(joint, force) is not None and last_sheet(joint, force) is None:
            found += [Due(joint, place, by[place], charter.keeper) for place in own
                      if stands_of(joint, place, charter, force) == (None, None)]  # fmt: skip
    return found
