"""Rows of the kinds by which a part in a work is judged afterwards: exemption, and the clearing of a name.

As every row of `kind_table`: numbers nobody publishes are marked [default].
"""

from __future__ import annotations

from qiantou.core.kind_clocks import LADDER, PROMPT, clocks, days
from qiantou.core.kinds import CLEARING as CLEARED
from qiantou.core.kinds import EXEMPTION as EXEMPTED
from qiantou.core.kinds import Clock, Phase, Policy, Silence, SilenceRow

_CLIMB = tuple(
    SilenceRow(phase, False, Silence.CLIMB)
    for phase in (Phase.OFFERED, Phase.COUNTERED, Phase.DECLINED, Phase.DELIVERED)
)
_LISTED = SilenceRow(Phase.REFERRED, False, Silence.LIST)

EXEMPTION = Policy(
    kind=EXEMPTED,
    clocks=clocks(reply=5, answer=5, review=10, ruling=10),
    silence=(*_CLIMB, _LISTED),
    grounds=("no-reason-shown", "already-done"),
    work=days(20, "[default]"),
    rounds=1,
    returns=0,
    stoppable=False,
    ladder=LADDER,
)
"""Applied for within the site's days of the cause; taken up, looked into with the applicant heard, decided, reviewed on
request. Silence decides nothing against the applicant: it climbs."""

CLEARING = Policy(
    kind=CLEARED,
    clocks=(
        Clock(Phase.OFFERED, days(10, "[default]")),
        Clock(Phase.COUNTERED, days(5, "[default]")),
        Clock(Phase.DELIVERED, days(5, "[default]")),
        Clock(Phase.REFERRED, days(5, "[default]")),
    ),
    silence=(
        SilenceRow(Phase.OFFERED, False, Silence.CLIMB),
        SilenceRow(Phase.COUNTERED, False, Silence.CLIMB),
        SilenceRow(Phase.DELIVERED, False, Silence.CONSENT),
        _LISTED,
    ),
    rounds=1,
    returns=1,
    receipt=False,
    stoppable=False,
    replies=True,
    ladder=PROMPT,
)
"""What an exemption owes: whoever heard of the blame is told that it is lifted."""
