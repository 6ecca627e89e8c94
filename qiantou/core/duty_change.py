"""Change of a duty list (履职事项调整): apply after a cause, hear the units touched, review, publish.

The office that keeps the lists (机构编制部门) is the unit whose sort is ESTABLISHMENT. It delivers what it publishes
only once every letter of the application has been answered, or the time to answer has run out. An application later
than allowed is shown as late and heard all the same. Numbers are [local]; docs/rules/duty_lists.md.
"""

from __future__ import annotations

from datetime import date, datetime

from qiantou.core.advance import lapse_at
from qiantou.core.context import Context
from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.core.kinds import Phase
from qiantou.core.matter import Matter
from qiantou.core.register import UNITS, InForce, Unit
from qiantou.core.worktime import add_working_days, working_days_between

ESTABLISHMENT = "establishment"
"""The sort of the unit that keeps the duty lists."""
APPLY_WITHIN = 10  # [local] working days after the cause
PUBLISHED_AFTER = 3  # [local] working days after approval
_UNANSWERED = (Phase.OFFERED, Phase.REFERRED)


def lists_kept_by(force: InForce) -> Desk | None:
    """The unit that keeps the duty lists; None where the site names none."""
    offices = (Desk(key) for key, unit in force.section(UNITS).items() if _keeps_lists(unit))
    return next(offices, None)


def _keeps_lists(value: object) -> bool:
    return isinstance(value, Unit) and value.sort == ESTABLISHMENT and not value.inner


def may_keep_lists(by: Actor, force: InForce) -> None:
    """Raises Rejected for a desk other than the office; the system administrator enters lists without a desk."""
    if by.desk is not None and not _keeps_lists(force.unit(by.desk)):
        raise Rejected("lists-kept-by-the-office", desk=by.desk)


def days_after(cause: date, applied: datetime, force: InForce) -> int:
    """Working days from the cause to the application; the day of the cause is not counted."""
    return working_days_between(force.calendar, cause, force.calendar.day_of(applied))


def published_on(force: InForce) -> date:
    """The day from which a change approved today is in force."""
    return add_working_days(force.calendar, force.day, PUBLISHED_AFTER)


def awaited(matter: Matter, context: Context) -> tuple[Desk, ...]:
    """The units asked for their opinion on it that have neither answered nor let their time run out."""
    letters = (context.matter(Stream(name)) for name in matter.about)
    return tuple(letter.doer for letter in letters if letter is not None and _is_awaited(letter, context))


def _is_awaited(letter: Matter, context: Context) -> bool:
    if letter.outcome == "withdrawn":
        return True  # who takes the letter back has not heard the unit
    if letter.stage not in _UNANSWERED or letter.round or letter.points:
        return False
    lapse = lapse_at(letter, context.force)
    return lapse is None or context.now < lapse


def opinions_in(matter: Matter, context: Context) -> None:
    """Raises Rejected while an opinion is awaited."""
    missing = awaited(matter, context)
    if missing:
        raise Rejected("opinions-first", units=missing)
