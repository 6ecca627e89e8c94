"""A matter (办件): what its entries add up to, and the questions asked of it.

Exactly one desk holds an open matter. While a real block stands, that is whoever holds the blocker.
Nothing here looks at a clock: what has lapsed by now is the business of `advance`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from qiantou.core.due import Grant
from qiantou.core.exemption import Outcome
from qiantou.core.kernel import Desk, Stream
from qiantou.core.kinds import Phase, Policy, Rung, Urgency
from qiantou.core.moves import Basis
from qiantou.core.points import Raised
from qiantou.core.repeating import Repeats
from qiantou.core.worktime import Calendar, deadline

Interval = tuple[datetime, datetime | None]
GRANTED = ("granted", "consented")
"""The outcomes that have effects."""
AGREED = "agreed"
"""Why a matter is with the arbiter that its doer has agreed to: whoever is told may still object."""
APPROVAL = "approval"
"""Why a supervision item is with the leader who approves it, before its doer is asked."""

STOPPED = "stopped"
"""Why a supervision item rests: the work it presses is stopped by another desk."""


class Standing(StrEnum):
    """How a blocker stands towards the matter it stops."""

    PENDING = "pending"  # named, not answered yet
    REAL = "real"  # accepted, ruled real, or met with silence: the ball is with its holder
    UNREAL = "unreal"  # refused or ruled unreal: the paused time is given back
    LIFTED = "lifted"  # was real and is over: the paused time stands


STANDS = (Standing.PENDING, Standing.REAL)
"""The standings of a blocker that has not come to its end."""


@dataclass(frozen=True)
class Block:
    """What stops a matter. `held`: when somebody other than the blocked doer had the blocker in hand."""

    matter: Stream
    filed: datetime
    holder: Desk | None
    standing: Standing
    counted: bool
    held: tuple[Interval, ...]
    outside: bool = False


def whose_turn(blocks: Iterable[Block]) -> Block | None:
    """The first real block still standing; one at a time holds the ball, the rest queue."""
    return next((block for block in blocks if block.standing is Standing.REAL), None)


@dataclass(frozen=True)
class Stop:
    """Time the doer's clock stood for another reason: a review, or a referral of the whole.

    A review that ended in a return for lacking what was agreed stops the clock only past its allowance.
    """

    start: datetime
    end: datetime | None
    review: bool
    lacking: bool = False


@dataclass(frozen=True)
class Taken:
    """A rung as it was taken. `moved`: its doer has made a move since."""

    rung: Rung
    at: datetime
    moved: bool = False


@dataclass(frozen=True)
class Climbed:
    """A rung as it stays on record when the ladder begins anew: the entry, and who then did the work."""

    rung: Rung
    version: int
    doer: Desk


@dataclass(frozen=True)
class Aside:
    """The ladder of a work while a side has put it up for a decision: it goes on from there where asker, doer and days
    stay `terms`. `since`: since when that stage ran."""

    since: datetime
    rungs: tuple[Taken, ...]
    terms: tuple[object, ...]


@dataclass(frozen=True)
class Rest:
    """While another desk had in hand what the doer asked beside the work; an `end` of None is still open.

    `held_back`: from when on the work waits for it no longer, though nobody is chased while it is open.
    """

    side: Stream
    kind: str
    start: datetime
    end: datetime | None = None
    held_back: datetime | None = None


@dataclass(frozen=True)
class Handed:
    """How the work came to its doer: `by` what beside it, or by which entry of its own, `version` being the entry.

    `taken`: the entry by which that doer took it as its own; 0 while there is none. `came`: what had moved it before.
    """

    by: Stream | int
    former: Desk
    at: datetime
    version: int
    came: tuple[Stream, Desk] | None = None
    taken: int = 0


@dataclass(frozen=True)
class Matter:
    stream: Stream
    policy: Policy
    basis: Basis
    asker: Desk
    doer: Desk
    stage: Phase
    since: datetime  # since when the clock of the stage runs
    entered: datetime  # nothing lapses before this instant
    at: datetime  # of the last entry
    version: int
    joint: Stream | None = None
    parent: Stream | None = None
    beside: bool = False
    new_doer: Desk | None = None
    cause: str = ""
    line: str = ""
    duty: str = ""
    about: tuple[str, ...] = ()
    signature: Stream | None = None
    pinned: int = 0  # the entry of the plan that put out the version it is about
    reserved: tuple[Desk, date] | None = None  # who could cure what its answer reserves, lacking since when
    points: tuple[Raised, ...] = ()
    due: date | None = None
    proposed: date | None = None
    grants: tuple[Grant, ...] = ()
    blocks: tuple[Block, ...] = ()
    stops: tuple[Stop, ...] = ()
    arbiter: Desk | None = None  # who decides, or decided last; None once it is back with its sides
    agreed: bool = False  # the doer has said yes to what the arbiter may still object to
    left: Phase | None = None
    referral: str = ""
    round: int = 0
    returned: int = 0
    not_ours: int = 0
    admitted: bool = False  # the doer took it, was silent past the reply clock, or was told to by a ruling
    chased: bool = False
    bound: datetime | None = None
    reopened: bool = False
    listed: bool = False
    delivered: datetime | None = None
    vague: bool = False  # what was last delivered names nothing to be done
    outcome: str = ""
    ended: int = 0  # the entry that closed it
    opened: datetime | None = None
    took: datetime | None = None  # since when its being granted has had effects
    approver: Desk | None = None  # of a supervision item
    attempts: tuple[datetime, ...] = ()  # when the doer put on record what it had tried
    moved: tuple[Stream, Desk] | None = None  # the matter that last brought it another side, and that side
    unconfirmed: tuple[int, ...] = ()
    contested: tuple[int, ...] = ()
    recorders: tuple[tuple[int, Desk, Desk], ...] = ()  # entry, whose move, who recorded it
    said: tuple[int, ...] = ()  # of these, the entries on which nothing rests: what was told
    urgency: Urgency = Urgency.ORDINARY
    rungs: tuple[Taken, ...] = ()  # taken since its day, its doer or its stage last changed
    climbed: tuple[Climbed, ...] = ()  # every rung ever taken
    aside: Aside | None = None
    rests: tuple[Rest, ...] = ()
    disputed: tuple[Rest, ...] = ()  # whether it is its doer's duty: each time that was asked, nothing rests meanwhile
    prompted: tuple[tuple[datetime, Desk], ...] = ()  # when people chased it, and whom
    excused: Stream | None = None  # by which matter the reason given for being late was accepted
    handed: Handed | None = None  # how it came to its doer, where it was another's before
    doubts: tuple[Stream, ...] = ()  # matters beside it of which the end is not confirmed, or contested
    asked: tuple[date | None, Desk | None] | None = None  # the day and doer it asked for, once a ruling gave others
    lifted: date | None = None  # through which day its ladder rests by decision; `date.max` for no day
    reads: bool = False  # the asker of guidance stated its own reading
    touches: tuple[Desk, ...] = ()  # whom the data are about besides
    repeats: Repeats | None = None
    follows: Stream | None = None  # the first of the row of requests it belongs to
    first: Desk | None = None  # who of those called coordinates
    called: Desk | None = None  # who was asked first, before anybody said that it is not his
    between: tuple[Desk, ...] = ()  # who asked for the two works of which one goes first
    ahead: Stream | None = None  # the work that goes first, once decided
    withheld: tuple[Desk, str] | None = None  # refused as confidential: who may approve, the least that can be given
    least: str = ""  # what of it is asked for now
    caused: date | None = None  # when that went wrong of which an exemption is asked
    hearings: tuple[int, ...] = ()  # by which entries the applicant was heard, or said that it need not be
    attested: tuple[tuple[int, bool], ...] = ()  # hearings of which it said that they were so, or were not
    verdict: Outcome | None = None  # what was decided of its exemption
    spoken: tuple[tuple[int, Desk, bool, datetime], ...] = ()  # entries of desks, whose, whether they judge, and when
    judged: int = 0  # by which entry
    received: datetime | None = None  # when the applicant had the answer to that in hand
    judges: tuple[str, ...] = ()  # by which accounts so far: others review it
    mover: Desk | None = None
    before: Matter | None = None  # the state a take-back returns to

    @property
    def kind(self) -> str:
        return self.policy.kind

    @property
    def phase(self) -> Phase:
        blocked = self.stage is Phase.UNDERWAY and self.active_block is not None
        return Phase.BLOCKED if blocked else self.stage

    @property
    def is_open(self) -> bool:
        return self.stage is not Phase.CLOSED

    @property
    def active_block(self) -> Block | None:
        return whose_turn(self.blocks) if self.blocks else None

    @property
    def holder(self) -> Desk | None:
        """The one desk that has to act; None once closed."""
        match self.stage:
            case Phase.CLOSED:
                return None
            case Phase.OFFERED:
                return self.doer
            case Phase.COUNTERED | Phase.DECLINED | Phase.DELIVERED:
                return self.asker
            case Phase.REFERRED:
                return self.arbiter
            case _:
                block = self.active_block
                return block.holder if block is not None else self.doer

    @property
    def asking(self) -> tuple[Rest, ...]:
        """What the doer asked beside the work and others have in hand."""
        return tuple(rest for rest in self.rests if rest.end is None)

    @property
    def is_reserved(self) -> bool:
        """Whether its doer works under reservation: whose duty it is, is being asked."""
        return any(one.end is None for one in self.disputed)

    @property
    def awaits_objection(self) -> bool:
        """The doer has agreed, and silence of the arbiter lets that take effect."""
        return self.stage is Phase.REFERRED and self.referral == AGREED

    @property
    def is_hatched(self) -> bool:
        """Rests on an entry recorded for another desk that nobody there has confirmed, or that it contests: one of its
        own, or the end of what stood beside it. What was only told decides nothing, and puts nothing in doubt."""
        contested = self.referral == "contest" and self.stage in (Phase.REFERRED, Phase.CLOSED)
        unsure = any(number not in self.said for number in self.unconfirmed)
        return unsure or contested or any(side in _rests_on(self) for side in self.doubts)

    def is_party(self, desk: Desk | None) -> bool:
        return desk is not None and desk in (self.asker, self.doer)

    @property
    def heard(self) -> bool:
        """Whether a hearing is on record that nobody's confirmation is missing for, and that nobody contests."""
        return any(number not in (*self.unconfirmed, *self.contested) for number in self.hearings)

    def recorded_for(self, version: int) -> tuple[Desk, Desk] | None:
        """Whose move the entry `version` was and who recorded it; None if it was not recorded for another."""
        return next(((named, by) for entry, named, by in self.recorders if entry == version), None)


