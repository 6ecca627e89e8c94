"""The clock on putting a sheet out (docs/rules/assessment.md, "By when"): credit is not withheld by silence.

A work that is over without a sheet is owed one, by the keeper, else by the first office that may put it out, within
`sheet-within` working days. It is a reading of the register: nothing is entered, and the first sheet ends it. Once the
day has passed it lies before the post above who owes it, and before one post more after each further such time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from qiantou.core.figures import SHEET_WITHIN
from qiantou.core.kernel import Desk, Stream
from qiantou.core.register import InForce
from qiantou.core.review_check import assessors, last_sheet
from qiantou.core.review_terms import is_of, over_since
from qiantou.core.undertaking import Charter
from qiantou.core.worktime import add_working_days


@dataclass(frozen=True)
class Owed:
    """A sheet that is not put out: by whom and by which day it is; `before`: the posts it lies before, nearest first,
    while that day has passed."""

    joint: Stream
    holder: Desk
    due: date
    before: tuple[Desk, ...] = ()

    @property
    def desks(self) -> frozenset[Desk]:
        return frozenset((self.holder, *self.before))


def owed(joint: Stream, force: InForce, *, waits: date | None = None) -> Owed | None:
    """What is owed of a work; None where it goes on, its sheet is out, or nobody may put one out.

    `waits`: the last day of a line for which the sheet waits; the time runs from the later of it and the end, by the
    number and the calendar of the moment the work was over.
    """
    charter, since = force.charter(joint), over_since(joint, force)
    if charter is None or since is None or last_sheet(joint, force) is not None:
        return None
    holder = next(iter((*assessors(joint, force), *_above(charter.lead, charter, force))), None)
    if holder is None:
        return None
    then = force.register.at(since)
    term, ended = then.number(SHEET_WITHIN), then.calendar.day_of(since)
    due = add_working_days(then.calendar, max(ended, waits or ended), term)
    before, day = [], due
    for post in _above(holder, charter, force):
        if force.day <= day:
            break
        before.append(post)
        day = add_working_days(force.calendar, day, term)
    return Owed(joint, holder, due, tuple(before))


def _above(desk: Desk, charter: Charter, force: InForce) -> Iterator[Desk]:
    """The posts above a desk that are not of the lead, nearest first."""
    return (post for post in force.superiors(desk) if not is_of(post, charter.lead, force))
