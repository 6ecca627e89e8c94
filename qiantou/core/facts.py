"""The facts of the loop: events, past tense, one per entry. Fields typed `Words` may be erased later.

Everything else in an event is a fact: ids, dates, codes, numbers — all that `evolve` may read.
"""

from __future__ import annotations  # noqa: I001 — names passed on stay in one statement

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from qiantou.core.exemption import Hearing, Verdict
from qiantou.core.facts_beside import (
    Doubted as Doubted,
    Excused as Excused,
    Inherited as Inherited,
    Reassigned as Reassigned,
    RowEnded as RowEnded,
    SideNoted as SideNoted,
    Succeeded as Succeeded,
    Undone as Undone,
    Unsigned as Unsigned,
    Varied as Varied,
)  # fmt: skip
from qiantou.core.kernel import WORDS, Desk, Stream, Words
from qiantou.core.kinds import Phase, Policy, Rung, Urgency
from qiantou.core.moves import Basis
from qiantou.core.points import Disposal, Point, Position
from qiantou.core.repeating import Repeats
from qiantou.core.withholding import Withheld


@dataclass(frozen=True)
class Lack:
    """One named lack in a reservation: who could cure it, since when, and the matter that asks for it, if any yet."""

    lack: Words
    curer: Desk
    since: date
    asked_in: Stream | None


@dataclass(frozen=True)
class Offered:
    asker: Desk
    doer: Desk
    due: date | None
    policy: Policy
    basis: Basis
    joint: Stream | None
    parent: Stream | None
    beside: bool
    new_doer: Desk | None
    cause: str
    title: Words
    place: str = ""
    detail: Words = ""
    standard: Words = ""
    due_text: Words = ""
    source: Words = ""
    duty: str = ""
    off_list: str = ""
    line: str = ""
    about: tuple[str, ...] = ()
    after: tuple[Stream, ...] = ()
    signature: Stream | None = None
    pinned: int = 0
    urgency: Urgency = Urgency.ORDINARY
    approver: Desk | None = None
    number: str = ""  # of a supervision item
    instead: bool = False
    reading: Words = ""
    reads: bool = False  # whether the asker stated its own reading
    touches: tuple[Desk, ...] = ()
    repeats: Repeats | None = None
    follows: Stream | None = None
    first: Desk | None = None
    between: tuple[Desk, ...] = ()  # who asked for the two works of which one goes first
    caused: date | None = None  # when that went wrong of which an exemption is asked
    blames: bool | None = None  # of a proposal about units: what its asker said, whether it asks for blame


@dataclass(frozen=True)
class Carried:
    """The doer took the first of a row of requests; this later one is taken with it."""

    due: date | None


@dataclass(frozen=True)
class Signed:
    """The doer's signature under its line of the plan stands for its acceptance."""

    due: date | None
    lack: Lack | None = None


@dataclass(frozen=True)
class Accepted:
    due: date | None
    lack: Lack | None = None


@dataclass(frozen=True)
class Settled:
    """The answer was all that was asked for: it is granted and the matter ends, a lack being reserved or not."""

    lack: Lack | None = None


@dataclass(frozen=True)
class Agreed:
    """The doer agrees; it takes effect once the arbiter, who is told, has let the time to object run out."""

    arbiter: Desk
    lack: Lack | None = None


@dataclass(frozen=True)
class Countered:
    due: date | None
    proposal: Words = ""
    points: tuple[Point, ...] = ()


@dataclass(frozen=True)
class Declined:
    ground: str
    whose: Desk | None
    reason: Words = ""
    withheld: Withheld | None = None


@dataclass(frozen=True)
class NotOurs:
    """Under a mandate to dispatch: the doer works on while the dispute runs beside the work."""

    whose: Desk
    dispute: Stream
    due: date | None
    reason: Words = ""
    duty: str = ""
    off_list: str = ""


@dataclass(frozen=True)
class Amended:
    """`least`: of what was refused as confidential the asker takes the least that can be given."""

    due: date | None
    detail: Words = ""
    disposals: tuple[Disposal, ...] = ()
    least: str = ""


@dataclass(frozen=True)
class Insisted:
    reason: Words = ""
    disposals: tuple[Disposal, ...] = ()


@dataclass(frozen=True)
class OfferedTo:
    doer: Desk


@dataclass(frozen=True)
class Dropped:
    reason: Words = ""


@dataclass(frozen=True)
class Reported:
    text: Words = ""
    attempted: bool = False
    hearing: Hearing | None = None


