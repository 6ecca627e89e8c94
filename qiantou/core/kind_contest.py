"""The row of the contest of an assessment (考核复核申请): whoever put it out answers, who decides between them rules.

Silence of either climbs to who decides: nobody loses a contest, or wins one, by keeping still.
"""

from __future__ import annotations

from qiantou.core.kinds import Clock, Phase, Policy, Rung, Silence, SilenceRow, Step, Urgency
from qiantou.core.worktime import Limit, Unit

_DAYS = {Phase.OFFERED: 5, Phase.COUNTERED: 3, Phase.DECLINED: 3, Phase.DELIVERED: 5, Phase.REFERRED: 10}
_A_DAY = Limit(1, Unit.WORKING_DAYS, "[default]")

CONTEST = Policy(
    kind="contest",
    clocks=tuple(Clock(phase, Limit(days, Unit.WORKING_DAYS, "[default]")) for phase, days in _DAYS.items()),
    silence=(
        *(SilenceRow(phase, False, Silence.CLIMB) for phase in _DAYS if phase is not Phase.REFERRED),
        SilenceRow(Phase.REFERRED, False, Silence.LIST),
    ),
    rounds=1,
    returns=1,
    receipt=False,
    stoppable=False,
    replies=True,
    afterwards=True,
    ladder=(Step(Rung.PROMPT, _A_DAY), Step(Rung.PROMPT, _A_DAY, Urgency.URGENT)),
)
"""It is answered, never taken in hand; what its doer agrees to is an answer too, and changes nothing by itself."""
