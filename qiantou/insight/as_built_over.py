"""When a line is over though nobody delivered it: with the work, but not by its doer's own word.

Whoever says that the end condition is met does not end its own overtime by that: its own line goes on until it is
handed in, or until somebody else ends the work. Source: docs/rules/attribution.md, whose worked examples the tests run.
"""

from __future__ import annotations

from datetime import datetime

from qiantou.core.kernel import Desk
from qiantou.core.kinds import Phase
from qiantou.core.register import InForce
from qiantou.core.review_terms import over_for, over_since
from qiantou.insight.account_pieces import Read


def over_of(read: Read, force: InForce) -> datetime | None:
    """From when on nothing passes for the line any more; None while it goes on."""
    matter = read.matter
    over = over_since(matter.joint, force) if matter.joint is not None else None
    if over is None or matter.joint is None:
        return None
    others = over_for(force.whole(matter.doer) or Desk(matter.doer), matter.joint, force)
    if others == over:
        return over
    handed_in = matter.delivered if matter.stage in (Phase.DELIVERED, Phase.REFERRED, Phase.CLOSED) else None
    ends = [at for at in (others, handed_in) if at is not None]
    return max(over, min(ends)) if ends else None
