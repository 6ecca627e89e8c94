"""The moves of the loop: commands that may be refused; `fresh` names a matter one may open. See docs/rules/loop.md."""

from __future__ import annotations  # noqa: I001 — names passed on stay in one statement

from dataclasses import dataclass
from datetime import date

from qiantou.core.exemption import Hearing, Verdict
from qiantou.core.kernel import Desk, Stream
from qiantou.core.kinds import Phase, Urgency
from qiantou.core.moves_entailed import (
    Doubt as Doubt,
    EndRow as EndRow,
    Excuse as Excuse,
    Inherit as Inherit,
    Moot as Moot,
    NoteBlocker as NoteBlocker,
    NoteSide as NoteSide,
    Reassign as Reassign,
    TakeUp as TakeUp,
    Undo as Undo,
    Unsign as Unsign,
    Vary as Vary,
)  # fmt: skip
from qiantou.core.points import Disposal, Point, Position
from qiantou.core.repeating import Repeats
from qiantou.core.withholding import Withheld


@dataclass(frozen=True)
class Basis:
    """What the demand rests on: a paper, a request, a mandate, a duty, or a signed plan.

    `dispatch`: an order, which stands unless refused on a listed ground. `mandate` is the key of the mandate
    cited, `powers` what is used of it besides ordering.
    """

    kind: str = "document"
    dispatch: bool = False
    mandate: str = ""
    powers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reservation:
    """One named lack, who could cure it, and since when (保留意见)."""

    lack: str
    curer: Desk
    since: date


@dataclass(frozen=True)
class Offer:
    """Ask a desk for something (交办 / 商请). `parent` is the whole it is part of, or with `beside` what it is about.

    Asked of `several` doers at once, each gets a matter; `parent` is then a name they share, of no matter.
    `place` orders the matters of a joint work as their paper does: "012" the whole, "012-01" its first part.
    `duty` or `off_list` names the row of the doer's duty list, or the exception, that the demand rests on.
    `line` is the line of the plan it carries out, `after` the matters that come before it, `about` the lines,
    options or desks a letter is about. `signature`: the doer's closed signature under that line, which stands for
    its acceptance; `reservation` and `fresh` as it was signed. `reply_days`: working days to reply, where the letter
    states other than the kind's; `silence_consents`: what the letter says silence means, where it says so.
    `pinned`: the entry of the plan that put out the version it is about. `urgency`: which rungs it climbs. `reading`:
    how the asker of guidance reads the matter. `touches`: whom the data are about besides; `repeats`: each period anew,
    of which `follows` names the first. `first`: who of those called coordinates. `caused`: when it went wrong, of what
    an exemption is asked. `blames`: whether a proposal about units asks for a deduction, or that somebody answer.
    """

    kind: str
    asker: Desk
    doer: Desk
    title: str
    due: date | None = None
    detail: str = ""
    standard: str = ""
    due_text: str = ""
    basis: Basis = Basis()
    joint: Stream | None = None
    parent: Stream | None = None
    beside: bool = False
    several: bool = False
    new_doer: Desk | None = None
    cause: str = ""
    place: str = ""
    source: str = ""
    duty: str = ""
    off_list: str = ""
    line: str = ""
    about: tuple[str, ...] = ()
    after: tuple[Stream, ...] = ()
    signature: Stream | None = None
    reservation: Reservation | None = None
    fresh: Stream | None = None
    reply_days: int | None = None
    silence_consents: bool | None = None
    pinned: int = 0
    urgency: Urgency = Urgency.ORDINARY
    approver: Desk | None = None
    number: str = ""
    instead: bool = False
    reading: str = ""
    touches: tuple[Desk, ...] = ()
    repeats: Repeats | None = None
    follows: Stream | None = None
    first: Desk | None = None
    caused: date | None = None
    blames: bool | None = None


@dataclass(frozen=True)
class Accept:
    reservation: Reservation | None = None
    fresh: Stream | None = None


@dataclass(frozen=True)
class Counter:
    due: date | None
    proposal: str
    points: tuple[Point, ...] = ()


@dataclass(frozen=True)
class Decline:
    """`duty` or `off_list`: what it rests on that the work is said to be a township's. `withheld`: what is said of data
    refused as confidential."""

    ground: str
    reason: str
    whose: Desk | None = None
    fresh: Stream | None = None
    duty: str = ""
    off_list: str = ""
    withheld: Withheld | None = None


@dataclass(frozen=True)
class Amend:
    """Answer a counter with other terms, or a refusal as confidential by asking for the least that can be given. `due`
    None leaves the date as it is."""

    due: date | None
    detail: str = ""
    disposals: tuple[Disposal, ...] = ()


