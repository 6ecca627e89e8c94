"""Apply one recorded entry to a matter. Never refuses, never looks at a clock, never reads words."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, assert_never

from qiantou.core.due import Grant
from qiantou.core.facts import (
    Accepted,
    Amended,
    BlockerMoved,
    BlockFiled,
    Bound,
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
    Expired,
    Insisted,
    Mooted,
    NotOurs,
    Offered,
    OfferedTo,
    PassedUp,
    Reassigned,
    Referred,
    Remarked,
    Reopened,
    Reported,
    Returned,
    Ruled,
    Settled,
    Tabled,
    TakenBack,
    Varied,
    Withdrawn,
)  # fmt: skip
from qiantou.core.kernel import Entry
from qiantou.core.kinds import NOT_OURS, Phase
from qiantou.core.matter import Block, Interval, Matter, Standing, Stop

REVERSIBLE = (
    Accepted, Amended, Countered, Declined, Delivered, Insisted, OfferedTo, PassedUp, Referred, Returned, Ruled,
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
    after = replace(_moved(matter, event, entry.at), version=entry.version, at=entry.at)
    if isinstance(event, REVERSIBLE) and entry.by.desk is not None and after.is_open:
        after = replace(after, mover=entry.by.desk, before=replace(matter, before=None))
    else:
        after = replace(after, mover=None, before=None)
    return _noted(after, entry)


def _offered(entry: Entry[Event], event: Offered) -> Matter:
    return Matter(
        stream=entry.stream, policy=event.policy, basis=event.basis, asker=event.asker, doer=event.doer,
        stage=Phase.OFFERED, since=entry.at, entered=entry.at, at=entry.at, version=entry.version,
        joint=event.joint, parent=event.parent, beside=event.beside, new_doer=event.new_doer,
        cause=event.cause, due=event.due,
    )  # fmt: skip


def _taken_back(matter: Matter, entry: Entry[Event]) -> Matter:
    """The state before the mover's last move; its clock has run on, but nothing lapsed in between."""
    if matter.before is None:
        raise ValueError(f"nothing to take back in {entry.stream} at {entry.version}")
    return replace(
        matter.before, version=entry.version, at=entry.at, entered=entry.at, mover=None, before=None,
        recorders=matter.recorders, contested=matter.contested, unconfirmed=matter.before.unconfirmed,
    )  # fmt: skip


def _noted(matter: Matter, entry: Entry[Event]) -> Matter:
    recorded = entry.by.recorded
    if recorded is None or entry.by.desk is None:
        return matter
    return replace(
        matter,
        unconfirmed=(*matter.unconfirmed, entry.version),
        recorders=(*matter.recorders, (entry.version, entry.by.desk, recorded.by)),
    )


def _moved(matter: Matter, event: Event, at: datetime) -> Matter:
    match event:
        case Accepted(due):
            return _underway(matter, at, due=due)
        case NotOurs(due=due):
            return replace(_underway(matter, at, due=due), not_ours=matter.not_ours + 1)
        case Bound(due):
            return replace(_underway(matter, at, due=due), bound=at)
        case Settled():
            return _closed(matter, at, "granted", admitted=True)
        case Consented():
            return _closed(matter, at, "consented", admitted=True)
        case Countered(due):
            return replace(_stage(matter, Phase.COUNTERED, at), proposed=due, round=matter.round + 1)
        case Declined(ground):
            counted = matter.not_ours + (ground == NOT_OURS)
            return replace(_stage(matter, Phase.DECLINED, at), not_ours=counted)
        case Amended(due):
            return replace(_stage(matter, Phase.OFFERED, at), due=due, proposed=None)
        case Insisted():
            return replace(_stage(matter, Phase.OFFERED, at), proposed=None)
        case OfferedTo(doer):
            return replace(_stage(matter, Phase.OFFERED, at), doer=doer, round=0)
        case Dropped() | Expired():
            return _closed(matter, at, "refused")
        case BlockFiled():
            return replace(matter, blocks=(*matter.blocks, _block(matter, event, at)))
        case BlockerMoved():
            moved = tuple(_follow(matter, block, event, at) for block in matter.blocks)
            return replace(matter, blocks=moved)
        case Delivered():
            stop = Stop(at, None, review=True)
            return replace(_stage(matter, Phase.DELIVERED, at), delivered=at, stops=(*matter.stops, stop))
        case Returned(lacking):
            back = replace(_stage(matter, Phase.UNDERWAY, at), returned=matter.returned + 1, delivered=None)
            return replace(back, stops=_ended(matter.stops, at, lacking=lacking))
        case DeliveryAccepted():
            return _closed(matter, at, "accepted")
        case Referred(arbiter, cause):
            return _referred(matter, at, arbiter=arbiter, cause=cause)
        case Climbed(arbiter=arbiter):
            silent_doer = matter.stage is Phase.OFFERED
            climbed = _referred(matter, at, arbiter=arbiter, cause="silence")
            return replace(climbed, admitted=matter.admitted or silent_doer)
        case Contested(number, arbiter):
            doubted = tuple(entry for entry in matter.unconfirmed if entry != number)
            marked = replace(matter, unconfirmed=doubted, contested=(*matter.contested, number))
            if arbiter is None or matter.stage is Phase.REFERRED:
                return marked
            return _referred(marked, at, arbiter=arbiter, cause="contest")
        case Confirmed(number):
            return replace(
                matter, unconfirmed=tuple(entry for entry in matter.unconfirmed if entry != number)
            )
        case PassedUp(arbiter):
            return replace(_stage(matter, Phase.REFERRED, at), arbiter=arbiter, listed=False)
        case Ruled():
            return _ruled(matter, event, at)
        case Withdrawn():
            return _closed(matter, at, "withdrawn")
        case Mooted():
            return _closed(matter, at, "moot")
        case Reopened():
            asked = _stage(matter, Phase.OFFERED, at)
            return replace(asked, bound=None, reopened=True, admitted=False, chased=False)
        case Chased():
            return replace(matter, chased=True, since=at, entered=at)
        case Tabled():
            return replace(matter, listed=True)
        case Varied(due=due, doer=doer):
            return _varied(matter, due, doer, at)
        case Reassigned(doer=doer):
            return replace(matter, doer=doer)
        case Reported() | Remarked():
            return matter
        case Offered() | TakenBack():
            raise ValueError(
                f"{type(event).__name__} cannot stand at {matter.version + 1} of {matter.stream}"
            )
        case _:
            assert_never(event)


