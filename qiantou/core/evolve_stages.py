"""What entries do to the stage of a matter, its sides and the clock that begins with them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from qiantou.core.evolve_blocks import ended, shut, waiting
from qiantou.core.kernel import Desk, changed
from qiantou.core.kinds import Phase
from qiantou.core.matter import Matter, Stop


def staged(matter: Matter, stage: Phase, at: datetime, *, lacking: bool = False, **fields: Any) -> Matter:
    """The matter in another stage, whose clock begins; the doer's own clock stands where others have it.

    Back with its sides it is no arbiter's any more: whoever answers next answers for itself. `fields`: what else
    changes.
    """
    stops = ended(matter.stops, at, lacking=lacking)
    if stage is Phase.DELIVERED:
        stops = (*stops, Stop(at, None, review=True))
    elif matter.admitted and stage in (Phase.COUNTERED, Phase.DECLINED, Phase.REFERRED):
        stops = (*stops, Stop(at, None, review=False))
    told = {"stage": stage, "since": at, "entered": at, "stops": stops, "chased": False, "listed": False}
    if stage not in (Phase.REFERRED, Phase.CLOSED):
        told |= {"arbiter": None, "agreed": False}
    return changed(matter, **(told | fields))


def underway(matter: Matter, at: datetime, *, due: date | None) -> Matter:
    return staged(matter, Phase.UNDERWAY, at, due=due, admitted=True, bound=None, withheld=None)


def closed(matter: Matter, at: datetime, outcome: str) -> Matter:
    blocks = tuple(changed(block, held=shut(block.held, at)) for block in matter.blocks)
    return staged(matter, Phase.CLOSED, at, outcome=outcome, blocks=blocks)


def referred(matter: Matter, at: datetime, *, arbiter: Desk, cause: str) -> Matter:
    """To the arbiter. What was closed is open again; it keeps its outcome until the ruling."""
    moved = staged(matter, Phase.REFERRED, at)
    if matter.stage is not Phase.REFERRED:
        return changed(moved, arbiter=arbiter, left=matter.phase, referral=cause)
    return changed(moved, arbiter=arbiter, referral=cause if matter.awaits_objection else matter.referral)


def with_doer(matter: Matter, doer: Desk, at: datetime) -> Matter:
    """Another doer: it has its own rounds and was never silent, and holds what blocks only if it does."""
    if doer == matter.doer:
        return changed(matter, round=0)
    blocks = waiting(matter.blocks, doer, at)
    kept = {"withheld": None, "least": ""}  # what another can give is another question
    return changed(matter, doer=doer, round=0, bound=None, reopened=False, blocks=blocks, **kept)


def asked_anew(matter: Matter, taken: Matter, at: datetime) -> Matter:
    """With another side: where it now has the matter in hand its clock begins anew."""
    if taken.holder == matter.holder:
        return taken
    return changed(taken, since=at, entered=at, listed=False, chased=False)