@dataclass(frozen=True)
class Insist:
    reason: str
    disposals: tuple[Disposal, ...] = ()


@dataclass(frozen=True)
class OfferTo:
    doer: Desk


@dataclass(frozen=True)
class Drop:
    reason: str


@dataclass(frozen=True)
class Report:
    """`attempted`: says what was tried and did not succeed; on record, that is work done. `hearing`: its record."""

    text: str
    attempted: bool = False
    hearing: Hearing | None = None


@dataclass(frozen=True)
class Block:
    """Name what stops the work: a desk to ask (`to`, opening `fresh`) or an open matter (`blocker`).

    `duty` or `off_list`: what it rests on that a township is asked. Filed by the lead for a township (代提) it names a
    superior, is asked by the lead, and opens an obstacle.
    """

    lack: str
    to: Desk | None = None
    blocker: Stream | None = None
    outside: bool = False
    fresh: Stream | None = None
    duty: str = ""
    off_list: str = ""


@dataclass(frozen=True)
class Deliver:
    """`verdict`: on an application for exemption; `told`: to whom the notice that clears a name goes."""

    note: str
    files: tuple[str, ...] = ()
    positions: tuple[Position, ...] = ()
    verdict: Verdict | None = None
    told: tuple[Desk, ...] = ()


@dataclass(frozen=True)
class Return:
    """Send a delivery back. `lacking`: something that was agreed is missing.

    Of a peer in a joint work what lacks nothing agreed is sent back by the power of `mandate` alone.
    """

    reasons: str
    lacking: bool = True
    mandate: str = ""


@dataclass(frozen=True)
class AcceptDelivery:
    """`solved`, `satisfied` (yes, partly, no): the caller's rating of a call."""

    remark: str = ""
    solved: bool | None = None
    satisfied: str = ""


@dataclass(frozen=True)
class Refer:
    reason: str


@dataclass(frozen=True)
class Rule:
    """The arbiter decides: where the matter goes on, by when, by whom, or how it ends.

    `duty` or `off_list`: what it rests on that a township does it. `first`: of two works the one that goes first, `due`
    being the other's new day. `another_post`: of a sheet of the ladder, that it suggests another post for the work to
    the doer's unit, which changes no term.
    """

    outcome: Phase | None
    reason: str
    due: date | None = None
    doer: Desk | None = None
    granted: bool = True
    duty: str = ""
    off_list: str = ""
    first: Stream | None = None
    another_post: bool = False
    verdict: Verdict | None = None


@dataclass(frozen=True)
class PassUp:
    """`whose`: where an opinion is given on a dispute, whose duty it takes it to be."""

    reason: str
    whose: Desk | None = None


@dataclass(frozen=True)
class Withdraw:
    reason: str


@dataclass(frozen=True)
class TakeBack:
    pass


@dataclass(frozen=True)
class Reopen:
    """A desk bound by its silence shows cause and is asked once more."""

    cause: str


@dataclass(frozen=True)
class Chase:
    """Either side, or the lead, asks whoever has it in hand to get on (催办)."""

    text: str


@dataclass(frozen=True)
class Lift:
    """Who decides in the matter lets its ladder rest through a day; without one until its own day, its doer or its
    stage changes. Done again it is another day, today at the earliest."""

    reason: str
    until: date | None = None


@dataclass(frozen=True)
class Remark:
    """`received`: its applicant has the written answer on an exemption in hand; then nothing more need be said."""

    text: str
    received: bool = False


@dataclass(frozen=True)
class Confirm:
    """The named desk confirms an entry that was recorded for it."""

    version: int
    paper: str = ""


@dataclass(frozen=True)
class Contest:
    """The named desk says that an entry recorded for it is wrong."""

    version: int
    reason: str


@dataclass(frozen=True)
class Tick:
    """Time has passed; whatever lapsed by now is recorded at its scheduled instant."""


OpenMove = (
    Accept | Counter | Decline | Amend | Insist | OfferTo | Drop | Report | Block | Deliver | Return
    | AcceptDelivery | Refer | Rule | PassUp | Withdraw | TakeBack | Reopen | Chase | Lift
)  # fmt: skip
Move = Offer | OpenMove | Remark | Confirm | Contest
Consequence = (
    NoteBlocker | Vary | Reassign | Inherit | Unsign | NoteSide | EndRow | Excuse | Undo | Doubt | TakeUp | Moot
)
Command = Move | Consequence | Tick

MOVES: tuple[type, ...] = (
    Offer, Accept, Counter, Decline, Amend, Insist, OfferTo, Drop, Report, Block, Deliver, Return,
    AcceptDelivery, Refer, Rule, PassUp, Withdraw, TakeBack, Reopen, Chase, Lift, Remark, Confirm, Contest,
)  # fmt: skip
