"""Apply one recorded entry to a matter. Never refuses, never looks at a clock, never reads words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, assert_never

from qiantou.core.due import Grant
from qiantou.core.evolve_blocks import block_of, ended, retold, shut, waiting
from qiantou.core.evolve_ladder import climbed_on, noted_beside, taken
from qiantou.core.facts import (
    Accepted,
    Agreed,
    Amended,
    BlockerMoved,
    BlockFiled,
    Bound,
    Carried,
    Chased,
    Climbed,
    Confirmed,
    Consented,
    Contested,
    Countered,
    Declined,
    Delivered,
    DeliveryAccepted,
    Dropped,
    Event,
    Excused,
    Expired,
    Inherited,
    Insisted,
    Lifted,
    Mooted,
    NotOurs,
    Offered,
    OfferedTo,
    PassedUp,
    Prompted,
    Reassigned,
    Referred,
    Remarked,
    Reopened,
    Reported,
    Returned,
    Ruled,
    Settled,
    SideNoted,
    Signed,
    Tabled,
    TakenBack,
    Unanswered,
    Unsigned,
    Urged,
    Varied,
    Withdrawn,
)  # fmt: skip
from qiantou.core.kernel import Desk, Entry, changed
from qiantou.core.kinds import BEFORE, NOT_OURS, Effect, Phase
from qiantou.core.matter import (
    AGREED,
    APPROVAL,
    GRANTED,
    Matter,
    Stop,
)  # fmt: skip
from qiantou.core.points import disposed, raised

REVERSIBLE = (
    Accepted, Agreed, Amended, BlockFiled, Countered, Declined, Delivered, Insisted, NotOurs, OfferedTo, PassedUp,
    Referred, Returned, Ruled,
)  # fmt: skip


def evolve(matter: Matter | None, entry: Entry[Event]) -> Matter:
    """The matter after `entry`; the first entry of a stream must be an offer."""
    event = entry.event
    if matter is None:
        if not isinstance(event, Offered):
            raise ValueError(f"stream {entry.stream} does not begin with an offer")
        return _noted(_offered(entry, event), entry)
    if isinstance(event, TakenBack):
        return _taken_back(matter, entry)
    after = _moved(matter, event, entry.at)
    if matter.is_open and not after.is_open:
        after = changed(after, ended=entry.version)
    if (matter.outcome in GRANTED) is not (after.outcome in GRANTED):
        after = changed(after, took=entry.at if after.outcome in GRANTED else None)
    after = climbed_on(matter, entry, after)
    mover, before = _way_back(matter, entry, after)
    return _noted(changed(after, version=entry.version, at=entry.at, mover=mover, before=before), entry)


def _way_back(matter: Matter, entry: Entry[Event], after: Matter) -> tuple[Desk | None, Matter | None]:
    """Who may take the entry back, and to which state: nobody once the matter has another entry.

    What opened another matter has a mover and no way back, since a take-back does not reach that matter.
    """
    event, mover = entry.event, entry.by.desk
    if isinstance(event, Referred) and event.cause == APPROVAL:
        return None, None  # the asker withdraws an item; taken back it would be asked unapproved
    told_before = isinstance(event, Urged) and event.rung in BEFORE
    fresh = isinstance(event, BlockerMoved) and _is_fresh(matter, event, entry.at)
    if told_before or fresh or isinstance(event, SideNoted):
        return after.mover, after.before  # nobody else has acted on it
    undoes = matter.outcome != after.outcome  # what a contested end had set in motion is undone by then
    if mover is None or undoes or not after.is_open or not isinstance(event, REVERSIBLE):
        return None, None
    if _opens(event):
        return mover, None
    before = matter
    if isinstance(event, Referred) and event.cause == "not-ours" and matter.before is not None:
        before = matter.before  # the refusal and the referral it led to were one move
    return mover, before if before.before is None else changed(before, before=None)


def _opens(event: Event) -> bool:
    match event:
        case Accepted(lack=lack):
            return lack is not None
        case BlockFiled(opened=opened):
            return opened
        case _:
            return isinstance(event, NotOurs)


def _is_fresh(matter: Matter, event: BlockerMoved, at: datetime) -> bool:
    """Whether this only says how a blocker just named stands: part of the naming, nobody else has acted."""
    named = matter.before is not None and len(matter.before.blocks) < len(matter.blocks)
    return named and at == matter.at and matter.blocks[-1].matter == event.blocker


def _offered(entry: Entry[Event], event: Offered) -> Matter:
    return Matter(
        stream=entry.stream, policy=event.policy, basis=event.basis, asker=event.asker, doer=event.doer,
        stage=Phase.OFFERED, since=entry.at, entered=entry.at, at=entry.at, version=entry.version,
        joint=event.joint, parent=event.parent, beside=event.beside, new_doer=event.new_doer,
        cause=event.cause, due=event.due, line=event.line, duty=event.duty, about=event.about, approver=event.approver,
        signature=event.signature, pinned=event.pinned, opened=entry.at, urgency=event.urgency,
        reads=event.reads, touches=event.touches, repeats=event.repeats, follows=event.follows, first=event.first,
        between=event.between,
    )  # fmt: skip


def _taken_back(matter: Matter, entry: Entry[Event]) -> Matter:
    """The state before the mover's last move; its clock has run on, but nothing lapsed in between."""
    if matter.before is None:
        raise ValueError(f"nothing to take back in {entry.stream} at {entry.version}")
    return changed(
        matter.before, version=entry.version, at=entry.at, entered=entry.at, mover=None, before=None,
        recorders=matter.recorders, contested=matter.contested, unconfirmed=matter.before.unconfirmed,
        rests=matter.rests, prompted=matter.prompted,
    )  # fmt: skip


