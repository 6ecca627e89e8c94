"""Change of a duty list (履职事项调整): apply after a cause, hear the units touched, review, publish.

The office that keeps the lists (机构编制部门) is the unit whose sort is ESTABLISHMENT. It delivers what it publishes
only once every letter of the application has been answered, or the time to answer has run out: of the unit, of the
leader who was asked to decide, or, of a letter taken back, once more from then on. An application later than allowed is
shown as late and heard all the same. The days are of the register; docs/rules/duty_lists.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from qiantou.core.context import Context
from qiantou.core.figures import OPINION_WITHIN, PUBLISHED_AFTER
from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.core.kinds import Phase
from qiantou.core.matter import Matter
from qiantou.core.register import UNITS, InForce, Unit
from qiantou.core.worktime import Limit, add_working_days, deadline, working_days_between
from qiantou.core.worktime import Unit as Span

ESTABLISHMENT = "establishment"
"""The sort of the unit that keeps the duty lists."""


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
    return add_working_days(force.calendar, force.day, force.number(PUBLISHED_AFTER))


def awaited(matter: Matter, context: Context) -> tuple[tuple[Desk, datetime], ...]:
    """The units whose opinion on it is still awaited, each with the instant at which its time runs out."""
    return tuple((desk, until) for desk, until in _unspoken(matter, context) if context.now < until)


def silent(matter: Matter, context: Context) -> tuple[Desk, ...]:
    """The units that said nothing while their time ran, or whose leader did not: reported as silence, never as
    agreement."""
    return tuple(desk for desk, until in _unspoken(matter, context) if context.now >= until)


def _unspoken(matter: Matter, context: Context) -> Iterator[tuple[Desk, datetime]]:
    """Who was asked and has not spoken, with the end of the time it has."""
    for name in matter.about:
        letter = context.matter(Stream(name))
        if letter is not None and not _has_spoken(letter):
            yield letter.doer, _time_ends(letter, context)


def _has_spoken(letter: Matter) -> bool:
    """By agreeing, or by a point it raised, whatever became of it; a leader's ruling does not speak for it."""
    return bool(letter.round or letter.points) or (letter.outcome == "granted" and letter.arbiter is None)


def _time_ends(letter: Matter, context: Context) -> datetime:
    """When the clock of who has the letter runs out: the unit, or the leader who was asked to decide.

    A letter taken back leaves the unit its reply time once more, from that instant. What ended in silence has ended.
    """
    if not letter.is_open and letter.outcome != "withdrawn":
        return letter.since
    phase = Phase.REFERRED if letter.stage is Phase.REFERRED else Phase.OFFERED
    limit = letter.policy.limit(phase)
    if limit is None:  # a kind of letter without a clock of its own
        opinion = context.force.figure(OPINION_WITHIN)
        limit = Limit(opinion.amount, Span.WORKING_DAYS, opinion.basis)
    return deadline(context.force.calendar, letter.since, limit)


def opinions_in(matter: Matter, context: Context) -> None:
    """Raises Rejected while an opinion is awaited, with the day from which none is any more."""
    missing = awaited(matter, context)
    if missing:
        units, ends = zip(*missing, strict=True)
        raise Rejected("opinions-first", units=units, until=context.force.calendar.day_of(max(ends)))
