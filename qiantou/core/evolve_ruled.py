"""What a ruling does to a matter. Whatever was contested is decided anew: of what it had set only what is ruled now
stands."""

from __future__ import annotations

from datetime import datetime

from qiantou.core.evolve_effects import dated, handed_over, without_contested
from qiantou.core.evolve_stages import closed, staged
from qiantou.core.facts import Ruled
from qiantou.core.kernel import changed
from qiantou.core.kinds import Effect, Phase
from qiantou.core.matter import Matter


def ruled(doubted: Matter, event: Ruled, at: datetime) -> Matter:
    matter = changed(_as_asked(without_contested(doubted, at)), referral="", outcome="")
    if event.outcome is Phase.CLOSED:
        return _ended(matter, event, at)
    told = matter
    if event.doer is not None and event.doer != matter.doer:
        told = handed_over(matter, event.doer, by=matter.version + 1, at=at)
    elif event.doer is not None:
        told = changed(matter, round=0)
    told = dated(told, event.due, at)
    gone_on = staged(told, event.outcome, at, withheld=None)
    match event.outcome:
        case Phase.UNDERWAY:
            return changed(gone_on, admitted=True, delivered=None, bound=None)
        case Phase.DELIVERED:
            return changed(gone_on, delivered=matter.delivered or at)
        case _:
            return changed(gone_on, round=0, delivered=None, proposed=None)


def _ended(matter: Matter, event: Ruled, at: datetime) -> Matter:
    """Closed; what settles has the terms of the ruling, and beside them those that were asked for."""
    over = closed(matter, at, "granted" if event.granted else "refused")
    if not matter.policy.settles:
        return over
    if matter.policy.effect is Effect.LEAD:  # who leads is decided, whoever had been proposed
        return changed(over, doer=event.doer or matter.doer)
    due, doer = event.due or matter.due, event.doer or matter.new_doer
    return changed(over, due=due, new_doer=doer, ahead=event.first, asked=(matter.due, matter.new_doer))


def _as_asked(side: Matter) -> Matter:
    """With the terms it asked for, whatever an earlier ruling made of them."""
    if side.asked is None:
        return side
    due, doer = side.asked
    return changed(side, due=due, new_doer=doer, asked=None)