def _noted(matter: Matter, entry: Entry[Event]) -> Matter:
    recorded = entry.by.recorded
    if recorded is None or entry.by.desk is None:
        return matter
    return changed(
        matter,
        unconfirmed=(*matter.unconfirmed, entry.version),
        recorders=(*matter.recorders, (entry.version, entry.by.desk, recorded.by)),
    )


def _moved(matter: Matter, event: Event, at: datetime) -> Matter:
    match event:
        case Accepted(due) | Signed(due) | Carried(due):
            return _underway(matter, at, due=due)
        case NotOurs(due=due):
            return changed(_underway(matter, at, due=due), not_ours=matter.not_ours + 1)
        case Bound(due):
            return changed(_underway(matter, at, due=due), bound=at)
        case Settled(lack):
            reserved = (lack.curer, lack.since) if lack is not None else None
            answered = matter.stage is Phase.DELIVERED  # a sentence or positions, which may as well say no
            return changed(_closed(matter, at, "answered" if answered else "granted"), admitted=True, reserved=reserved)
        case Agreed(arbiter):
            return changed(_referred(matter, at, arbiter=arbiter, cause=AGREED), agreed=True)
        case Consented():
            return changed(_closed(matter, at, "consented"), admitted=True)
        case Countered(due, points=points):
            round_ = matter.round + 1
            told = raised(points, matter.points, round_) if points else matter.points
            return changed(_stage(matter, Phase.COUNTERED, at), proposed=due, round=round_, points=told)
        case Declined(ground, withheld=withheld):
            counted = matter.not_ours + (ground == NOT_OURS)
            kept = (withheld.approver, withheld.least) if withheld is not None else None
            return changed(_stage(matter, Phase.DECLINED, at), not_ours=counted, withheld=kept)
        case Amended(due, disposals=disposals, least=least):
            told, wanted = disposed(disposals, matter.points), least or matter.least
            offered = changed(_stage(matter, Phase.OFFERED, at), proposed=None, points=told, least=wanted)
            return _dated(offered, due, at)
        case Insisted(disposals=disposals):
            told = disposed(disposals, matter.points)
            return changed(_stage(matter, Phase.OFFERED, at), proposed=None, points=told)
        case OfferedTo(doer):
            return _stage(_with_doer(matter, doer, at), Phase.OFFERED, at)
        case Dropped() | Expired():
            return _closed(matter, at, "refused")
        case Unanswered():
            return _closed(matter, at, "silent")
        case BlockFiled():
            return changed(matter, blocks=waiting((*matter.blocks, block_of(event, at)), matter.doer, at))
        case BlockerMoved():
            return changed(matter, blocks=waiting(retold(matter.blocks, event), matter.doer, at))
        case Delivered():
            return _stage(matter, Phase.DELIVERED, at, delivered=at, admitted=True)
        case Returned(lacking):
            again = Phase.OFFERED if matter.policy.replies else Phase.UNDERWAY
            back = _stage(matter, again, at, lacking=lacking)
            return changed(back, returned=matter.returned + 1, delivered=None)
        case DeliveryAccepted():
            return _closed(matter, at, "accepted")
        case Referred(arbiter, cause):
            return _referred(matter, at, arbiter=arbiter, cause=cause)
        case Climbed(arbiter=arbiter):
            silent_doer = matter.stage is Phase.OFFERED
            climbed = _referred(matter, at, arbiter=arbiter, cause="silence")
            return changed(climbed, admitted=matter.admitted or silent_doer)
        case Contested(number, arbiter):
            doubted = tuple(entry for entry in matter.unconfirmed if entry != number)
            marked = changed(matter, unconfirmed=doubted, contested=(*matter.contested, number), agreed=False)
            if arbiter is None:
                return changed(marked, referral="contest")
            if matter.stage is Phase.REFERRED and not matter.awaits_objection:
                return marked
            return _referred(marked, at, arbiter=arbiter, cause="contest")
        case Confirmed(number):
            doubted = tuple(entry for entry in matter.unconfirmed if entry != number)
            entered = at if matter.awaits_objection else matter.entered
            return changed(matter, unconfirmed=doubted, entered=entered)
        case PassedUp(arbiter):
            cause = "asked" if matter.awaits_objection else matter.referral
            return changed(_stage(matter, Phase.REFERRED, at), arbiter=arbiter, referral=cause)
        case Ruled():
            return _ruled(matter, event, at)
        case Withdrawn():
            return _closed(matter, at, "withdrawn")
        case Mooted():
            return _closed(matter, at, "moot")
        case Reopened():
            asked = _stage(matter, Phase.OFFERED, at)
            return changed(asked, bound=None, reopened=True, admitted=False)
        case Chased():
            return changed(matter, chased=True, since=at, entered=at)
        case Tabled():
            return changed(matter, listed=True)
        case Varied(due=due, doer=doer):
            return _varied(matter, due, doer, at)
        case Reassigned(side, doer):
            return changed(_asked_anew(matter, _with_doer(matter, doer, at), at), moved=(side, doer))
        case Inherited(asker, side):
            moved = (side, asker) if side is not None else matter.moved
            return changed(_asked_anew(matter, changed(matter, asker=asker), at), moved=moved)
        case Unsigned():
            if not matter.is_open:
                return changed(matter, outcome="refused", signature=None)
            return _stage(matter, Phase.OFFERED, at, admitted=False, signature=None)
        case Urged():
            return taken(matter, event, at)
        case Prompted():
            return changed(matter, prompted=(*matter.prompted, at))
        case Lifted():
            return changed(matter, lifted=True, listed=False)
        case Excused():
            return changed(matter, excused=True, listed=False)
        case SideNoted():
            return noted_beside(matter, event, at)
        case Reported(attempted=True):
            return changed(matter, attempts=(*matter.attempts, at))
        case Reported() | Remarked():
            return matter
        case Offered() | TakenBack():
            raise ValueError(f"{type(event).__name__} cannot stand at {matter.version + 1} of {matter.stream}")
        case _:
            assert_never(event)


