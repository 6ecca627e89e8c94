"""The table of kinds: what differs between a task, an obstacle, a letter and a signature is data.

Each row says how long each side has, how often it may go back, and what silence means. Numbers nobody publishes
are marked [default]; [local] ones are somewhere in force. Sources are listed in docs/rules/loop.md.
"""

from __future__ import annotations

from qiantou.core.kind_clocks import LADDER, PROMPT, clocks, days
from qiantou.core.kind_contest import AMENDING, ASSESSING, CONTEST
from qiantou.core.kind_rows import CLEARING, EXEMPTION
from qiantou.core.kinds import EXPLANATION as REASON
from qiantou.core.kinds import NOT_OURS, Clock, Effect, Phase, Policy, Silence, SilenceRow, Urgency
from qiantou.core.worktime import Limit, Unit

GROUNDS = (NOT_OURS, "no-power", "no-means", "conflicts-with-rule", "already-done", "date-impossible")


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


TASK = Policy(
    kind="task",
    powers=("dispatch",),
    demand=True,
    clocks=clocks(reply=3, answer=3, review=5, ruling=5, basis="[local] not ours is said within 3 working days"),
    silence=_CLIMBING,
    grounds=GROUNDS,
    chaser=days(1, "[default]"),
    reopening=days(3, "[default]"),
    ladder=LADDER,
)
OBSTACLE = Policy(
    kind="obstacle",
    clocks=clocks(reply=2, answer=2, review=2, ruling=5),
    silence=_CLIMBING,
    grounds=GROUNDS,
    work=days(5, "[default]"),
    chaser=days(1, "[default]"),
    reopening=days(3, "[default]"),
    effect=Effect.UNBLOCK,
    demand=True,
    ladder=LADDER,
)
VARIATION = Policy(
    kind="variation",
    clocks=clocks(reply=3, answer=3, review=3, ruling=5),
    silence=_ASKING,
    grounds=("too-late", "no-reason-shown", "others-depend-on-it", "outside-the-limit"),
    settles=True,
    beside=True,
    stoppable=False,
    effect=Effect.VARY,
    ladder=PROMPT,
    rests=True,
)
DISPUTE = Policy(
    kind="dispute",
    clocks=clocks(reply=5, answer=5, review=5, ruling=5),
    silence=_ASKING,
    grounds=GROUNDS,
    opining=days(10, "[default]"),
    settles=True,
    beside=True,
    stoppable=False,
    effect=Effect.REASSIGN,
    demand=True,
    ladder=PROMPT,
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
    clocks=clocks(reply=1, answer=1, review=1, ruling=5),
    silence=_NOTED,
    receipt=False,
    settles=True,
    stoppable=False,
    ladder=PROMPT,
)
CONSULTATION = Policy(
    kind="consultation",
    clocks=clocks(reply=7, answer=5, review=5, ruling=5, basis="[local] reply within 7 working days unless stated"),
    silence=(
        SilenceRow(Phase.OFFERED, False, Silence.CONSENT),
        SilenceRow(Phase.COUNTERED, False, Silence.CLIMB),
        SilenceRow(Phase.REFERRED, False, Silence.LIST),
    ),
    settles=True,
    stoppable=False,
    pointed=True,
    ladder=PROMPT,
)
SIGNATURE = Policy(
    kind="signature",
    clocks=clocks(reply=3, answer=3, review=3, ruling=5, basis="[local] countersign within 3 working days"),
    silence=_ASKING,
    rounds=0,
    settles=True,
    stoppable=False,
    ladder=PROMPT,
)
OPTIONS = Policy(
    kind="options",
    clocks=clocks(reply=7, answer=3, review=3, ruling=5),
    silence=_NOTED,
    receipt=False,
    settles=True,
    stoppable=False,
    ladder=PROMPT,
)
MEETING = Policy(
    kind="meeting",
    clocks=clocks(reply=2, answer=1, review=2, ruling=3),
    quota=1,
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
    ladder=PROMPT,
)
DATA = Policy(
    kind="data",
    clocks=clocks(reply=3, answer=3, review=5, ruling=5),
    silence=_CLIMBING,
    grounds=(NOT_OURS, "confidential", *GROUNDS[1:]),
    work=days(5, "[default]"),
    chaser=days(1, "[default]"),
    reopening=days(3, "[default]"),
    powers=("data",),
    demand=True,
    ladder=LADDER,
)
PROPOSAL = Policy(
    kind="proposal",
    clocks=clocks(reply=5, answer=3, review=5, ruling=5),
    silence=_ASKING,
    grounds=("no-reason-shown", "outside-the-limit", "conflicts-with-rule"),
    rounds=1,
    settles=True,
    stoppable=False,
    powers=("budget", "appraisal", "oversee"),
    by_power=True,
    ladder=PROMPT,
)
MEANS = Policy(
    kind="means",
    clocks=clocks(reply=3, answer=3, review=3, ruling=5),
    silence=_CLIMBING,
    grounds=GROUNDS,
    work=days(10, "[default]"),
    chaser=days(1, "[default]"),
    reopening=days(3, "[default]"),
    powers=("dispatch",),
    demand=True,
    ladder=LADDER,
)
DUTY_CHANGE = Policy(
    kind="duty-change",
    clocks=clocks(reply=3, answer=3, review=5, ruling=10),
    silence=_ASKING,
    grounds=("temporary-work", "no-ground", "opinions-missing", "conflicts-with-rule"),
    work=days(15, "[local] reviewed within 15 working days"),
    stoppable=False,
    opinions=True,
    ladder=LADDER,
)
DECISION = Policy(
    kind="decision",
    clocks=(Clock(Phase.REFERRED, days(5, "[default]")),),
    silence=(SilenceRow(Phase.REFERRED, False, Silence.LIST),),
    settles=True,
    beside=True,
    stoppable=False,
    effect=Effect.VARY,
    ladder=PROMPT,
    rests=True,
    by_rule=True,
)
"""The sheet (待决事项) that the ladder puts before the arbiter: who does it, by when."""

