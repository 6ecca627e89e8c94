"""Blocking (暂停计时): what stops the work is an obstacle asked of a desk, or an open matter named.

A matter may be named only where its doer owes it: naming puts the ball with its holder without asking him. And only
where it ends by a day, no later than that of the work or than an obstacle asked today would: the wait was agreed else,
or nobody knows its end, and its holder is asked, who says by when. While it stops the work, the doer agrees to no later
day for it: whoever decides between the two does.
"""

from __future__ import annotations

from datetime import date

from qiantou.core.arbiter import referral
from qiantou.core.calendar import MICROSECOND
from qiantou.core.context import Context
from qiantou.core.door import GRASS_ROOTS
from qiantou.core.due import last_day
from qiantou.core.facts import BlockFiled, Event
from qiantou.core.finishing import day_to_finish
from qiantou.core.guard import askable, in_own_hands, only, worded
from qiantou.core.kernel import Actor, Desk, Rejected
from qiantou.core.kinds import Effect, Phase
from qiantou.core.matter import STANDS, Matter, pauses, standing_beside
from qiantou.core.moves import Accept, Amend, Block, Command
from qiantou.core.supervision import may_name_a_superior
from qiantou.core.worktime import last_day as last_of
from qiantou.core.worktime import last_working_hour

MEANS, OBSTACLE = "means", "obstacle"


def block(command: Block, matter: Matter, by: Actor, context: Context) -> tuple[Event, ...]:
    """The block as filed; what would close a cycle of waiting goes to the arbiter instead."""
    asker = _files(command, matter, by, context)
    if not matter.policy.stoppable:
        raise Rejected("cannot-be-blocked", kind=matter.kind)
    worded(command.lack)
    counted = not last_working_hour(context.force.calendar, context.now)
    if command.blocker is None:
        if command.to is None or command.fresh is None:
            raise Rejected("who-blocks")
        if command.to == matter.doer or in_own_hands(matter, command.to, context.force):
            raise Rejected("blocks-itself")
        if command.to != matter.asker:
            askable(command.to, asker=asker or matter.doer, context=context)
        return (
            BlockFiled(
                command.fresh, command.to, True, counted, command.outside, command.lack,
                duty=command.duty, off_list=command.off_list, asker=asker,
            ),
        )  # fmt: skip
    named = context.matter(command.blocker)
    if named is None or not named.is_open:
        raise Rejected("blocker-not-open")
    if not _is_owed(named, matter):
        raise Rejected("not-owed-to-you")
    if in_own_hands(matter, named.doer, context.force) and named.doer != matter.doer:
        raise Rejected("blocks-itself")
    if any(other.matter == command.blocker and other.standing in STANDS for other in matter.blocks):
        raise Rejected("already-blocked-by-it")
    if command.blocker == matter.stream or command.blocker in context.waiting:
        return (referral(matter, context, cause="cycle", reason=command.lack),)
    if not _is_promised(named, matter):
        _ends_in_time(named, matter, context)
    return (BlockFiled(command.blocker, named.doer, False, counted, command.outside, command.lack),)


def _files(command: Block, matter: Matter, by: Actor, context: Context) -> Desk | None:
    """None where the doer files it. The lead of the joint work names a superior in a township's stead (代提), and asks
    for the cure itself, so that the township need not. Raises Rejected."""
    charter = context.force.charter(matter.joint)
    unit = context.force.unit(matter.doer)
    is_lead = charter is not None and by.desk == charter.lead and by.desk != matter.doer
    if not is_lead or unit is None or unit.sort != GRASS_ROOTS:
        only(matter.doer, by)
        return None
    if not may_name_a_superior(command.to, matter.doer, context.force):
        raise Rejected("names-no-superior", desk=command.to, doer=matter.doer)
    return by.desk


def _is_owed(named: Matter, matter: Matter) -> bool:
    """Whether the blocked doer asked for it himself, or it is an obstacle of the same joint work, or a means of it.

    Means are promised in the plan to every line that needs them.
    """
    same_work = matter.joint is not None and named.joint == matter.joint
    return named.asker == matter.doer or (same_work and (named.policy.effect is Effect.UNBLOCK or named.kind == MEANS))


def _is_promised(named: Matter, matter: Matter) -> bool:
    """Whether the plan that everybody signed lets the work begin once it is there."""
    return named.kind == MEANS and matter.joint is not None and named.joint == matter.joint


def may_put_off(command: Command, matter: Matter, by: Actor, context: Context) -> None:
    """Whoever named a matter as the obstacle of its own work grants it no later day: the wait would be as long as the
    two like. What an obstacle asked for by the block is to take, its doer answers. Raises Rejected."""
    match command:
        case Accept() if matter.beside and matter.policy.effect is Effect.VARY and matter.parent is not None:
            named, day = context.matter(matter.parent), matter.due
        case Amend(due):
            named, day = matter, due
        case _:
            return
    stands = _last_day(named, context) if named is not None else None
    if named is None or day is None or stands is None or day <= stands:  # a day where there was none is no later one
        return
    for name in context.waiters(named.stream):
        stopped = context.matter(name)
        if stopped is not None and stopped.doer == by.desk and name not in standing_beside(named):
            raise Rejected("stops-your-own-work", day=stands)


def _ends_in_time(named: Matter, matter: Matter, context: Context) -> None:
    """Raises Rejected where no day is set by which the named matter ends, or one too far off."""
    calendar, now = context.force.calendar, context.now
    day = _last_day(named, context)
    if day is None:
        raise Rejected("blocker-without-day")
    asked = context.force.policy(OBSTACLE)
    limits = (asked.limit(Phase.OFFERED), asked.work)
    most = calendar.day_of(now)
    for limit in (one for one in limits if one is not None):
        most = last_of(calendar, calendar.end_of_day(most) - MICROSECOND, limit)
    own = last_day(matter.due, matter.grants, pauses(matter, calendar), calendar, now)
    most = max(most, own) if own is not None else most
    if day > most:
        raise Rejected("blocker-far-off", day=day, most=most)


def _last_day(named: Matter, context: Context) -> date | None:
    """By when it is to end: its day as it stands; not taken yet, the day it would have, taken now; of what an answer
    settles the end of the time to answer. None where nothing says."""
    calendar, now = context.force.calendar, context.now
    if named.policy.settles or named.policy.replies:
        limit = named.policy.limit(named.stage)
        return last_of(calendar, named.since, limit) if limit is not None else None
    if named.admitted or named.grants:
        return last_day(named.due, named.grants, pauses(named, calendar), calendar, now)
    return day_to_finish(named, calendar, now)
