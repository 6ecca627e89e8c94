"""Apply one recorded entry to a matter. Never refuses, never looks at a clock, never reads words."""

from __future__ import annotations

from datetime import date, datetime
from typing import assert_never

from qiantou.core.evolve_blocks import block_of, retold, waiting
from qiantou.core.evolve_effects import dated, handed_over, owned, undone, varied
from qiantou.core.evolve_ladder import climbed_on, noted_beside, taken
from qiantou.core.evolve_ruled import ruled
from qiantou.core.evolve_stages import asked_anew, closed, referred, staged, underway, with_doer
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
    Doubted,
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
    RowEnded,
    Ruled,
    Settled,
    SideNoted,
    Signed,
    Succeeded,
    Tabled,
    TakenBack,
    Unanswered,
    Undone,
    Unsigned,
    Urged,
    Varied,
    Withdrawn,
)  # fmt: skip
from qiantou.core.hearing_word import awaited
from qiantou.core.kernel import Desk, Entry, changed
from qiantou.core.kinds import BEFORE, NOT_OURS, Phase
from qiantou.core.matter import (
    AGREED,
    APPROVAL,
    GRANTED,
    Matter,
    standing_beside,
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
    after = _judged(after, entry)
    mover, before = _way_back(matter, entry, after)
    spoken = _spoken(after, entry)
    told = changed(after, version=entry.version, at=entry.at, mover=mover, before=before, spoken=spoken)
    return _noted(told, entry)


def _way_back(matter: Matter, entry: Entry[Event], after: Matter) -> tuple[Desk | None, Matter | None]:
    """Who may take the entry back, and to which state: nobody once the matter has another entry.

    What opened another matter has a mover and no way back, since a take-back does not reach that matter.
    """
    event, mover = entry.event, entry.by.desk
    if isinstance(event, Referred) and event.cause == APPROVAL:
        return None, None  # the asker withdraws an item; taken back it would be asked unapproved
    told_before = isinstance(event, Urged) and event.rung in BEFORE
    fresh = isinstance(event, BlockerMoved) and _is_fresh(matter, event, entry.at)
    if told_before or fresh or isinstance(event, SideNoted | Doubted):
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


def _judged(matter: Matter, entry: Entry[Event]) -> Matter:
    """With what was decided of an exemption, by which entry and account."""
    verdict = entry.event.verdict if isinstance(entry.event, Delivered | Ruled) else None
    if verdict is None:
        return matter
    own = entry.by.account if entry.by.recorded is None else ""
    judges = (*matter.judges, own) if own else matter.judges
    return changed(matter, verdict=verdict.outcome, judged=entry.version, judges=judges, received=None)


def _spoken(matter: Matter, entry: Entry[Event]) -> tuple[tuple[int, Desk, bool, datetime], ...]:
    """With who made the entry: nothing of the rule, nor of a chaser, which says that nothing is on record since."""
    if entry.by.desk is None or isinstance(entry.event, Prompted):
        return matter.spoken
    judges = isinstance(entry.event, Returned | DeliveryAccepted | Ruled)
    return (*matter.spoken, (entry.version, entry.by.desk, judges, entry.at))


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
        called=event.doer, between=event.between, caused=event.caused,
    )  # fmt: skip


def _taken_back(matter: Matter, entry: Entry[Event]) -> Matter:
    """The state before the mover's last move; its clock has run on, but nothing lapsed in between."""
    if matter.before is None:
        raise ValueError(f"nothing to take back in {entry.stream} at {entry.version}")
    return changed(
        matter.before, version=entry.version, at=entry.at, entered=entry.at, mover=None, before=None,
        recorders=matter.recorders, contested=matter.contested, unconfirmed=matter.before.unconfirmed,
        rests=matter.rests, disputed=matter.disputed, prompted=matter.prompted, doubts=matter.doubts, said=matter.said,
        climbed=matter.climbed,
    )  # fmt: skip


