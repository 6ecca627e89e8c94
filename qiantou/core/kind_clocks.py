"""Clocks and ladders that several kinds share: how long each side has, and which rungs a piece of work climbs."""

from __future__ import annotations

from qiantou.core.kinds import Clock, Phase, Rung, Step, Urgency
from qiantou.core.worktime import Limit, Unit


def days(amount: int, basis: str) -> Limit:
    return Limit(amount, Unit.WORKING_DAYS, basis)


def clocks(*, reply: int, answer: int, review: int, ruling: int, basis: str = "[default]") -> tuple[Clock, ...]:
    return (
        Clock(Phase.OFFERED, days(reply, basis)),
        Clock(Phase.COUNTERED, days(answer, "[default]")),
        Clock(Phase.DECLINED, days(answer, "[default]")),
        Clock(Phase.DELIVERED, days(review, "[default]")),
        Clock(Phase.REFERRED, days(ruling, "[default]")),
    )


PROMPT = (Step(Rung.PROMPT, days(1, "[default]")), Step(Rung.PROMPT, days(1, "[default]"), Urgency.URGENT))
"""Who owes an answer is told one working day before the time for it runs out, superiors too."""

LADDER = (
    *PROMPT,
    Step(Rung.REMINDER, days(2, "[default]")),
    Step(Rung.CHASER, days(1, "[local] in writing the working day after, copied to the unit's leader")),
    Step(Rung.BULLETIN, days(5, "[local] in the bulletin after five more working days, if unexplained")),
    Step(Rung.MEETING, days(5, "[default]")),
    Step(Rung.SHEET, days(5, "[default]")),
    Step(Rung.REMINDER, days(1, "[default]"), Urgency.URGENT),
    Step(Rung.CHASER, days(1, "[default]"), Urgency.URGENT),
    Step(Rung.BULLETIN, days(3, "[default]"), Urgency.URGENT),
    Step(Rung.MEETING, days(2, "[default]"), Urgency.URGENT),
    Step(Rung.SHEET, days(2, "[default]"), Urgency.URGENT),
    Step(Rung.CHASER, Limit(30, Unit.MINUTES, "[default]"), Urgency.EMERGENCY),
    Step(Rung.SHEET, Limit(120, Unit.MINUTES, "[default]"), Urgency.EMERGENCY),
)
"""The rungs of a piece of work, in order; docs/rules/ladder.md."""
