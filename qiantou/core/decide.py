"""What a move leads to: events, or a refusal. Reads nothing but its arguments.

Every refusal stands above what it guards; its code has a sentence and a line in docs/rules/loop.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import assert_never

from qiantou.core.facts import (
    Accepted,
    Amended,
    BlockerMoved,
    BlockFiled,
    Confirmed,
    Contested,
    Countered,
    Declined,
    Delivered,
    DeliveryAccepted,
    Dropped,
    Event,
    Insisted,
    Lack,
    Mooted,
    NotOurs,
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
    TakenBack,
    Varied,
    Withdrawn,
)  # fmt: skip
from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.core.kinds import NOT_OURS, Phase
from qiantou.core.matter import Matter, Standing
from qiantou.core.moves import (
    Accept,
    AcceptDelivery,
    Amend,
    Block,
    Command,
    Confirm,
    Contest,
    Counter,
    Decline,
    Deliver,
    Drop,
    Insist,
    Moot,
    NoteBlocker,
    Offer,
    OfferTo,
    PassUp,
    Reassign,
    Refer,
    Remark,
    Reopen,
    Report,
    Return,
    Rule,
    TakeBack,
    Tick,
    Vary,
    Withdraw,
)  # fmt: skip
from qiantou.core.offer import offer
from qiantou.core.register import InForce
from qiantou.core.worktime import deadline, last_day, last_working_hour


@dataclass(frozen=True)
class Context:
    """What a decision may know besides the matter: what is in force now, and the open matters tied to it.

    `waiting`: the open matters that wait, directly or through others, for this one. `sides`: the kinds of
    the open matters that stand beside it. `matter` looks up another matter by its stream.
    """

    now: datetime
    force: InForce
    matter: Callable[[Stream], Matter | None]
    waiting: frozenset[Stream] = frozenset()
    sides: frozenset[str] = frozenset()


def decide(command: Command, matter: Matter | None, by: Actor, context: Context) -> tuple[Event, ...]:
    """The facts that follow from `command`: none, some, or Rejected. Changes nothing."""
    if isinstance(command, Offer):
        if matter is not None:
            raise Rejected("already-offered")
        return (offer(command, by, context),)
    if matter is None:
        raise Rejected("no-such-matter")
    match command:
        case Tick():
            return ()
        case NoteBlocker() | Vary() | Reassign() | Moot():
            return _consequence(command, matter)
        case Remark(text):
            _in_phase(matter, command, Phase.CLOSED)
            _party(matter, by)
            return (Remarked(_said(text)),)
        case Confirm() | Contest():
            return _witnessed(command, matter, by, context)
        case _:
            if not matter.is_open:
                raise Rejected("closed", outcome=matter.outcome)
            return _open_move(command, matter, by, context)


def _open_move(command: Command, matter: Matter, by: Actor, context: Context) -> tuple[Event, ...]:
    match command:
        case Accept() | Counter() | Decline():
            _in_phase(matter, command, Phase.OFFERED)
            _by(matter.doer, by)
            return _answer(command, matter, context)
        case Amend(due, detail):
            _in_phase(matter, command, Phase.COUNTERED)
            _by(matter.asker, by)
            return (Amended(due, detail),)
        case Insist(reason):
            _in_phase(matter, command, Phase.COUNTERED)
            _by(matter.asker, by)
            if matter.round >= matter.policy.rounds:
                return (_referral(matter, context, cause="rounds", reason=_said(reason)),)
            return (Insisted(_said(reason)),)
        case OfferTo(doer):
            _in_phase(matter, command, Phase.DECLINED)
            _by(matter.asker, by)
            if doer == matter.asker:
                raise Rejected("asks-itself")
            if not context.force.is_known(doer):
                raise Rejected("unknown-desk", desk=doer)
            return (OfferedTo(doer),)
        case Drop(reason):
            _in_phase(matter, command, Phase.DECLINED)
            _by(matter.asker, by)
            return (Dropped(_said(reason)),)
        case Report(text):
            _in_phase(matter, command, Phase.UNDERWAY)
            _by(matter.doer, by)
            return (Reported(_said(text)),)
        case Block():
            _in_phase(matter, command, Phase.UNDERWAY, Phase.BLOCKED)
            _by(matter.doer, by)
            return _block(command, matter, context)
        case Deliver(note, files):
            early = () if matter.policy.receipt else (Phase.OFFERED,)
            _in_phase(matter, command, Phase.UNDERWAY, *early)
            _by(matter.doer, by)
            if not note.strip() and not files:
                raise Rejected("nothing-delivered")
            return (Delivered(note, files),)
        case Return(reasons, lacking):
            _in_phase(matter, command, Phase.DELIVERED)
            _by(matter.asker, by)
            if matter.returned >= matter.policy.returns:
                return (_referral(matter, context, cause="returns", reason=_said(reasons)),)
            return (Returned(lacking, _said(reasons)),)
        case AcceptDelivery(remark):
            _in_phase(matter, command, Phase.DELIVERED)
            _by(matter.asker, by)
            return (DeliveryAccepted(remark),)
        case Refer(reason):
            if matter.stage is Phase.REFERRED:
                raise Rejected("already-referred")
            _party(matter, by)
            return (_referral(matter, context, cause="asked", reason=_said(reason)),)
        case Rule():
            _in_phase(matter, command, Phase.REFERRED)
            _by(matter.arbiter, by)
            return (_ruling(command, matter, context),)
        case PassUp(reason):
            _in_phase(matter, command, Phase.REFERRED)
            _by(matter.arbiter, by)
            return (PassedUp(_next_arbiter(matter, context), _said(reason)),)
        case Withdraw(reason):
            _by(matter.asker, by)
            return (Withdrawn(_said(reason)),)
        case TakeBack():
            if matter.before is None or matter.mover is None:
                raise Rejected("nothing-to-take-back")
            _by(matter.mover, by)
            return (TakenBack(),)
        case Reopen(cause):
            return (_reopening(matter, by, _said(cause), context),)
        case _:
            raise Rejected("not-a-move", move=type(command).__name__)


def _in_phase(matter: Matter, command: Command, *phases: Phase) -> None:
    if matter.phase not in phases:
        raise Rejected("wrong-phase", move=type(command).__name__, phase=matter.phase.value)


def _by(desk: Desk | None, by: Actor) -> None:
    if by.desk != desk:
        raise Rejected("not-yours", holder=desk)


def _party(matter: Matter, by: Actor) -> None:
    if not matter.is_party(by.desk):
        raise Rejected("not-a-party")


def _said(text: str) -> str:
    if not text.strip():
        raise Rejected("reason-missing")
    return text


def _answer(command: Accept | Counter | Decline, matter: Matter, context: Context) -> tuple[Event, ...]:
    match command:
        case Accept(reservation, fresh):
            if matter.policy.settles:
                if reservation is not None:
                    raise Rejected("settles-at-once")
                return (Settled(),)
            lack = None
            if reservation is not None:
                if fresh is None or reservation.curer == matter.doer:
                    raise Rejected("lack-needs-another-desk")
                if not context.force.is_known(reservation.curer):
                    raise Rejected("unknown-desk", desk=reservation.curer)
                lack = Lack(_said(reservation.lack), reservation.curer, reservation.since, fresh)
            return (Accepted(_due_on_acceptance(matter, context), lack),)
        case Counter(due, proposal):
            _said(proposal)
            if matter.round >= matter.policy.rounds:
                return (_referral(matter, context, cause="rounds", reason=proposal),)
            return (Countered(due, proposal),)
        case Decline():
            return _declined(command, matter, context)
        case _:
            assert_never(command)


def _declined(command: Decline, matter: Matter, context: Context) -> tuple[Event, ...]:
    if command.ground not in matter.policy.grounds:
        raise Rejected("ground-not-listed", ground=command.ground)
    _said(command.reason)
    if command.ground != NOT_OURS:
        return (Declined(command.ground, None, command.reason),)
    if command.whose is None or command.whose == matter.doer:
        raise Rejected("whose-is-it")
    if not context.force.is_known(command.whose):
        raise Rejected("unknown-desk", desk=command.whose)
    if matter.not_ours >= 1:
        declined = Declined(command.ground, command.whose, command.reason)
        return (declined, _referral(matter, context, cause="not-ours", reason=""))
    theirs = command.whose == matter.asker
    if matter.basis.dispatch and command.fresh is not None and not matter.policy.beside and not theirs:
        due = _due_on_acceptance(matter, context)
        return (NotOurs(command.whose, command.fresh, due, command.reason),)
    return (Declined(command.ground, command.whose, command.reason),)


def _due_on_acceptance(matter: Matter, context: Context) -> date | None:
    """The agreed date; where none was agreed and the kind allows a time for the work, that time from now."""
    if matter.due is not None or matter.policy.work is None:
        return matter.due
    return last_day(context.force.calendar, context.now, matter.policy.work)


def _block(command: Block, matter: Matter, context: Context) -> tuple[Event, ...]:
    if not matter.policy.stoppable:
        raise Rejected("cannot-be-blocked", kind=matter.kind)
    _said(command.lack)
    counted = not last_working_hour(context.force.calendar, context.now)
    if command.blocker is None:
        if command.to is None or command.fresh is None:
            raise Rejected("who-blocks")
        if command.to == matter.doer:
            raise Rejected("blocks-itself")
        if not context.force.is_known(command.to):
            raise Rejected("unknown-desk", desk=command.to)
        return (BlockFiled(command.fresh, command.to, True, counted, command.outside, command.lack),)
    named = context.matter(command.blocker)
    if named is None or not named.is_open:
        raise Rejected("blocker-not-open")
    if any(
        b.matter == command.blocker and b.standing in (Standing.PENDING, Standing.REAL) for b in matter.blocks
    ):
        raise Rejected("already-blocked-by-it")
    if command.blocker == matter.stream or command.blocker in context.waiting:
        return (_referral(matter, context, cause="cycle", reason=command.lack),)
    return (BlockFiled(command.blocker, named.doer, False, counted, command.outside, command.lack),)


def _referral(matter: Matter, context: Context, *, cause: str, reason: str) -> Referred:
    arbiters = context.force.arbiters(matter.asker, matter.doer, matter.joint)
    return Referred(arbiters[0], cause, reason)


def _next_arbiter(matter: Matter, context: Context) -> Desk:
    """The arbiter above the present one; refused at the top."""
    force = context.force
    chain = force.arbiters(matter.asker, matter.doer, matter.joint)
    if matter.arbiter in chain:
        above = chain[chain.index(matter.arbiter) + 1 :]
    else:
        above = force.superiors(matter.arbiter) if matter.arbiter is not None else ()
    if not above:
        raise Rejected("no-one-above")
    return above[0]


def _ruling(command: Rule, matter: Matter, context: Context) -> Ruled:
    if command.outcome is None or not command.reason.strip():
        raise Rejected("seen-is-no-decision")
    allowed = {Phase.OFFERED, Phase.UNDERWAY, Phase.DELIVERED, Phase.CLOSED}
    if matter.policy.settles:
        allowed = {Phase.OFFERED, Phase.CLOSED}
    if command.outcome not in allowed:
        raise Rejected("no-such-outcome", outcome=command.outcome.value)
    if command.outcome is Phase.DELIVERED and matter.delivered is None:
        raise Rejected("nothing-delivered")
    if command.doer is not None:
        parent = context.matter(matter.parent) if matter.policy.beside and matter.parent else None
        if command.doer == (parent or matter).asker:
            raise Rejected("asks-itself")
        if not context.force.is_known(command.doer):
            raise Rejected("unknown-desk", desk=command.doer)
    return Ruled(command.outcome, command.due, command.doer, command.granted, command.reason)


def _reopening(matter: Matter, by: Actor, cause: str, context: Context) -> Reopened:
    _by(matter.doer, by)
    limit = matter.policy.reopening
    if matter.bound is None or matter.stage is not Phase.UNDERWAY or limit is None:
        raise Rejected("not-bound-by-silence")
    if matter.reopened:
        raise Rejected("reopened-once")
    if context.now >= deadline(context.force.calendar, matter.bound, limit):
        raise Rejected("reopening-too-late", days=limit.amount)
    return Reopened(cause)


def _witnessed(command: Confirm | Contest, matter: Matter, by: Actor, context: Context) -> tuple[Event, ...]:
    recorded = matter.recorded_for(command.version)
    if recorded is None:
        raise Rejected("not-recorded-for-another")
    named, recorder = recorded
    if command.version not in matter.unconfirmed:
        raise Rejected("already-answered")
    contact = context.force.unit_of(named) if named.startswith("o:") else None
    speaks = by.desk == named and by.recorded is None
    by_contact = contact is not None and by.desk == contact and contact != recorder
    if not (speaks or by_contact):
        raise Rejected("only-the-named-desk", desk=named)
    if isinstance(command, Confirm):
        return (Confirmed(command.version, command.paper),)
    if not matter.is_open:
        return (Contested(command.version, None, _said(command.reason)),)
    arbiters = context.force.arbiters(matter.asker, matter.doer, matter.joint)
    return (Contested(command.version, arbiters[0], _said(command.reason)),)


def _consequence(command: NoteBlocker | Vary | Reassign | Moot, matter: Matter) -> tuple[Event, ...]:
    """Facts that follow from another stream. Whatever came too late to matter changes nothing."""
    if not matter.is_open:
        return ()
    match command:
        case NoteBlocker(blocker, holder, standing):
            for block in matter.blocks:
                same = (block.holder, block.standing.value) == (holder, standing)
                if (
                    block.matter == blocker
                    and block.standing in (Standing.PENDING, Standing.REAL)
                    and not same
                ):
                    return (BlockerMoved(blocker, holder, standing),)
            return ()
        case Vary(side, due, doer):
            return (Varied(side, due, doer),) if (due or doer) else ()
        case Reassign(side, doer):
            return (Reassigned(side, doer),) if doer != matter.doer else ()
        case Moot():
            return (Mooted(),)
        case _:
            assert_never(command)
