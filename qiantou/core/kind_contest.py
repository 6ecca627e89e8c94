"""The rows of putting an assessment out (印发评估单), of its contest (考核复核申请), and of carrying out (落实裁定)
what a ruling granted.

Whoever put it out answers, who decides between them rules. Silence of either climbs to who decides: nobody loses a
contest, or wins one, by keeping still. What is owed of a sheet is a work with a day and the whole ladder.
"""

from __future__ import annotations

from dataclasses import replace

from qiantou.core.kind_clocks import LADDER, PROMPT, clocks
from qiantou.core.kinds import ASSESSING as SHEET_OWED
from qiantou.core.kinds import Phase, Policy, Silence, SilenceRow

CONTEST = Policy(
    kind="contest",
    clocks=clocks(reply=5, answer=3, review=5, ruling=10),
    silence=(
        SilenceRow(Phase.OFFERED, False, Silence.CLIMB),
        SilenceRow(Phase.COUNTERED, False, Silence.CLIMB),
        SilenceRow(Phase.DECLINED, False, Silence.CLIMB),
        SilenceRow(Phase.DELIVERED, False, Silence.CLIMB),
        SilenceRow(Phase.REFERRED, False, Silence.LIST),
    ),
    rounds=1,
    returns=1,
    receipt=False,
    stoppable=False,
    replies=True,
    afterwards=True,
    ladder=PROMPT,
)
"""It is answered, never taken in hand; what its doer agrees to is an answer too, and changes nothing by itself."""

AMENDING = Policy(
    kind="amending",
    clocks=(),
    silence=(),
    rounds=0,
    returns=0,
    receipt=False,
    stoppable=False,
    afterwards=True,
    ladder=LADDER,
)
"""Opened by the ruling, in hand at once, ended by the amended sheet, or the attribution put out anew, alone."""

ASSESSING = replace(AMENDING, kind=SHEET_OWED)
"""Opened by the rule once a work is over, in hand at once, ended by the sheet alone, or by the work going on again."""
