"""What follows for a matter from an entry of another: `follow` names it, here it becomes facts, or nothing."""

from __future__ import annotations

from typing import assert_never

from qiantou.core.context import Context
from qiantou.core.facts import (
    BlockerMoved,
    Event,
    Excused,
    Inherited,
    Mooted,
    Reassigned,
    Referred,
    SideNoted,
    Unsigned,
    Varied,
)  # fmt: skip
from qiantou.core.guard import goes_along
from qiantou.core.kernel import Stream
from qiantou.core.kinds import SHEET, Phase
from qiantou.core.matter import GRANTED, STANDS, STOPPED, Matter
from qiantou.core.meeting_check import takes_up
from qiantou.core.moves import (
    Consequence,
    Excuse,
    Inherit,
    Moot,
    NoteBlocker,
    NoteSide,
    Reassign,
    TakeUp,
    Unsign,
    Vary,
)  # fmt: skip


def consequence(command: Consequence, matter: Matter, context: Context) -> tuple[Event, ...]:
    """Facts that follow from another stream. Whatever came too late to matter changes nothing."""
    if isinstance(command, Unsign):
        taken = matter.stage is Phase.UNDERWAY or (not matter.is_open and matter.outcome in GRANTED)
        return (Unsigned(command.signature),) if taken and matter.signature == command.signature else ()
    if not matter.is_open:
        return ()
    match command:
        case NoteBlocker(blocker, holder, standing):
            standing_ones = [one for one in matter.blocks if one.matter == blocker and one.standing in STANDS]
            changed = any((one.holder, one.standing.value) != (holder, standing) for one in standing_ones)
            return (BlockerMoved(blocker, holder, standing),) if changed else ()
        case Vary(side, due, doer):
            asked = doer if matter.stage is Phase.UNDERWAY and not matter.is_party(doer) else None
            return (Varied(side, due, asked),) if (due or asked) else ()
        case Reassign(side, doer):
            return (Reassigned(side, doer),) if not matter.is_party(doer) else ()
        case Inherit(asker, side):
            if matter.is_party(asker):
                return ()
            return (Inherited(asker, side),) if goes_along(matter, asker, context) else (Mooted(),)
        case NoteSide(side, kind, pending):
            known = any(rest.side == side for rest in matter.asking)
            if pending is known or (pending and _was_waited_for(matter, side, kind)):
                return ()
            return (SideNoted(side, kind, pending),)
        case Excuse(side):
            return (Excused(side),) if matter.stage is Phase.UNDERWAY else ()
        case TakeUp(chair):
            is_there = matter.stage is Phase.REFERRED and matter.arbiter == chair
            return () if is_there else (Referred(takes_up(matter, chair, context.force), "meeting"),)
        case Moot():
            return (Mooted(),)
        case _:
            assert_never(command)


def _was_waited_for(matter: Matter, side: Stream, kind: str) -> bool:
    """Whether another of the kind was asked and answered since the last rung: asked again, it rests nothing."""
    if kind in (SHEET, STOPPED):
        return False
    taken = [rung.at for rung in matter.rungs] + [grant.at for grant in matter.grants]
    last = max([matter.since, *taken])
    others = (rest for rest in matter.rests if rest.kind == kind and rest.side != side)
    return any(rest.end is not None and rest.start >= last for rest in others)
