"""The table of kinds: what differs between a task, an obstacle, a letter and a signature is data.

Each row says how long each side has, how often it may go back, and what silence means. Numbers nobody publishes
are marked [default]; [local] ones are somewhere in force. Sources are listed in docs/rules/loop.md.
"""

from __future__ import annotations

from qiantou.core.kinds import NOT_OURS, Clock, Effect, Phase, Policy, Silence, SilenceRow
from qiantou.core.worktime import Limit, Unit

GROUNDS = (NOT_OURS, "no-power", "no-means", "conflicts-with-rule", "already-done", "date-impossible")


def _days(amount: int, basis: str) -> Limit:
    return Limit(amount, Unit.WORKING_DAYS, basis)


_CLIMBING = (
    SilenceRow(Phase.OFFERED, False, Silence.CLIMB),
    SilenceRow(Phase.OFFERED, True, Silence.BIND),
    SilenceRow(Phase.COUNTERED, False, Silence.CLIMB),
    SilenceRow(Phase.DECLINED, False, Silence.CLIMB),
    SilenceRow(Phase.DELIVERED, False, Silence.CLIMB),
    SilenceRow(Phase.REFERRED, False, Silence.LIST),
)
_ASKING = tuple(row for row in _CLIMBING if row.meaning is not Silence.BIND)
"""Beside the work there is no order: silence to a request climbs, whatever the work itself rests on."""


def _clocks(*, reply: int, answer: int, review: int, ruling: int, basis: str = "[default]") -> tuple[Clock, ...]:
    return (
        Clock(Phase.OFFERED, _days(reply, basis)),
        Clock(Phase.COUNTERED, _days(answer, "[default]")),
        Clock(Phase.DECLINED, _days(answer, "[default]")),
        Clock(Phase.DELIVERED, _days(review, "[default]")),
        Clock(Phase.REFERRED, _days(ruling, "[default]")),
    )


TASK = Policy(
    kind="task",
    powers=("dispatch",),
    demand=True,
    clocks=_clocks(reply=3, answer=3, review=5, ruling=5, basis="[local] not ours is said within 3 working days"),
    silence=_CLIMBING,
    grounds=GROUNDS,
    chaser=_days(1, "[default]"),
    reopening=_days(3, "[default]"),
)
OBSTACLE = Policy(
    kind="obstacle",
    clocks=_clocks(reply=2, answer=2, review=2, ruling=5),
    silence=_CLIMBING,
    grounds=GROUNDS,
    work=_days(5, "[default]"),
    chaser=_days(1, "[default]"),
    reopening=_days(3, "[default]"),
    effect=Effect.UNBLOCK,
    demand=True,
)
VARIATION = Policy(
    kind="variation",
    clocks=_clocks(reply=3, answer=3, review=3, ruling=5),
    silence=_ASKING,
    grounds=("too-late", "no-reason-shown", "others-depend-on-it", "outside-the-limit"),
    settles=True,
    beside=True,
    stoppable=False,
    effect=Effect.VARY,
)
DISPUTE = Policy(
    kind="dispute",
    clocks=_clocks(reply=5, answer=5, review=5, ruling=10),
    silence=_ASKING,
    grounds=GROUNDS,
    settles=True,
    beside=True,
    stoppable=False,
    effect=Effect.REASSIGN,
    demand=True,
)
_NOTED = (
    SilenceRow(Phase.OFFERED, False, Silence.NOTE),
    SilenceRow(Phase.COUNTERED, False, Silence.CLIMB),
    SilenceRow(Phase.DECLINED, False, Silence.CLOSE),
    SilenceRow(Phase.REFERRED, False, Silence.LIST),
)
"""Who was asked for a word and gave none is not bound by it: the matter ends, and says so."""

WORD = Policy(
    kind="word",
    clocks=_clocks(reply=1, answer=1, review=1, ruling=5),
    silence=_NOTED,
    receipt=False,
    settles=True,
    stoppable=False,
)
CONSULTATION = Policy(
    kind="consultation",
    clocks=_clocks(reply=7, answer=5, review=5, ruling=5, basis="[local] reply within 7 working days unless stated"),
    silence=(
        SilenceRow(Phase.OFFERED, False, Silence.CONSENT),
        SilenceRow(Phase.COUNTERED, False, Silence.CLIMB),
        SilenceRow(Phase.REFERRED, False, Silence.LIST),
    ),
    settles=True,
    stoppable=False,
    pointed=True,
)
SIGNATURE = Policy(
    kind="signature",
    clocks=_clocks(reply=3, answer=3, review=3, ruling=5, basis="[local] countersign within 3 working days"),
    silence=_ASKING,
    rounds=0,
    settles=True,
    stoppable=False,
)
OPTIONS = Policy(
    kind="options",
    clocks=_clocks(reply=7, answer=3, review=3, ruling=5),
    silence=_NOTED,
    receipt=False,
    settles=True,
    stoppable=False,
)
MEETING = Policy(
    kind="meeting",
    clocks=_clocks(reply=2, answer=1, review=2, ruling=3),
    silence=(
        SilenceRow(Phase.OFFERED, True, Silence.CONSENT),
        *(row for row in _NOTED if row.phase is not Phase.OFFERED),
        SilenceRow(Phase.OFFERED, False, Silence.NOTE),
    ),
    grounds=("not-concerned", "date-impossible"),
    rounds=1,
    settles=True,
    stoppable=False,
    powers=("convene",),
)
DATA = Policy(
    kind="data",
    clocks=_clocks(reply=3, answer=3, review=5, ruling=5),
    silence=_CLIMBING,
    grounds=(*GROUNDS, "confidential"),
    work=_days(5, "[default]"),
    chaser=_days(1, "[default]"),
    reopening=_days(3, "[default]"),
    powers=("data",),
    demand=True,
)
PROPOSAL = Policy(
    kind="proposal",
    clocks=_clocks(reply=5, answer=3, review=5, ruling=5),
    silence=_ASKING,
    grounds=("no-reason-shown", "outside-the-limit", "conflicts-with-rule"),
    rounds=1,
    settles=True,
    stoppable=False,
    powers=("budget", "appraisal", "oversee"),
    by_power=True,
)
MEANS = Policy(
    kind="means",
    clocks=_clocks(reply=3, answer=3, review=3, ruling=5),
    silence=_CLIMBING,
    grounds=GROUNDS,
    work=_days(10, "[default]"),
    chaser=_days(1, "[default]"),
    reopening=_days(3, "[default]"),
    powers=("dispatch",),
    demand=True,
)
DUTY_CHANGE = Policy(
    kind="duty-change",
    clocks=_clocks(reply=3, answer=3, review=5, ruling=10),
    silence=_ASKING,
    grounds=("temporary-work", "no-ground", "opinions-missing", "conflicts-with-rule"),
    work=_days(15, "[local] reviewed within 15 working days"),
    stoppable=False,
    opinions=True,
)
PASSING = Policy(
    kind="passing",
    clocks=_clocks(reply=3, answer=3, review=3, ruling=5),
    silence=_ASKING,
    grounds=GROUNDS,
    rounds=1,
    settles=True,
    stoppable=False,
    effect=Effect.LEAD,
    overseen=True,
    window=_days(1, "[default]"),
)

KINDS: dict[str, Policy] = {
    row.kind: row
    for row in (
        TASK, OBSTACLE, VARIATION, DISPUTE, WORD, CONSULTATION, SIGNATURE, OPTIONS, MEETING, DATA, PROPOSAL, MEANS,
        DUTY_CHANGE, PASSING,
    )
}  # fmt: skip