def _noted(matter: Matter, entry: Entry[Event]) -> Matter:
    recorded = entry.by.recorded
    if recorded is None or entry.by.desk is None:
        return matter
    return changed(
        matter,
        unconfirmed=(*matter.unconfirmed, entry.version),
        recorders=(*matter.recorders, (entry.version, entry.by.desk, recorded.by)),
        said=(*matter.said, entry.version) if isinstance(entry.event, Reported | Remarked) else matter.said,
    )


def _moved(matter: Matter, event: Event, at: datetime) -> Matter:
    match event:
        case Accepted(due) | Signed(due) | Carried(due):
            return owned(underway(matter, at, due=due))
        case NotOurs(due=due):
            return changed(underway(matter, at, due=due), not_ours=matter.not_ours + 1)
        case Bound(due):
            return changed(underway(matter, at, due=due), bound=at)
        case Settled(lack):
            reserved = (lack.curer, lack.since) if lack is not None else None
            answered = matter.stage is Phase.DELIVERED  # a sentence or positions, which may as well say no
            return changed(closed(matter, at, "answered" if answered else "granted"), admitted=True, reserved=reserved)
        case Agreed(arbiter):
            return changed(referred(matter, at, arbiter=arbiter, cause=AGREED), agreed=True)
        case Consented():
            return changed(closed(matter, at, "consented"), admitted=True)
        case Countered(due, points=points):
            round_ = matter.round + 1
            told = raised(points, matter.points, round_) if points else matter.points
            return changed(staged(matter, Phase.COUNTERED, at), proposed=due, round=round_, points=told)
        case Declined(ground, withheld=withheld):
            counted = matter.not_ours + (ground == NOT_OURS)
            kept = (withheld.approver, withheld.least) if withheld is not None else None
            return changed(staged(matter, Phase.DECLINED, at), not_ours=counted, withheld=kept)
        case Amended(due, disposals=disposals, least=least):
            told, wanted = disposed(disposals, matter.points), least or matter.least
            offered = changed(staged(matter, Phase.OFFERED, at), proposed=None, points=told, least=wanted)
            return dated(offered, due, at)
        case Insisted(disposals=disposals):
            told = disposed(disposals, matter.points)
            return changed(staged(matter, Phase.OFFERED, at), proposed=None, points=told)
        case OfferedTo(doer):
            return staged(changed(with_doer(matter, doer, at), handed=None), Phase.OFFERED, at)
        case Expired() if matter.policy.supervises:
            return closed(matter, at, "over")
        case Dropped() | Expired():
            return closed(matter, at, "refused")
        case Unanswered():
            return closed(matter, at, "silent")
        case BlockFiled():
            return changed(matter, blocks=waiting((*matter.blocks, block_of(event, at)), matter.doer, at))
        case BlockerMoved():
            return changed(matter, blocks=waiting(retold(matter.blocks, event), matter.doer, at))
        case Delivered(vague=vague):
            return owned(staged(matter, Phase.DELIVERED, at, delivered=at, admitted=True, vague=vague))
        case Returned(lacking):
            again = Phase.OFFERED if matter.policy.replies else Phase.UNDERWAY
            back = staged(matter, again, at, lacking=lacking)
            return changed(back, returned=matter.returned + 1, delivered=None)
        case DeliveryAccepted():
            return closed(matter, at, "accepted")
        case Referred(arbiter, cause):
            return referred(matter, at, arbiter=arbiter, cause=cause)
        case Climbed(arbiter=arbiter):
            silent_doer = matter.stage is Phase.OFFERED
            climbed = referred(matter, at, arbiter=arbiter, cause="silence")
            return changed(climbed, admitted=matter.admitted or silent_doer)
        case Confirmed(number) | Contested(number) if number in awaited(matter):
            return changed(matter, attested=(*matter.attested, (number, isinstance(event, Confirmed))))
        case Contested(number, arbiter):
            doubted = tuple(entry for entry in matter.unconfirmed if entry != number)
            marked = changed(matter, unconfirmed=doubted, contested=(*matter.contested, number), agreed=False)
            if arbiter is None:
                return changed(marked, referral="contest")
            if matter.stage is Phase.REFERRED and not matter.awaits_objection:
                return marked
            return referred(marked, at, arbiter=arbiter, cause="contest")
        case Confirmed(number):
            doubted = tuple(entry for entry in matter.unconfirmed if entry != number)
            entered = at if matter.awaits_objection else matter.entered
            return changed(matter, unconfirmed=doubted, entered=entered)
        case Succeeded(arbiter):
            return changed(staged(matter, Phase.REFERRED, at), arbiter=arbiter)
        case PassedUp(arbiter):
            cause = "asked" if matter.awaits_objection else matter.referral
            return changed(staged(matter, Phase.REFERRED, at), arbiter=arbiter, referral=cause)
        case Ruled():
            return ruled(matter, event, at)
        case Withdrawn():
            return closed(matter, at, "withdrawn")
        case Mooted():
            return closed(matter, at, "moot")
        case Reopened():
            asked = staged(matter, Phase.OFFERED, at)
            return changed(asked, bound=None, reopened=True, admitted=False)
        case Chased():
            return changed(matter, chased=True, since=at, entered=at)
        case Tabled():
            return changed(matter, listed=True)
        case Varied():
            return varied(matter, event, at)
        case Reassigned(side, doer) if doer == matter.doer:  # only by another matter than before
            return changed(matter, moved=(side, doer))
        case Reassigned(side, doer) if side in standing_beside(matter):  # it goes along: granted by nobody
            return asked_anew(matter, _pressed_anew(matter, with_doer(matter, doer, at), at), at)
        case Reassigned(side, doer, due):
            given = handed_over(varied(matter, Varied(side, due, None), at), doer, by=side, at=at)
            return changed(asked_anew(matter, _pressed_anew(matter, given, at), at), moved=(side, doer))
        case Undone(side):
            return undone(matter, side, at)
        case Doubted(side, doubtful):
            others = tuple(name for name in matter.doubts if name != side)
            return changed(matter, doubts=(*others, side) if doubtful else others)
        case Inherited(asker, side):
            moved = (side, asker) if side is not None else matter.moved
            return changed(asked_anew(matter, changed(matter, asker=asker), at), moved=moved)
        case Unsigned():
            if not matter.is_open:
                return changed(matter, outcome="refused", signature=None)
            return staged(matter, Phase.OFFERED, at, admitted=False, signature=None)
        case Urged():
            return taken(matter, event, at)
        case Prompted(to):
            return changed(matter, prompted=(*matter.prompted, (at, to)))
        case Lifted(until=until):
            return changed(matter, lifted=until or date.max, listed=False)
        case Excused(side):
            return changed(matter, excused=side, listed=False)
        case SideNoted():
            return noted_beside(matter, event, at)
        case Reported(hearing=hearing) if hearing is not None:
            number = matter.version + 1
            own = ((number, True),) if hearing.waived else ()
            return changed(matter, hearings=(*matter.hearings, number), attested=(*matter.attested, *own))
        case Reported(attempted=True):
            return changed(matter, attempts=(*matter.attempts, at))
        case Remarked(received=True):
            waits = at if matter.stage is Phase.DELIVERED else matter.since
            return changed(matter, received=at, since=waits)
        case Reported() | Remarked() | RowEnded():
            return matter
        case Offered() | TakenBack():
            raise ValueError(f"{type(event).__name__} cannot stand at {matter.version + 1} of {matter.stream}")
        case _:
            assert_never(event)


def _pressed_anew(item: Matter, given: Matter, at: datetime) -> Matter:
    """What presses a work is asked of whoever does it now, unless it is before who decides."""
    if not item.policy.supervises or item.stage is Phase.REFERRED:
        return given
    return staged(given, Phase.OFFERED, at, delivered=None)