def _stage(matter: Matter, stage: Phase, at: datetime, *, lacking: bool = False, **fields: Any) -> Matter:
    """The matter in another stage, whose clock begins; the doer's own clock stands where others have it.

    Back with its sides it is no arbiter's any more: whoever answers next answers for itself. `fields`: what else
    changes.
    """
    stops = ended(matter.stops, at, lacking=lacking)
    if stage is Phase.DELIVERED:
        stops = (*stops, Stop(at, None, review=True))
    elif matter.admitted and stage in (Phase.COUNTERED, Phase.DECLINED, Phase.REFERRED):
        stops = (*stops, Stop(at, None, review=False))
    told = {"stage": stage, "since": at, "entered": at, "stops": stops, "chased": False, "listed": False}
    if stage not in (Phase.REFERRED, Phase.CLOSED):
        told |= {"arbiter": None, "agreed": False}
    return changed(matter, **(told | fields))


def _underway(matter: Matter, at: datetime, *, due: date | None) -> Matter:
    return _stage(matter, Phase.UNDERWAY, at, due=due, admitted=True, bound=None, withheld=None)


def _closed(matter: Matter, at: datetime, outcome: str) -> Matter:
    blocks = tuple(changed(block, held=shut(block.held, at)) for block in matter.blocks)
    return _stage(matter, Phase.CLOSED, at, outcome=outcome, blocks=blocks)


