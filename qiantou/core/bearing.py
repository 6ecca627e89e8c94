"""What the end of a matter does to the work it stands beside (its bearing), and what takes that back.

Day, doer and excuse that a work has by such a matter carry its name there. One rule for every kind: where that end
falls, or is decided otherwise, all that carries the name goes, and whatever else was granted stays. As long as the end
waits for its confirmation, or is contested, what rests on it is in doubt.
`follow` asks here. Rules: docs/rules/undone.md, with worked examples that the tests run.
"""

from __future__ import annotations

from collections.abc import Iterator

from qiantou.core.kernel import Stream
from qiantou.core.kinds import Effect
from qiantou.core.matter import Matter, standing_beside
from qiantou.core.moves import Command, Doubt, Excuse, Reassign, Undo, Vary
from qiantou.core.precedence import other_than

Bearing = tuple[Stream, Command]
MOOT = "moot"


def borne(before: Matter, after: Matter) -> Iterator[Bearing]:
    """The commands by which an entry of `after` reaches the works beside it.

    What ends with its work undecided changes nothing there, and what was in doubt stays so.
    """
    if after.outcome == MOOT:
        return
    was, now = bearing(before), bearing(after)
    decided = before.took is None or not after.is_open
    otherwise = now is not None and decided and was != now
    if was is not None and (now is None or otherwise):
        yield was[0], Undo(before.stream)
    if now is not None and otherwise:
        yield now
    if otherwise or is_doubtful(before) is not is_doubtful(after):  # the doubt went with what it lay on
        for work in standing_beside(after):
            yield work, Doubt(after.stream, is_doubtful(after))


def bearing(side: Matter) -> Bearing | None:
    """What it does to which work; None where it was not granted, or does nothing."""
    if side.took is None or side.parent is None or not side.beside:
        return None
    match side.policy.effect:
        case Effect.VARY:
            return side.parent, Vary(side.stream, side.due, side.new_doer)
        case Effect.REASSIGN:
            return side.parent, Reassign(side.stream, side.new_doer or side.doer, side.due)
        case Effect.EXCUSE:
            return side.parent, Excuse(side.stream)
        case Effect.FIRST:
            later = other_than(side.ahead, side)
            return (later, Vary(side.stream, side.due, None)) if later is not None else None
        case Effect.UNBLOCK | Effect.LEAD | Effect.NONE:
            return None


def is_doubtful(side: Matter) -> bool:
    """Whether its end was entered for a desk that has not confirmed it, or that contests it and is not decided yet."""
    if side.is_open:
        return side.took is not None and side.referral == "contest"
    return side.ended in side.unconfirmed
