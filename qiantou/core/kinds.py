"""The table of kinds: what differs between a task, an obstacle, a variation and a dispute is data.

A kind is one row. Its limits, rounds and the meaning of silence are pinned in a matter when it is
offered, so a later change of the row touches later offers only. A site changes a row by an entry of
the register. Numbers nobody publishes are marked [default]; sources are listed in docs/rules/loop.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from qiantou.core.worktime import Limit, Unit


class Phase(StrEnum):
    OFFERED = "offered"
    COUNTERED = "countered"
    DECLINED = "declined"
    UNDERWAY = "underway"
    BLOCKED = "blocked"
    DELIVERED = "delivered"
    REFERRED = "referred"
    CLOSED = "closed"


class Silence(StrEnum):
    """What it means when the holder lets the clock of a phase run out."""

    CLIMB = "climb"  # the matter goes to the arbiter
    BIND = "bind"  # after one chaser to the head of the unit the offered terms bind
    CONSENT = "consent"  # counts as agreed, because the letter said so
    CLOSE = "close"  # the asker's silence lets the matter end
    LIST = "list"  # stays, and goes on the list of the next coordination meeting


class Effect(StrEnum):
    """What the end of a matter does to the matter it stands beside."""

    NONE = "none"
    UNBLOCK = "unblock"
    VARY = "vary"
    REASSIGN = "reassign"


@dataclass(frozen=True)
class SilenceRow:
    """The meaning of silence in a phase; `dispatch` tells orders under a mandate from requests."""

    phase: Phase
    dispatch: bool
    meaning: Silence


@dataclass(frozen=True)
class Clock:
    """How long the holder of a phase has to answer."""

    phase: Phase
    limit: Limit


@dataclass(frozen=True)
class Policy:
    """One kind of matter.

    `receipt`: must be accepted (签收) before it is delivered. `settles`: accepting is the answer and
    closes it. `beside`: stands beside a parent matter and is never a piece of work of its own.
    `stoppable`: its doer may be blocked. `work`: how long the doer has once it accepts and no date was
    agreed; `rounds` and `returns` cap how often the two sides may send it back to each other.
    """

    kind: str
    clocks: tuple[Clock, ...]
    silence: tuple[SilenceRow, ...]
    grounds: tuple[str, ...] = ()
    work: Limit | None = None
    chaser: Limit | None = None
    reopening: Limit | None = None
    rounds: int = 2
    returns: int = 2
    receipt: bool = True
    settles: bool = False
    beside: bool = False
    stoppable: bool = True
    effect: Effect = Effect.NONE

    def limit(self, phase: Phase) -> Limit | None:
        """The clock of `phase`; None where the phase has none (underway runs to its due date)."""
        return next((clock.limit for clock in self.clocks if clock.phase is phase), None)

    def meaning(self, phase: Phase, *, dispatch: bool) -> Silence | None:
        """What silence in `phase` means; None where silence changes nothing. Only an order can bind."""
        rows = [row for row in self.silence if row.phase is phase]
        rows = [row for row in rows if dispatch or row.meaning is not Silence.BIND]
        exact = [row.meaning for row in rows if row.dispatch is dispatch]
        return exact[0] if exact else next((row.meaning for row in rows), None)


NOT_OURS = "not-ours"
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
)

KINDS: dict[str, Policy] = {row.kind: row for row in (TASK, OBSTACLE, VARIATION, DISPUTE)}
