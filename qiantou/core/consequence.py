"""What follows for a matter from an entry of another: `follow` names it, here it becomes facts, or nothing."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from qiantou.core.arbiter import is_past_its_day
from qiantou.core.context import Context
from qiantou.core.facts import (
    BlockerMoved,
    Doubted,
    Event,
    Excused,
    Inherited,
    Mooted,
    Reassigned,
    Referred,
    RowEnded,
    SideNoted,
    Undone,
    Unsigned,
    Varied,
)  # fmt: skip
from qiantou.core.guard import goes_along
from qiantou.core.guidance import GUIDANCE
from qiantou.core.kernel import Desk, Stream
from qiantou.core.kinds import DISPUTE, SHEET, Effect, Phase
from qiantou.core.matter import GRANTED, STANDS, STOPPED, Matter, names, standing_beside
from qiantou.core.meeting_check import takes_up
from qiantou.core.moves import (
    Consequence,
    Doubt,
    EndRow,
    Excuse,
    Inherit,
    Moot,
    NoteBlocker,
    NoteSide,
    Reassign,
    TakeUp,
    Undo,
    Unsign,
    Vary,
)  # fmt: skip
from qiantou.core.precedence import day_of
from qiantou.core.supervision import presses
from qiantou.core.worktime import add_working_days, roll_forward, working_days_between


def consequence(command: Consequence, matter: Matter, context: Context) -> tuple[Event, ...]:
    """Facts that follow from another stream. Whatever came too late to matter changes nothing."""
    if isinstance(command, Unsign):
        taken = matter.stage is Phase.UNDERWAY or (not matter.is_open and matter.outcome in GRANTED)
        return (Unsigned(command.signature),) if taken and matter.signature == command.signature else ()
    if isinstance(command, Undo):
        return (Undone(command.side),) if names(matter, command.side) else ()
    if isinstance(command, Doubt):
        is_new = command.doubtful is not (command.side in matter.doubts)
        return (Doubted(command.side, command.doubtful),) if is_new and names(matter, command.side) else ()
    if isinstance(command, EndRow):
        return () if matter.is_open or context.matter(command.later) is not None else (RowEnded(),)
    if not matter.is_open:
        return ()
    match command:
        case NoteBlocker():
            return _blocker_moved(command, matter, context)
        case Vary(side, due, doer):
            asked = doer if matter.stage is Phase.UNDERWAY and not matter.is_party(doer) else None
            return (Varied(side, due, asked),) if (due or asked) else ()
        case Reassign(doer=doer) if matter.policy.supervises and not presses(matter, doer, context.force):
            return (Mooted(),)
        case Reassign(side, doer, due):
            told = not matter.is_party(doer) or (doer == matter.doer and _led_by_now(matter, doer, side, context))
            return (Reassigned(side, doer, due or _days_anew(matter, doer, side, context)),) if told else ()
        case Inherit(asker, side):
            if asker == matter.asker and _led_by_now(matter, asker, side, context):
                return (Inherited(asker, side),)
            if matter.is_party(asker):
                return ()
            return (Inherited(asker, side),) if goes_along(matter, asker, context) else (Mooted(),)
        case NoteSide():
            return _side_noted(command, matter)
        case Excuse(side):
            return (Excused(side),) if matter.stage in (Phase.UNDERWAY, Phase.DELIVERED, Phase.REFERRED) else ()
        case TakeUp(chair):
            is_there = matter.stage is Phase.REFERRED and matter.arbiter == chair
            return () if is_there else (Referred(takes_up(matter, chair, context.force), "meeting"),)
        case Moot():
            return (Mooted(),)
        case _:
            assert_never(command)


def _days_anew(matter: Matter, doer: Desk, side: Stream, context: Context) -> date | None:
    """Of work past its day that another takes over because it is its duty: as many working days again as lay between
    the day it was asked for and the day last agreed, one at the least. Nobody is given lateness that was another's."""
    other, agreed = context.matter(side), day_of(matter)
    if other is None or other.policy.effect is not Effect.REASSIGN or doer == matter.doer or agreed is None:
        return None
    if side in standing_beside(matter):  # it only goes along with what it stands beside
        return None
    if matter.opened is None or not is_past_its_day(matter, context):
        return None
    calendar, today = context.force.calendar, context.force.day
    given = working_days_between(calendar, calendar.day_of(matter.opened), agreed)
    return add_working_days(calendar, roll_forward(calendar, today), max(1, given))


def _led_by_now(matter: Matter, desk: Desk, side: Stream | None, context: Context) -> bool:
    """Whether a side that stays came with the lead by another passing than the one by which it leads now: the other
    fell, and with this one the matter would go too."""
    passing = context.matter(side) if side is not None else None
    if passing is None or passing.policy.effect is not Effect.LEAD or matter.moved is None:
        return False
    return matter.moved[1] == desk and matter.moved[0] != side


def _blocker_moved(command: NoteBlocker, matter: Matter, context: Context) -> tuple[BlockerMoved, ...]:
    """What it tells of a block that stands; or of one that was over, and is not: its end was contested. Unless that
    blocker waits for this matter by now: then the two would stop each other."""
    named = [one for one in matter.blocks if one.matter == command.blocker]
    told = [one for one in named if one.standing in STANDS] or named[-1:]
    again = any(one.standing not in STANDS for one in told)
    if again and (command.standing not in STANDS or command.blocker in context.waiting):
        return ()
    moved = any((one.holder, one.standing.value) != (command.holder, command.standing) for one in told)
    return (BlockerMoved(command.blocker, command.holder, command.standing),) if moved else ()


def _side_noted(command: NoteSide, matter: Matter) -> tuple[SideNoted, ...]:
    """What is new of it. Guidance asked upon guidance lets no time rest, but nobody chases meanwhile."""
    side, kind = command.side, command.kind
    known = next((one for one in (*matter.rests, *matter.disputed) if (one.side, one.end) == (side, None)), None)
    if not command.pending:
        return (SideNoted(side, kind, False),) if known is not None else ()
    if known is not None:
        told = command.held_back and known.held_back is None
        return (SideNoted(side, kind, True, held_back=True),) if told else ()
    again = _was_waited_for(matter, side, kind)
    if again and kind != GUIDANCE:
        return ()
    return (SideNoted(side, kind, True, held_back=again or command.held_back),)


def _was_waited_for(matter: Matter, side: Stream, kind: str) -> bool:
    """Whether another of the kind was asked since the last rung, answered or not: asked again, it rests nothing."""
    if kind in (SHEET, STOPPED, DISPUTE):
        return False
    taken = [rung.at for rung in matter.rungs] + [grant.at for grant in matter.grants]
    last = max([matter.since, *taken])
    others = (rest for rest in matter.rests if rest.kind == kind and rest.side != side)
    return any(rest.start >= last for rest in others)