EXPLANATION = Policy(
    kind=REASON,
    clocks=clocks(reply=3, answer=3, review=3, ruling=5),
    silence=_ASKING,
    grounds=("no-reason-shown", "within-its-power"),
    rounds=1,
    settles=True,
    beside=True,
    stoppable=False,
    effect=Effect.EXCUSE,
    ladder=PROMPT,
    rests=True,
)
SUPERVISION = Policy(
    kind="supervision",
    clocks=clocks(reply=2, answer=2, review=5, ruling=5),
    silence=_ASKING,
    grounds=("already-done", "no-power", "conflicts-with-rule", "date-impossible"),
    rounds=1,
    quota=5,
    supervises=True,
    ladder=PROMPT,
)
PASSING = Policy(
    kind="passing",
    clocks=clocks(reply=3, answer=3, review=3, ruling=5),
    silence=_ASKING,
    grounds=GROUNDS,
    rounds=1,
    settles=True,
    stoppable=False,
    effect=Effect.LEAD,
    overseen=True,
    window=days(1, "[default]"),
    ladder=PROMPT,
)
GUIDANCE = Policy(
    kind="guidance",
    clocks=clocks(reply=5, answer=3, review=5, ruling=5),
    silence=(
        SilenceRow(Phase.OFFERED, False, Silence.CLIMB),
        SilenceRow(Phase.COUNTERED, False, Silence.CLOSE),
        SilenceRow(Phase.DECLINED, False, Silence.CLOSE),
        SilenceRow(Phase.DELIVERED, False, Silence.CONSENT),
        SilenceRow(Phase.REFERRED, False, Silence.LIST),
    ),
    grounds=(NOT_OURS, "no-power"),
    rounds=1,
    returns=1,
    receipt=False,
    stoppable=False,
    replies=True,
    upward=True,
    rests=True,
    ladder=PROMPT,
)
"""How is it to be done? The unit asked owes an answer; silence to it takes it to the leader above both."""