def _stage(matter: Matter, stage: Phase, at: datetime) -> Matter:
    return replace(matter, stage=stage, since=at, entered=at)


def _underway(matter: Matter, at: datetime, **terms: Any) -> Matter:
    return replace(_stage(matter, Phase.UNDERWAY, at), admitted=True, **terms)


def _closed(matter: Matter, at: datetime, outcome: str, **more: Any) -> Matter:
    stops = _ended(matter.stops, at, lacking=False)
    blocks = tuple(replace(block, held=_shut(block.held, at)) for block in matter.blocks)
    return replace(_stage(matter, Phase.CLOSED, at), outcome=outcome, stops=stops, blocks=blocks, **more)


def _referred(matter: Matter, at: datetime, *, arbiter: Any, cause: str) -> Matter:
    stops = _ended(matter.stops, at, lacking=False)
    if matter.admitted:
        stops = (*stops, Stop(at, None, review=False))
    moved = _stage(matter, Phase.REFERRED, at)
    left = matter.left if matter.stage is Phase.REFERRED else matter.phase
    return replace(moved, arbiter=arbiter, left=left, referral=cause, stops=stops, listed=False)


def _ruled(matter: Matter, event: Ruled, at: datetime) -> Matter:
    stops = _ended(matter.stops, at, lacking=False)
    doer = event.doer or matter.doer
    if event.outcome is Phase.CLOSED:
        outcome = "granted" if event.granted else "refused"
        return replace(
            _closed(matter, at, outcome), due=event.due or matter.due, new_doer=event.doer or matter.new_doer
        )
    ruled = replace(_stage(matter, event.outcome, at), doer=doer, stops=stops)
    if event.due is not None and matter.admitted:
        ruled = replace(ruled, grants=(*matter.grants, Grant(at, event.due)))
    elif event.due is not None:
        ruled = replace(ruled, due=event.due)
    if event.outcome is Phase.UNDERWAY:
        return replace(ruled, admitted=True)
    if event.outcome is Phase.DELIVERED:
        return replace(ruled, delivered=matter.delivered or at, stops=(*stops, Stop(at, None, review=True)))
    return replace(ruled, round=0, chased=False)


def _varied(matter: Matter, due: Any, doer: Any, at: datetime) -> Matter:
    """A granted variation: a new date is a grant beside the original; a new doer is asked, not told."""
    varied = replace(matter, grants=(*matter.grants, Grant(at, due))) if due is not None else matter
    if doer is None:
        return varied
    return replace(_stage(varied, Phase.OFFERED, at), doer=doer, admitted=False, round=0)


def _block(matter: Matter, event: BlockFiled, at: datetime) -> Block:
    held: tuple[Interval, ...] = ((at, None),) if event.counted and event.to != matter.doer else ()
    return Block(event.blocker, at, event.to, Standing.PENDING, event.counted, held, event.outside)


def _follow(matter: Matter, block: Block, event: BlockerMoved, at: datetime) -> Block:
    if block.matter != event.blocker or block.standing in (Standing.UNREAL, Standing.LIFTED):
        return block
    standing = Standing(event.standing)
    held = _shut(block.held, at)
    runs = standing is Standing.REAL or (standing is Standing.PENDING and block.counted)
    if runs and event.holder not in (None, matter.doer):
        held = _opened(block.held, at)
    return replace(block, holder=event.holder, standing=standing, held=held)


def _shut(held: tuple[Interval, ...], at: datetime) -> tuple[Interval, ...]:
    if held and held[-1][1] is None:
        return (*held[:-1], (held[-1][0], at))
    return held


def _opened(held: tuple[Interval, ...], at: datetime) -> tuple[Interval, ...]:
    return held if held and held[-1][1] is None else (*held, (at, None))


def _ended(stops: tuple[Stop, ...], at: datetime, *, lacking: bool) -> tuple[Stop, ...]:
    if stops and stops[-1].end is None:
        return (*stops[:-1], replace(stops[-1], end=at, lacking=lacking and stops[-1].review))
    return stops
