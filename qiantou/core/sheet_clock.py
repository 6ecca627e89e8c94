"""The clock on putting a sheet out (docs/rules/assessment.md, "By when"): credit is not withheld by silence.

A work that is over without a sheet is owed one, by the keeper, else by the first office that may put it out: a matter
of its own, which the rule opens, in hand at once with its day and the whole ladder. The first sheet ends it, put out by
whichever office may; so does a work that goes on again. Who may not put the sheet out any more is relieved of it, and
whoever may has it by another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from qiantou.core.contesting import carry_out_by
from qiantou.core.due import current_due
from qiantou.core.figures import SHEET_WITHIN
from qiantou.core.kernel import Desk, Entry, Stream, derived
from qiantou.core.kinds import ASSESSING
from qiantou.core.matter import Matter, pauses
from qiantou.core.moves import Basis, Offer
from qiantou.core.plan import Purpose
from qiantou.core.plan_diff import put_out
from qiantou.core.register import InForce, Listed
from qiantou.core.review_check import assessors, last_sheet
from qiantou.core.review_terms import is_of, over_since
from qiantou.core.undertaking import Charter
from qiantou.core.worktime import add_working_days


@dataclass(frozen=True)
class Owed:
    """A sheet that is not put out: by whom, to whom and by which day; `lines`: those for whose days it waits, named so
    that whoever verifies looks at them too."""

    joint: Stream
    holder: Desk
    asker: Desk
    due: date
    lines: tuple[Stream, ...] = ()


def owed(
    joint: Stream, force: InForce, matters: Iterable[Matter] = (), plan: Sequence[Entry[Listed]] = ()
) -> Owed | None:
    """What is owed of a work; None where it goes on, its sheet is out, or nobody may put one out.

    `matters`: those of the work; `plan`: the entries of its plan. The time runs from the end, or from the last day of a
    line for which the sheet waits, by the number and the calendar of the moment the work was over. Where that day has
    passed already, whoever owes it has the days in which a ruling is carried out: nobody is late with what nobody
    asked.
    """
    charter, since = force.charter(joint), over_since(joint, force)
    if charter is None or since is None or last_sheet(joint, force) is not None:
        return None
    holder = next(iter(holders(joint, force)), None)
    asker = _asker(charter, holder, force) if holder is not None else None
    if holder is None or asker is None:
        return None
    then = force.register.at(since)
    ended = then.calendar.day_of(since)
    held = held_by(matters, plan, since, charter, force)
    lines = {name: day for name, day in held.items() if day > ended}
    due = add_working_days(then.calendar, max((ended, *lines.values())), then.number(SHEET_WITHIN))
    if due < force.day:
        due = carry_out_by(force.instant, force)
    return Owed(joint, holder, asker, due, tuple(sorted(lines)))


def opening(found: Owed, number: int) -> tuple[Stream, Offer]:
    """The matter by which it is owed. `number`: of how many of that work it is, counted from 1."""
    return derived(found.joint, f"{ASSESSING}/{number}"), Offer(
        kind=ASSESSING, asker=found.asker, doer=found.holder, title=found.joint[:12], due=found.due,
        basis=Basis("matter"), joint=found.joint, about=found.lines,
    )  # fmt: skip


def is_owed_by(matter: Matter, force: InForce) -> bool:
    """Whether such a matter is still its doer's: the sheet is owed, and by a desk that may put it out."""
    if matter.joint is None or owed(matter.joint, force) is None:
        return False
    return matter.doer in holders(matter.joint, force)


def holders(joint: Stream, force: InForce) -> tuple[Desk, ...]:
    """Who may put the sheet out, the first first, of the desks there still are; where no office may, the posts above
    the lead, which have one named."""
    charter = force.charter(joint)
    if charter is None:
        return ()
    offices = tuple(desk for desk in assessors(joint, force) if force.is_known(desk))
    above = (post for post in force.superiors(charter.lead) if not is_of(post, charter.lead, force))
    return offices or tuple(above)


def held_by(
    matters: Iterable[Matter], plan: Sequence[Entry[Listed]], over: datetime, charter: Charter, force: InForce
) -> dict[Stream, date]:
    """Lines that are open → their day, of those for which the sheet waits: of the plan that was put out to be signed,
    without one every task."""
    planned = any(version.purpose is not Purpose.CONSULTATION for version, _entry in put_out(plan))
    found = {}
    for one in matters:
        if one.kind == "task" and one.is_open and not one.is_hatched and (one.line or not planned):
            day = held_until(one, over, charter, force)
            if day is not None:
                found[one.stream] = day
    return found


def held_until(line: Matter, over: datetime, charter: Charter, force: InForce) -> date | None:
    """The day of a line as it was agreed when the work was over; None for what nobody had taken by then, and for the
    lead's own."""
    taken = line.admitted and line.opened is not None and line.opened <= over
    if not taken or is_of(line.doer, charter.lead, force):
        return None
    held = [pause for pause in pauses(line, force.calendar) if pause[0] <= over]
    return current_due(line.due, line.grants, held, force.calendar, over)


def _asker(charter: Charter, holder: Desk, force: InForce) -> Desk | None:
    """To whom it is owed: the lead, whose work it was; where that is no more, who began it or decides in it."""
    named = (charter.lead, charter.issuer, charter.sponsor, *force.superiors(holder))
    return next((desk for desk in named if desk is not None and desk != holder and force.is_known(desk)), None)
