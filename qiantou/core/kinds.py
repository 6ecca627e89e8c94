"""What a kind of matter is: a row of policy. The rows themselves stand in `kind_table`.

A kind is one row. Its limits, rounds and the meaning of silence are pinned in a matter when it is
offered, so a later change of the row touches later offers only. A site changes a row by an entry of
the register. Numbers nobody publishes are marked [default]; sources are listed in docs/rules/loop.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from qiantou.core.kernel import Desk
from qiantou.core.worktime import Limit


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
    NOTE = "note"  # the matter ends unanswered, and is reported as silence


class Effect(StrEnum):
    """What the end of a matter does to the matter it stands beside."""

    NONE = "none"
    UNBLOCK = "unblock"
    VARY = "vary"
    REASSIGN = "reassign"
    LEAD = "lead"  # the lead of the joint work passes to the doer
    EXCUSE = "excuse"  # the reason given for being late is accepted
    FIRST = "first"  # of two works one goes first, and the other has a new day


class Rung(StrEnum):
    """The steps of the ladder, in the order in which they are taken."""

    PROMPT = "prompt"  # before a time to answer runs out
    REMINDER = "reminder"  # before the due day
    CHASER = "chaser"  # in writing, with a copy to the head of the unit
    BULLETIN = "bulletin"  # an item of the next bulletin, unless a reason was accepted
    MEETING = "meeting"  # on the list of the next coordination meeting
    SHEET = "sheet"  # a decision sheet for the arbiter


BEFORE = (Rung.PROMPT, Rung.REMINDER)
"""The rungs that come before the day."""


class Urgency(StrEnum):
    ORDINARY = "ordinary"
    URGENT = "urgent"
    EMERGENCY = "emergency"  # minds neither office hours nor days of rest


@dataclass(frozen=True)
class Step:
    """One rung for matters of one urgency. `limit`: before the day for a prompt or reminder, else after the rung
    before, of the first of them after the due day."""

    rung: Rung
    limit: Limit
    urgency: Urgency = Urgency.ORDINARY


@dataclass(frozen=True)
class Lights:
    """From how many working days before the due day a light is blue, and after how many days late it is red."""

    near: int = 3  # [default]
    red: int = 5  # [default]


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
    `powers`: the powers of a mandate of which one makes an order of it; `by_power`: nobody without one may offer
    it. `demand`: asks for work, which a unit's duty list may refuse. `overseen`: the arbiter may take it up; `window`:
    how long the arbiter may still object once the doer has agreed, before that takes effect.
    `ladder`: its rungs; `chasers`: how many chasers a matter gets from people, the rule's counted; `lights`: when they
    turn. `rests`: the doer of the work it stands beside waits for it while another desk has it, and is not chased.
    `by_rule`: only the rule opens it, and it is the arbiter's at once.
    `pointed`: a counter raises points, of which the asker disposes one by one. `opinions`: it is delivered only once
    every letter it is about has been answered, or its time to answer has run out. `opinion`: the desk the site names to
    give its opinion before anybody decides, within `opining`. `supervises`: presses a work from outside it, once a
    leader has approved it. `quota`: how many of it one desk may open in a calendar month, where its rule counts them.
    `replies`: what is owed is a reply: given or not, never taken in hand first, and one that is sent back is asked for
    again with a clock of its own. `call`: taking it is arriving, which may be late as long as nobody has
    decided, and its end is rated by the caller. `upward`: asked of nobody below. `urgency`: that of every matter of the
    kind, whatever its asker says. `assigner`: the desk the site names that decides in it first. `afterwards`: asked of
    what a joint work came to, so once it has ended too.
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
    powers: tuple[str, ...] = ()
    by_power: bool = False
    demand: bool = False
    overseen: bool = False
    pointed: bool = False
    opinions: bool = False
    opinion: Desk | None = None
    opining: Limit | None = None
    quota: int = 0
    supervises: bool = False
    window: Limit | None = None
    ladder: tuple[Step, ...] = ()
    chasers: int = 3
    lights: Lights = Lights()
    rests: bool = False
    by_rule: bool = False
    replies: bool = False
    call: bool = False
    upward: bool = False
    urgency: Urgency | None = None
    assigner: Desk | None = None
    afterwards: bool = False

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
SHEET = "decision"
"""The kind of the sheet that the ladder puts before the arbiter."""
DISPUTE = "dispute"
"""The kind by which a doer says whose duty its work is."""
PRECEDENCE = "precedence"
"""The kind by which a doer asks which of two works goes first."""
EXPLANATION = "explanation"
"""The kind by which a doer gives its reason for being late."""
EXEMPTION, CLEARING = "exemption", "clearing"
"""The kinds by which an exemption is asked for, and by which a name is cleared once it was granted."""
ASSESSING = "assessing"
"""The kind by which the assessment sheet of a work that is over is owed."""