def _referred(matter: Matter, at: datetime, *, arbiter: Desk, cause: str) -> Matter:
    """To the arbiter. What was closed is open again; it keeps its outcome until the ruling."""
    moved = _stage(matter, Phase.REFERRED, at)
    if matter.stage is not Phase.REFERRED:
        return changed(moved, arbiter=arbiter, left=matter.phase, referral=cause)
    return changed(moved, arbiter=arbiter, referral=cause if matter.awaits_objection else matter.referral)


def _ruled(doubted: Matter, event: Ruled, at: datetime) -> Matter:
    matter = changed(doubted, referral="", outcome="")  # whatever was contested is decided
    if event.outcome is Phase.CLOSED:
        closed = _closed(matter, at, "granted" if event.granted else "refused")
        if not matter.policy.settles:
            return closed
        if matter.policy.effect is Effect.LEAD:  # who leads is decided, whoever had been proposed
            return changed(closed, doer=event.doer or matter.doer)
        due, doer = event.due or matter.due, event.doer or matter.new_doer
        return changed(closed, due=due, new_doer=doer, ahead=event.first)
    told = _with_doer(matter, event.doer, at) if event.doer is not None else matter
    if event.due is not None:
        told = _dated(told, event.due, at)
    ruled = _stage(told, event.outcome, at, withheld=None)
    match event.outcome:
        case Phase.UNDERWAY:
            return changed(ruled, admitted=True, delivered=None, bound=None)
        case Phase.DELIVERED:
            return changed(ruled, delivered=matter.delivered or at)
        case _:
            return changed(ruled, round=0, delivered=None, proposed=None)


def _dated(matter: Matter, due: date | None, at: datetime) -> Matter:
    """Before the work is taken a date is a term under talk; afterwards the original stays, beside a grant.

    No date changes no date.
    """
    if due is None:
        return matter
    if matter.policy.settles or not (matter.admitted or matter.grants):
        return changed(matter, due=due)
    return changed(matter, grants=(*matter.grants, Grant(at, due)))


def _varied(matter: Matter, due: date | None, doer: Desk | None, at: datetime) -> Matter:
    """A granted variation: a new date is a grant beside the original; a new doer is asked, not told."""
    varied = changed(matter, grants=(*matter.grants, Grant(at, due))) if due is not None else matter
    return varied if doer is None else _stage(_with_doer(varied, doer, at), Phase.OFFERED, at)


def _with_doer(matter: Matter, doer: Desk, at: datetime) -> Matter:
    """Another doer: it has its own rounds and was never silent, and holds what blocks only if it does."""
    if doer == matter.doer:
        return changed(matter, round=0)
    blocks = waiting(matter.blocks, doer, at)
    kept = {"withheld": None, "least": ""}  # what another can give is another question
    return changed(matter, doer=doer, round=0, bound=None, reopened=False, blocks=blocks, **kept)


def _asked_anew(matter: Matter, taken: Matter, at: datetime) -> Matter:
    """With another side: where it now has the matter in hand its clock begins anew."""
    if taken.holder == matter.holder:
        return taken
    return changed(taken, since=at, entered=at, listed=False, chased=False)