def _whistle(kind: str, *, arrival: Limit, finish: Limit, ruling: Limit) -> Policy:
    """A call of one class: by when to come, by when to be done."""
    return Policy(
        kind=kind,
        clocks=(
            Clock(Phase.OFFERED, arrival),
            Clock(Phase.COUNTERED, days(1, "[default]")),
            Clock(Phase.DECLINED, days(1, "[default]")),
            Clock(Phase.DELIVERED, days(5, "[default]")),
            Clock(Phase.REFERRED, ruling),
        ),
        silence=(
            SilenceRow(Phase.OFFERED, False, Silence.CLIMB),
            SilenceRow(Phase.COUNTERED, False, Silence.CLIMB),
            SilenceRow(Phase.DECLINED, False, Silence.CLIMB),
            SilenceRow(Phase.DELIVERED, False, Silence.CONSENT),
            SilenceRow(Phase.REFERRED, False, Silence.LIST),
        ),
        grounds=(NOT_OURS, "no-power", "already-done"),
        work=finish,
        rounds=1,
        call=True,
        upward=True,
        urgency=Urgency.EMERGENCY if arrival.unit is Unit.MINUTES and arrival.amount < 60 else None,
        ladder=LADDER,
    )


_CALLED = "[local] on site within 30 minutes"
WHISTLE_EMERGENCY = _whistle(
    "whistle-emergency",
    arrival=Limit(30, Unit.MINUTES, _CALLED),
    finish=Limit(120, Unit.MINUTES, "[local] emergencies within 2 hours"),
    ruling=Limit(60, Unit.MINUTES, "[default]"),
)
WHISTLE_ENFORCEMENT = _whistle(
    "whistle-enforcement",
    arrival=Limit(1440, Unit.MINUTES, "[default]"),
    finish=Limit(7, Unit.CALENDAR_DAYS, "[local] ordinary calls within 7 days"),
    ruling=days(2, "[default]"),
)
WHISTLE_KEY_WORK = _whistle(
    "whistle-key-work",
    arrival=days(3, "[default]"),
    finish=Limit(15, Unit.CALENDAR_DAYS, "[local] hard calls within 15 days"),
    ruling=days(5, "[default]"),
)
PRECEDENCE = Policy(
    kind="precedence",
    clocks=(Clock(Phase.REFERRED, days(2, "[default]")),),
    silence=(SilenceRow(Phase.REFERRED, False, Silence.LIST),),
    settles=True,
    beside=True,
    stoppable=False,
    effect=Effect.FIRST,
    rests=True,
    ladder=PROMPT,
)
"""Which first? Asked by the doer of two works; before who stands above both askers at once."""

ACCOUNTABILITY = Policy(
    kind="accountability",
    clocks=clocks(reply=15, answer=5, review=5, ruling=10),
    silence=(
        SilenceRow(Phase.OFFERED, False, Silence.CLIMB),
        SilenceRow(Phase.COUNTERED, False, Silence.CLOSE),
        SilenceRow(Phase.DECLINED, False, Silence.CLOSE),
        SilenceRow(Phase.REFERRED, False, Silence.LIST),
    ),
    grounds=("no-reason-shown", "within-its-days", "conflicts-with-rule"),
    rounds=0,
    settles=True,
    stoppable=False,
    afterwards=True,
    ladder=PROMPT,
)
"""A proposal of accountability, to a leader above both; no silence adopts it."""
HEARING = Policy(
    kind="hearing",
    clocks=clocks(reply=5, answer=3, review=3, ruling=5),
    silence=_NOTED,
    rounds=0,
    receipt=False,
    settles=True,
    stoppable=False,
    replies=True,
    ladder=PROMPT,
)
"""What the unit says to a proposal about it, before anybody decides."""
SUPPORT = Policy(
    kind="support",
    clocks=clocks(reply=3, answer=3, review=3, ruling=5),
    silence=_NOTED,
    grounds=("already-done", "not-concerned"),
    rounds=1,
    settles=True,
    stoppable=False,
    ladder=PROMPT,
)
"""Help offered beside a work to whoever does it: taken, turned down, or left unanswered, it was offered."""

KINDS: dict[str, Policy] = {
    row.kind: row
    for row in (
        TASK, OBSTACLE, VARIATION, DISPUTE, WORD, CONSULTATION, SIGNATURE, OPTIONS, MEETING, DATA, PROPOSAL, MEANS,
        DUTY_CHANGE, SUPERVISION, PASSING, DECISION, EXPLANATION, GUIDANCE, WHISTLE_EMERGENCY,
        WHISTLE_ENFORCEMENT, WHISTLE_KEY_WORK, PRECEDENCE,
        CONTEST, ACCOUNTABILITY, HEARING, SUPPORT, EXEMPTION,
        CLEARING, AMENDING, ASSESSING,
    )
}  # fmt: skip