@dataclass(frozen=True)
class BlockFiled:
    """`counted`: the light pauses from filing on; otherwise from the answer on. `asker`: the lead, where it filed it in
    the doer's stead and asks for it."""

    blocker: Stream
    to: Desk
    opened: bool
    counted: bool
    outside: bool
    lack: Words = ""
    duty: str = ""
    off_list: str = ""
    asker: Desk | None = None


@dataclass(frozen=True)
class BlockerMoved:
    blocker: Stream
    holder: Desk | None
    standing: str


@dataclass(frozen=True)
class Delivered:
    note: Words = ""
    files: Annotated[tuple[str, ...], WORDS] = ()
    positions: tuple[Position, ...] = ()
    verdict: Verdict | None = None
    told: tuple[Desk, ...] = ()
    vague: bool = False  # of an answer to a question: it names nothing to be done, as far as its words are known


@dataclass(frozen=True)
class Returned:
    lacking: bool
    reasons: Words = ""
    mandate: str = ""


@dataclass(frozen=True)
class DeliveryAccepted:
    remark: Words = ""
    solved: bool | None = None
    satisfied: str = ""


@dataclass(frozen=True)
class Referred:
    """`cause`: asked, rounds, returns, not-ours, cycle, contest, reason or ladder — why it went to the arbiter."""

    arbiter: Desk
    cause: str
    reason: Words = ""


@dataclass(frozen=True)
class Ruled:
    outcome: Phase
    due: date | None
    doer: Desk | None
    granted: bool
    reason: Words = ""
    duty: str = ""
    off_list: str = ""
    first: Stream | None = None
    another_post: bool = False
    verdict: Verdict | None = None


@dataclass(frozen=True)
class PassedUp:
    arbiter: Desk
    reason: Words = ""
    whose: Desk | None = None


@dataclass(frozen=True)
class Withdrawn:
    reason: Words = ""


@dataclass(frozen=True)
class TakenBack:
    pass


@dataclass(frozen=True)
class Reopened:
    cause: Words = ""


@dataclass(frozen=True)
class Remarked:
    text: Words = ""
    received: bool = False  # the written answer on an exemption, by its applicant


@dataclass(frozen=True)
class Confirmed:
    entry: int
    paper: Words = ""


@dataclass(frozen=True)
class Contested:
    entry: int
    arbiter: Desk | None
    reason: Words = ""


@dataclass(frozen=True)
class Chased:
    """Silence under a mandate: one chaser to the head of the unit before the terms bind."""

    head: Desk | None


@dataclass(frozen=True)
class Bound:
    due: date | None


@dataclass(frozen=True)
class Climbed:
    """The holder of `phase` let its clock run out, so the matter went to the arbiter."""

    phase: Phase
    arbiter: Desk


@dataclass(frozen=True)
class Consented:
    phase: Phase


@dataclass(frozen=True)
class Expired:
    phase: Phase


@dataclass(frozen=True)
class Unanswered:
    """Who was asked for a word gave none in its time: the matter ends as silence, which is reported as such."""

    phase: Phase


@dataclass(frozen=True)
class Tabled:
    """The arbiter's clock ran out; the matter is on the list of the next coordination meeting."""


@dataclass(frozen=True)
class Urged:
    """A rung of the ladder was taken: sent by rule, to whom, and who has a copy. `reserved`: to a doer that works under
    reservation, while it is asked whose duty the work is."""

    rung: Rung
    to: Desk
    copied: Desk | None
    reserved: bool = False


@dataclass(frozen=True)
class Prompted:
    """A side asked whoever had it in hand to get on."""

    to: Desk
    text: Words = ""


@dataclass(frozen=True)
class Lifted:
    """By decision the ladder of this matter rests through that day; None until its own day, doer or stage changes."""

    reason: Words = ""
    until: date | None = None


@dataclass(frozen=True)
class Mooted:
    pass


Event = (
    Offered | Accepted | Settled | Countered | Declined | NotOurs | Amended | Insisted | OfferedTo | Dropped
    | Reported | BlockFiled | BlockerMoved | Delivered | Returned | DeliveryAccepted | Referred | Ruled
    | PassedUp | Withdrawn | TakenBack | Reopened | Remarked | Confirmed | Contested | Chased | Bound
    | Climbed | Consented | Expired | Tabled | Succeeded | Varied | Reassigned | Inherited | Mooted | Signed
    | Unanswered | Agreed | Unsigned | SideNoted | RowEnded | Excused | Undone | Doubted | Urged | Prompted | Lifted
    | Carried
)  # fmt: skip
EVENTS: tuple[type, ...] = Event.__args__
