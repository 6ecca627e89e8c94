"""What a move leads to: events, or a refusal. Reads nothing but its arguments.

Every refusal stands above what it guards; its code has a sentence and a line in docs/rules/loop.md.
"""

from __future__ import annotations

from typing import assert_never

from qiantou.core.answers import answer
from qiantou.core.arbiter import above, referral, ruling
from qiantou.core.blocks import block
from qiantou.core.context import Context
from qiantou.core.facts import (
    Amended,
    BlockerMoved,
    Delivered,
    DeliveryAccepted,
    Dropped,
    Event,
    Inherited,
    Insisted,
    Mooted,
    OfferedTo,
    PassedUp,
    Reassigned,
    Remarked,
    Reopened,
    Reported,
    Returned,
    TakenBack,
    Varied,
    Withdrawn,
)  # fmt: skip
from qiantou.core.guard import goes_along, in_phase, moved_to, only, party, said
from qiantou.core.kernel import Actor, Desk, Rejected
from qiantou.core.kinds import Effect, Phase
from qiantou.core.matter import STANDS, Matter
from qiantou.core.moves import (
    Accept,
    AcceptDelivery,
    Amend,
    Block,
    Command,
    Confirm,
    Consequence,
    Contest,
    Counter,
    Decline,
    Deliver,
    Drop,
    Inherit,
    Insist,
    Moot,
    NoteBlocker,
    Offer,
    OfferTo,
    OpenMove,
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
from qiantou.core.recording import may_record, witnessed
from qiantou.core.worktime import deadline

__all__ = ["Context", "decide"]


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
        case NoteBlocker() | Vary() | Reassign() | Inherit() | Moot():
            return _consequence(command, matter, context)
        case Remark(text):
            in_phase(matter, command, Phase.CLOSED)
            party(matter, by)
            may_record(command, matter, by, context)
            return (Remarked(said(text)),)
        case Confirm() | Contest():
            return witnessed(command, matter, by, context)
        case _:
            if not matter.is_open:
                raise Rejected("closed", outcome=matter.outcome)
            events = _open_move(command, matter, by, context)
            may_record(command, matter, by, context)
            return events


def _open_move(command: OpenMove, matter: Matter, by: Actor, context: Context) -> tuple[Event, ...]:
    match command:
        case Accept() | Counter() | Decline():
            in_phase(matter, command, Phase.OFFERED)
            only(matter.doer, by)
            return answer(command, matter, context)
        case Amend(due, detail):
            in_phase(matter, command, Phase.COUNTERED)
            only(matter.asker, by)
            return (Amended(due, detail),)
        case Insist(reason):
            in_phase(matter, command, Phase.COUNTERED)
            only(matter.asker, by)
            if matter.round >= matter.policy.rounds:
                return (referral(matter, context, cause="rounds", reason=said(reason)),)
            return (Insisted(said(reason)),)
        case OfferTo(doer):
            in_phase(matter, command, Phase.DECLINED)
            only(matter.asker, by)
            _other(doer, matter, context)
            return (OfferedTo(doer),)
        case Drop(reason):
            in_phase(matter, command, Phase.DECLINED)
            only(matter.asker, by)
            return (Dropped(said(reason)),)
        case Report(text):
            in_phase(matter, command, Phase.UNDERWAY)
            only(matter.doer, by)
            return (Reported(said(text)),)
        case Block():
            in_phase(matter, command, Phase.UNDERWAY, Phase.BLOCKED)
            only(matter.doer, by)
            return block(command, matter, context)
        case Deliver(note, files):
            early = () if matter.policy.receipt else (Phase.OFFERED,)
            in_phase(matter, command, Phase.UNDERWAY, *early)
            only(matter.doer, by)
            if not note.strip() and not files:
                raise Rejected("nothing-delivered")
            return (Delivered(note, files),)
        case Return(reasons, lacking):
            in_phase(matter, command, Phase.DELIVERED)
            only(matter.asker, by)
            if matter.returned >= matter.policy.returns:
                return (referral(matter, context, cause="returns", reason=said(reasons)),)
            return (Returned(lacking, said(reasons)),)
        case AcceptDelivery(remark):
            in_phase(matter, command, Phase.DELIVERED)
            only(matter.asker, by)
            return (DeliveryAccepted(remark),)
        case Refer(reason):
            if matter.stage is Phase.REFERRED:
                raise Rejected("already-referred")
            party(matter, by)
            return (referral(matter, context, cause="asked", reason=said(reason)),)
        case Rule():
            in_phase(matter, command, Phase.REFERRED)
            only(matter.arbiter, by)
            return (ruling(command, matter, context),)
        case PassUp(reason):
            in_phase(matter, command, Phase.REFERRED)
            only(matter.arbiter, by)
            higher = above(matter, context.force)
            if higher is None:
                raise Rejected("no-one-above")
            return (PassedUp(higher, said(reason)),)
        case Withdraw(reason):
            only(matter.asker, by)
            return (Withdrawn(said(reason)),)
        case TakeBack():
            if matter.mover is None:
                raise Rejected("nothing-to-take-back")
            only(matter.mover, by)
            if matter.before is None:
                raise Rejected("opened-another-matter")
            return (TakenBack(),)
        case Reopen(cause):
            return (_reopening(matter, by, said(cause), context),)
        case _:
            assert_never(command)


def _other(doer: Desk, matter: Matter, context: Context) -> None:
    """Who may be asked after a refusal: another desk, in a dispute one that is no side of the work."""
    if doer == matter.asker:
        raise Rejected("asks-itself")
    if doer == matter.doer:
        raise Rejected("hand-over-to-another")
    moved_to(doer, matter, context)
    parent = context.matter(matter.parent) if matter.policy.beside and matter.parent else None
    if parent is not None and matter.policy.effect is Effect.VARY:
        raise Rejected("ask-the-asker", asker=parent.asker)
    if parent is not None and doer == parent.asker:
        raise Rejected("refer-to-the-arbiter")
    if parent is not None:
        moved_to(doer, parent, context)
    context.force.arbiters(matter.asker, doer, matter.joint)


def _reopening(matter: Matter, by: Actor, cause: str, context: Context) -> Reopened:
    only(matter.doer, by)
    limit = matter.policy.reopening
    if matter.bound is None or matter.stage is not Phase.UNDERWAY or limit is None:
        raise Rejected("not-bound-by-silence")
    if matter.reopened:
        raise Rejected("reopened-once")
    if context.now >= deadline(context.force.calendar, matter.bound, limit):
        raise Rejected("reopening-too-late", days=limit.amount)
    return Reopened(cause)


def _consequence(command: Consequence, matter: Matter, context: Context) -> tuple[Event, ...]:
    """Facts that follow from another stream. Whatever came too late to matter changes nothing."""
    if not matter.is_open:
        return ()
    match command:
        case NoteBlocker(blocker, holder, standing):
            standing_ones = [one for one in matter.blocks if one.matter == blocker and one.standing in STANDS]
            changed = any((one.holder, one.standing.value) != (holder, standing) for one in standing_ones)
            return (BlockerMoved(blocker, holder, standing),) if changed else ()
        case Vary(side, due, doer):
            asked = doer if matter.stage is Phase.UNDERWAY and not matter.is_party(doer) else None
            return (Varied(side, due, asked),) if (due or asked) else ()
        case Reassign(side, doer):
            return (Reassigned(side, doer),) if not matter.is_party(doer) else ()
        case Inherit(asker):
            if matter.is_party(asker):
                return ()
            return (Inherited(asker),) if goes_along(matter, asker, context) else (Mooted(),)
        case Moot():
            return (Mooted(),)
        case _:
            assert_never(command)