def carries(matter: Matter, by: Stream | int) -> bool:
    """Whether a day it had granted, its doer, its excuse or the end of a block is by that name."""
    granted = any(grant.by == by for grant in matter.grants) and not _is_its_own(matter, by)
    return granted or by in _rests_on(matter)


def names(matter: Matter, by: Stream | int) -> bool:
    """Whether it carries that name, or would if its doer took back what made the work its own."""
    handed = matter.handed is not None and matter.handed.by == by
    return handed or any(grant.by == by for grant in matter.grants) or carries(matter, by)


def goes_back(matter: Matter, by: Stream | int) -> bool:
    """Whether it returns to its former doer with what carries that name."""
    return matter.handed is not None and matter.handed.by == by and not _is_its_own(matter, by)


def _is_its_own(matter: Matter, by: Stream | int) -> bool:
    """Whether its doer, to whom it came by that name, has taken it: the day it was asked with is then its own too."""
    handed = matter.handed
    if handed is None or handed.by != by or not handed.taken:
        return False
    return handed.taken not in (*matter.unconfirmed, *matter.contested)


def _rests_on(matter: Matter) -> tuple[Stream | int | None, ...]:
    """By which names it has its day, its doer, its excuse, and the end of what stopped it."""
    day = matter.grants[-1].by if matter.grants else None
    came = matter.handed.by if matter.handed is not None else None
    ended = (block.matter for block in matter.blocks if block.standing not in STANDS)
    return (*(name for name in (day, came) if name and not _is_its_own(matter, name)), matter.excused, *ended)


def standing_beside(matter: Matter) -> tuple[Stream, ...]:
    """The works it stands beside: mostly one, two where it asks which of them goes first."""
    if not matter.beside or matter.parent is None:
        return ()
    return tuple(Stream(name) for name in matter.about) if matter.between else (matter.parent,)


def pauses(matter: Matter, calendar: Calendar) -> tuple[Interval, ...]:
    """When the doer's clock stood, in order of kind; intervals may overlap, an end of None is still open."""
    own = ((rest.start, rest.end) for rest in matter.rests if rest.kind == STOPPED)
    return (*_held(matter), *_stopped(matter, calendar), *own)


def _held(matter: Matter) -> Iterator[Interval]:
    for block in matter.blocks:
        if block.standing is not Standing.UNREAL:
            yield from block.held


def _stopped(matter: Matter, calendar: Calendar) -> Iterator[Interval]:
    allowance = matter.policy.limit(Phase.DELIVERED)
    for stop in matter.stops:
        start = stop.start
        if stop.lacking and allowance is not None:
            start = deadline(calendar, start, allowance)
        if stop.end is None or start < stop.end:
            yield start, stop.end
