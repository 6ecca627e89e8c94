"""The ladder (催办阶梯): which rung comes next in a matter near or past its day, when, and to whom.

A rung is no lapse: it changes nobody's hand and binds nobody. It counts from when the one before was recorded, so a
clock that slept takes one and not four, and it falls into office hours, unless the matter is an emergency. It rests
while the doer is blocked, excused, or waits for what it asked; nobody can delete one. After two rungs on which nothing
moved the next is a sheet for the arbiter, never another reminder.

Whoever owes an answer, a superior too, is told before the time for it runs out; what silence then means is a lapse.
Source of the order and of the days: docs/rules/ladder.md, whose worked examples the tests run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import takewhile

from qiantou.core.advance import lapse_at
from qiantou.core.arbiter import arbiters_of
from qiantou.core.calendar import MICROSECOND
from qiantou.core.due import current_due
from qiantou.core.facts import Urged
from qiantou.core.finishing import finishing
from qiantou.core.kernel import Desk, Rejected
from qiantou.core.kinds import BEFORE, SHEET, Phase, Rung, Step, Urgency
from qiantou.core.matter import STANDS, Interval, Matter, Standing, pauses
from qiantou.core.register import InForce
from qiantou.core.worktime import Calendar, Limit, Unit, add_working_days, deadline, last_day, next_worked

TOLD = (Rung.PROMPT, Rung.REMINDER, Rung.CHASER)
"""The rungs that tell somebody to get on. Bulletin, meeting and sheet are no chasers, and no cap holds them up."""
STILL = 2
"""On so many rungs in a row nothing moved: the next is for whoever decides."""


@dataclass(frozen=True)
class Coming:
    """The rung that comes next if nobody acts: when (UTC), which, to whom, and who has a copy."""

    at: datetime
    rung: Rung
    to: Desk
    copied: Desk | None


def coming(matter: Matter, force: InForce, now: datetime) -> Coming | None:
    """The next rung by what is in force; None where the ladder rests, or has no further rung.

    Its instant may be `now`: the clock then records it at once, and counts the next from there.
    """
    if not matter.is_open or matter.lifted == date.max:
        return None
    if matter.stage is not Phase.UNDERWAY:
        return _prompt(matter, force, now)
    if is_resting(matter):
        return None
    calendar = force.calendar
    due = current_due(matter.due, matter.grants, pauses(matter, calendar), calendar, now)
    if due is None:
        return None
    for step in _left(matter):
        instant = _instant(matter, step, due, calendar=calendar, now=now)
        if instant is not None:
            to, copied = _addressed(matter, step.rung, force), _copied(matter, step.rung, force)
            if matter.lifted is not None:
                instant = max(instant, calendar.end_of_day(matter.lifted))
            return Coming(_in_hours(matter, instant, now, calendar), step.rung, to, copied)
    return None


def rung_due(matter: Matter, force: InForce, now: datetime) -> Urged | None:
    """The rung to be recorded at `now`: one at the most, whatever was missed."""
    found = coming(matter, force, now)
    if found is None or found.at > now:
        return None
    return Urged(found.rung, found.to, found.copied, matter.is_reserved and found.to == matter.doer)


def is_resting(matter: Matter) -> bool:
    """Whether its doer is excused or waits, or a sheet lies before the arbiter: no time runs towards a rung then."""
    waits = any(rest.held_back is None for rest in matter.asking)
    return matter.excused is not None or _is_stopped(matter) or waits


def is_held_back(matter: Matter) -> bool:
    """Whether its doer asked how, and nobody has told it in time: nobody chases it, but the sheet comes."""
    return any(rest.held_back is not None for rest in matter.asking)


def is_waiting(matter: Matter) -> bool:
    """Whether its doer is stopped by somebody else, or waits for what it asked. A sheet it has not asked for."""
    return _is_stopped(matter) or any(rest.kind != SHEET for rest in matter.asking)


def _is_stopped(matter: Matter) -> bool:
    counting = (
        one for one in matter.blocks if one.standing is Standing.REAL or (one.standing in STANDS and one.counted)
    )
    return any(block.holder != matter.doer for block in counting)


def stood_still(matter: Matter) -> int:
    """On how many of the last rungs in a row, of those past the day, nothing moved."""
    pressing = [taken for taken in matter.rungs if taken.rung not in BEFORE]
    return len(list(takewhile(lambda taken: not taken.moved, reversed(pressing))))


def told_at(matter: Matter) -> list[datetime]:
    """When whoever has it in hand was chased: by people at any time, by the rule since its day, doer or stage last
    changed."""
    said = (at for at, to in matter.prompted if to == matter.holder)
    return [*said, *(taken.at for taken in matter.rungs if taken.rung in TOLD)]


def is_told_enough(matter: Matter) -> bool:
    """Whether as many chasers were sent as may be: the rule sends no more then. No cap holds in an emergency."""
    return matter.urgency is not Urgency.EMERGENCY and sent_since(matter) >= matter.policy.chasers


def sent_since(matter: Matter) -> int:
    """How many chasers, people's and the rule's together, went to whoever has it in hand since its day, doer or stage
    last changed."""
    begun = max([matter.since, *(grant.at for grant in matter.grants)])
    return sum(at >= begun for at in told_at(matter))


def _prompt(matter: Matter, force: InForce, now: datetime) -> Coming | None:
    """To whoever owes an answer, so many working days before the time for it runs out; once."""
    step = next((step for step in _rows(matter) if step.rung is Rung.PROMPT), None)
    lapse = lapse_at(matter, force)
    if step is None or lapse is None or now >= lapse or matter.holder is None or matter.rungs:
        return None
    if is_told_enough(matter):
        return None
    calendar = force.calendar
    day = add_working_days(calendar, calendar.day_of(lapse - MICROSECOND), -step.limit.amount)
    if calendar.day_of(max(matter.since, matter.entered)) >= day:
        return None
    at = _in_hours(matter, calendar.start_of_day(day), now, calendar)
    return Coming(at, Rung.PROMPT, matter.holder, None) if at < lapse else None


def _rows(matter: Matter) -> list[Step]:
    return [step for step in matter.policy.ladder if step.urgency is matter.urgency]


def _left(matter: Matter) -> Iterator[Step]:
    """The rows still to come, in order, each once; the sheet alone where nothing moves any more, or where its doer is
    not told how.

    What comes after a chaser that the cap holds back comes no sooner than after the chaser; nor the sheet, where all
    before it are held back, than after them.
    """
    rows = [step for step in _rows(matter) if step.rung is not Rung.PROMPT]
    taken = {rung.rung for rung in matter.rungs}
    last = max((number for number, step in enumerate(rows) if step.rung in taken), default=-1)
    still, enough = stood_still(matter) >= STILL, is_told_enough(matter)
    held: Limit | None = None
    untold = is_held_back(matter)
    for step in rows[last + 1 :]:
        if untold and step.rung is not Rung.SHEET:
            held = held if step.rung is Rung.REMINDER else _after(held, step).limit
            continue
        hushed = step.rung is Rung.BULLETIN and matter.is_hatched  # what nobody confirmed blames nobody in public
        if enough and step.rung in TOLD:
            held = step.limit if step.rung is Rung.CHASER else held
        elif not hushed and (not still or step.rung is Rung.SHEET):
            yield _after(held, step)
            held = None


def _after(held: Limit | None, step: Step) -> Step:
    if held is None or held.unit is not step.limit.unit:
        return step
    return replace(step, limit=replace(step.limit, amount=held.amount + step.limit.amount))


def _instant(matter: Matter, step: Step, due: date, *, calendar: Calendar, now: datetime) -> datetime | None:
    if step.rung is Rung.REMINDER:
        day = add_working_days(calendar, due, -step.limit.amount)
        is_late = now >= calendar.end_of_day(due) or calendar.day_of(matter.since) >= day
        return None if is_late else calendar.start_of_day(day)
    return _pressing(matter, step, due, calendar=calendar, now=now)


def _pressing(matter: Matter, step: Step, due: date, *, calendar: Calendar, now: datetime) -> datetime | None:
    """Counted from the end of the day, or from when the work last came to its doer, then from the rung before; waiting
    for others in between is not counted."""
    before = [taken.at for taken in matter.rungs if taken.rung not in BEFORE]
    start = max(overdue_from(matter, due, calendar), matter.since, *before)
    if step.limit.unit is not Unit.WORKING_DAYS:
        return _past_waiting(deadline(calendar, start, step.limit), _waited(matter, start, calendar))
    first = max(due, *(calendar.day_of(instant) for instant in (matter.since, *before)))
    counted = add_working_days(calendar, first, step.limit.amount)
    day = current_due(counted, (), _waited(matter, start, calendar), calendar, now)
    return None if day is None else calendar.start_of_day(day)


def overdue_from(matter: Matter, due: date, calendar: Calendar) -> datetime:
    """From when on it is late: the end of its day; in an emergency that is to be finished within minutes and has no day
    of its own, when these are over."""
    work = finishing(matter)
    if matter.urgency is not Urgency.EMERGENCY or work is None or work.unit not in (Unit.MINUTES, Unit.WORKING_MINUTES):
        return calendar.end_of_day(due)
    if matter.grants or matter.due != last_day(calendar, matter.since, work):
        return calendar.end_of_day(due)
    return _past_waiting(deadline(calendar, matter.since, work), _waited(matter, matter.since, calendar))


def minutes_end(matter: Matter, force: InForce, now: datetime) -> datetime | None:
    """When the minutes of an emergency in hand are over; None where it is late by the day alone, or does not run."""
    if matter.stage is not Phase.UNDERWAY:
        return None
    calendar = force.calendar
    due = current_due(matter.due, matter.grants, pauses(matter, calendar), calendar, now)
    end = overdue_from(matter, due, calendar) if due is not None else None
    return None if end is None or due is None or end == calendar.end_of_day(due) else end


def _past_waiting(instant: datetime, waited: list[Interval]) -> datetime:
    """The instant, later by what the doer waited for others before it; what overlaps is counted once."""
    counted = datetime.min.replace(tzinfo=UTC)
    for begun, end in sorted((begun, end) for begun, end in waited if end is not None):
        first = max(begun, counted)
        if first < instant and end > first:
            instant, counted = instant + (end - first), end
    return instant


def _waited(matter: Matter, start: datetime, calendar: Calendar) -> list[Interval]:
    """The time after `start` in which the doer waited for others."""
    held = [*pauses(matter, calendar), *((rest.start, rest.end or rest.held_back) for rest in matter.rests)]
    return [(max(begun, start), end) for begun, end in held if end is None or end > start]


def _in_hours(matter: Matter, instant: datetime, now: datetime, calendar: Calendar) -> datetime:
    """In office hours, and not before the matter came to whoever is told; what is late falls on the first such
    instant from `now` on."""
    earliest = max(instant, matter.entered)
    if matter.urgency is Urgency.EMERGENCY:
        return earliest
    return next_worked(calendar, max(earliest, now) if earliest < now else earliest)


def _addressed(matter: Matter, rung: Rung, force: InForce) -> Desk:
    """The doer; of a sheet the arbiter, where there is none the asker, who then has nobody to put it before.

    Nor has it anybody once a side or the joint work is no longer in the register: no sheet can be opened then.
    """
    if rung is not Rung.SHEET:
        return matter.doer
    gone = matter.joint is not None and force.charter(matter.joint) is None
    if gone or not (force.is_known(matter.asker) and force.is_known(matter.doer)):
        return matter.asker
    try:
        return arbiters_of(matter, force)[0]
    except Rejected:
        return matter.asker


def _copied(matter: Matter, rung: Rung, force: InForce) -> Desk | None:
    """A written chaser, and what comes after it, is copied to the head of the doer's unit; a sheet to nobody."""
    if rung in (*BEFORE, Rung.SHEET):
        return None
    head = force.head(matter.doer)
    return head if head != matter.doer else None
