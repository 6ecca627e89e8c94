"""What a move leads to: events, or a refusal. Reads nothing but its arguments.

Every refusal stands above what it guards; its code has a sentence and a line in docs/rules/loop.md.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from qiantou.core.acting import may_act
from qiantou.core.answers import answer
from qiantou.core.arbiter import above, overseers, referral, ruling
from qiantou.core.blocks import block, may_put_off
from qiantou.core.consequence import consequence
from qiantou.core.contesting import ends_with_the_sheet
from qiantou.core.context import Context
from qiantou.core.door import not_moved_onto
from qiantou.core.duty_change import opinions_in
from qiantou.core.exempting import check_hearing, check_notice, check_verdict, not_bargained
from qiantou.core.exemption import Outcome
from qiantou.core.facts import (
    Amended,
    Delivered,
    DeliveryAccepted,
    Dropped,
    Event,
    Insisted,
    OfferedTo,
    PassedUp,
    Referred,
    Remarked,
    Reopened,
    Reported,
    Returned,
    Ruled,
    Settled,
    TakenBack,
    Withdrawn,
)  # fmt: skip
from qiantou.core.guard import from_today_on, in_phase, known, moved_to, only, party, said, worded
from qiantou.core.guidance import is_vague
from qiantou.core.kernel import Actor, Desk, Rejected
from qiantou.core.kinds import EXEMPTION, Effect, Phase
from qiantou.core.ladder import rung_due
from qiantou.core.lawful import kept, may_be_said
from qiantou.core.mandate import Power
from qiantou.core.matter import Matter
from qiantou.core.moves import (
    Accept,
    AcceptDelivery,
    Amend,
    Block,
    Chase,
    Command,
    Confirm,
    Contest,
    Counter,
    Decline,
    Deliver,
    Doubt,
    Drop,
    EndRow,
    Excuse,
    Inherit,
    Insist,
    Lift,
    Moot,
    NoteBlocker,
    NoteSide,
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
    TakeUp,
    Tick,
    Undo,
    Unsign,
    Vary,
    Withdraw,
)  # fmt: skip
from qiantou.core.offer import offer
from qiantou.core.own_side import may_decide, may_demand
from qiantou.core.plain import has_words
from qiantou.core.points import ADOPTED, NOT, Disposal, check_disposals, check_positions
from qiantou.core.powers import may_order_another, need
from qiantou.core.prompting import lifting, prompting
from qiantou.core.proposing import may_settle
from qiantou.core.receiving import check_receipt
from qiantou.core.recording import may_record, witnessed
from qiantou.core.seat import check_seat
from qiantou.core.supervision import stays_with_the_work
from qiantou.core.whistle import check_rating
from qiantou.core.withholding import NOTHING
from qiantou.core.worktime import deadline

__all__ = ["Context", "decide"]


def decide(command: Command, matter: Matter | None, by: Actor, context: Context) -> tuple[Event, ...]:
    """The facts that follow from `command`: none, some, or Rejected. Changes nothing."""
    if isinstance(command, Offer):
        if matter is not None:
            raise Rejected("already-offered")
        check_seat(by, context.force)
        may_act(by, context.force, kind=command.kind, joint=command.joint)
        may_demand(command, by, context)
        may_be_said(command, None)
        return offer(command, by, context)
    if matter is None:
        raise Rejected("no-such-matter")
    check_seat(by, context.force)
    may_act(by, context.force, kind=matter.kind, joint=matter.joint)
    may_be_said(command, matter)
    match command:
        case Tick():
            urged = rung_due(matter, context.force, context.now)
            return (urged,) if urged is not None else ()
        case (
            NoteBlocker() | Vary() | Reassign() | Inherit() | Unsign() | NoteSide() | EndRow() | Excuse() | Undo()
            | Doubt() | TakeUp() | Moot()
        ):  # fmt: skip
            return consequence(command, matter, context)
        case Remark(text, received):
            if received:
                check_receipt(matter, by, context)
            else:
                in_phase(matter, command, Phase.CLOSED)
                worded(text)
            party(matter, by)
            may_record(command, matter, by, context)
            return (Remarked(text, received),)
        case Confirm() | Contest():
            may_decide(command, matter, by, context)
            return witnessed(command, matter, by, context)
        case _:
            if not matter.is_open:
                raise Rejected("closed", outcome=matter.outcome)
            may_decide(command, matter, by, context)
            may_settle(command, matter, context)
            ends_with_the_sheet(command, matter)
            may_put_off(command, matter, by, context)
            events = _open_move(command, matter, by, context)
            may_record(command, matter, by, context)
            return events


def _open_move(command: OpenMove, matter: Matter, by: Actor, context: Context) -> tuple[Event, ...]:
    match command:
        case Accept() | Counter() | Decline():
            late = matter.policy.call and matter.referral == "silence" and isinstance(command, Accept)
            in_phase(matter, command, Phase.OFFERED, *((Phase.REFERRED,) if late else ()))
            only(matter.doer, by)
            not_bargained(command, matter)
            if isinstance(command, Counter):
                from_today_on(command.due, by, context)
            return answer(command, matter, context)
        case Amend() | Insist() | OfferTo() | Drop():
            return _answered_by_asker(command, matter, by, context)
        case Report() | Block() | Deliver():
            return _worked(command, matter, by, context)
        case Return() | AcceptDelivery():
            return (_reviewed(command, matter, by, context),)
        case Refer() | Rule() | PassUp():
            return (_decided(command, matter, by, context),)
        case Chase(text):
            return (prompting(worded(text), matter, by, context),)
        case Lift():
            return (lifting(command, matter, by, context),)
        case Withdraw(reason):
            only(matter.asker, by)
            if matter.policy.by_rule:
                raise Rejected("opened-by-rule", kind=matter.kind)
            return (Withdrawn(said(reason)),)
        case TakeBack():
            return (_taken_back(matter, by),)
        case Reopen(cause):
            return (_reopening(matter, by, said(cause), context),)
        case _:
            assert_never(command)


def _answered_by_asker(
    command: Amend | Insist | OfferTo | Drop, matter: Matter, by: Actor, context: Context
) -> tuple[Event, ...]:
    """What the asker does with a counter or a refusal; insisting past the cap goes to the arbiter.

    Where points were raised each is disposed of; once all are adopted nothing is left to ask. Past the cap whatever
    is not adopted in full goes up, and what is adopted stays adopted.
    """
    in_phase(matter, command, Phase.COUNTERED if _answers_a_counter(command, matter) else Phase.DECLINED)
    only(matter.asker, by)
    past_the_cap = matter.round >= matter.policy.rounds
    if isinstance(command, Amend):
        from_today_on(command.due, by, context)
    match command:
        case Amend(due, detail) if matter.stage is Phase.DECLINED:
            assert matter.withheld is not None, "nothing else that was declined is amended"
            return (Amended(due, detail, least=matter.withheld[1]),)
        case Amend(due, detail, disposals):
            amended = Amended(due, detail, _disposing(command, matter))
            if disposals and all(disposal.outcome == ADOPTED for disposal in disposals):
                return (amended, Settled())
            if disposals and past_the_cap:
                return (amended, referral(matter, context, cause="rounds", reason=detail))
            return (amended,)
        case Insist(reason, disposals):
            insisted = Insisted(said(reason), _disposing(command, matter))
            if not past_the_cap:
                return (insisted,)
            refer = referral(matter, context, cause="rounds", reason=reason)
            return (insisted, refer) if disposals else (refer,)
        case OfferTo(doer):
            if matter.kind == EXEMPTION:  # who decides it is not the applicant's to choose
                raise Rejected("refer-to-the-arbiter")
            _other(doer, matter, context)
            not_moved_onto(doer, matter.asker, matter.policy, context.force)
            may_order_another(matter, doer, context)
            return (OfferedTo(doer),)
        case Drop(reason):
            return (Dropped(said(reason)),)
        case _:
            assert_never(command)


def _answers_a_counter(command: Amend | Insist | OfferTo | Drop, matter: Matter) -> bool:
    """Terms are changed after a counter, and after a refusal as confidential that leaves something to give."""
    if isinstance(command, Amend) and matter.stage is Phase.DECLINED and matter.withheld is not None:
        return matter.withheld[1] == NOTHING
    return isinstance(command, Amend | Insist)


def _disposing(command: Amend | Insist, matter: Matter) -> tuple[Disposal, ...]:
    """What becomes of each point; insisting adopts none, amending one at least."""
    if matter.policy.pointed:
        check_disposals(command.disposals, matter.points)
        adopts = any(disposal.outcome != NOT for disposal in command.disposals)
        if adopts is isinstance(command, Insist):
            raise Rejected("amend-or-insist", adopts=adopts)
    elif command.disposals:
        raise Rejected("no-points-here")
    return command.disposals


def _worked(command: Report | Block | Deliver, matter: Matter, by: Actor, context: Context) -> tuple[Event, ...]:
    """What the doer does with work in hand; a kind without a receipt is delivered without being accepted."""
    match command:
        case Report(text) if command.hearing is not None:
            return (Reported(text, hearing=check_hearing(command, matter, by, context)),)
        case Report(text, attempted):
            in_phase(matter, command, Phase.UNDERWAY)
            only(matter.doer, by)
            return (Reported(worded(text), attempted),)
        case Block():
            in_phase(matter, command, Phase.UNDERWAY, Phase.BLOCKED)
            return block(command, matter, by, context)
        case Deliver(note, files, positions, verdict, told):
            early = () if matter.policy.receipt else (Phase.OFFERED,)
            in_phase(matter, command, Phase.UNDERWAY, *early)
            only(matter.doer, by)
            if not has_words(note) and not files and not positions:
                raise Rejected("nothing-delivered")
            if matter.policy.opinions:
                opinions_in(matter, context)
            check_positions(positions, matter.about)
            check_verdict(command, matter, by, context)
            check_notice(command, matter, context)
            vague = is_vague(matter, note, files)
            delivered = Delivered(note, files, positions, kept(verdict), told, vague)
            is_last = matter.policy.settles or (verdict is not None and verdict.outcome is Outcome.EXEMPT)
            return (delivered, Settled()) if is_last else (delivered,)
        case _:
            assert_never(command)


def _reviewed(
    command: Return | AcceptDelivery, matter: Matter, by: Actor, context: Context
) -> Returned | DeliveryAccepted | Referred:
    """What the asker does with a delivery; a return past the cap goes to the arbiter."""
    in_phase(matter, command, Phase.DELIVERED)
    only(matter.asker, by)
    match command:
        case Return(reasons) if matter.returned >= matter.policy.returns:
            return referral(matter, context, cause="returns", reason=said(reasons))
        case Return(reasons, lacking, mandate):
            if not lacking:
                _may_return(mandate, matter, context)
            return Returned(lacking, said(reasons), mandate)
        case AcceptDelivery(remark, solved, satisfied):
            check_rating(command, matter.policy)
            return DeliveryAccepted(remark, solved, satisfied)
        case _:
            assert_never(command)


def _may_return(mandate: str, matter: Matter, context: Context) -> None:
    """A peer's work that lacks nothing agreed is sent back by a lead under its mandate alone."""
    charter = context.force.charter(matter.joint)
    asker = matter.asker
    if charter is None or charter.lead != asker or context.force.stands_over(asker, matter.doer):
        return
    need(Power.RETURN, mandate, holder=asker, over=matter.doer, joint=matter.joint, context=context)


def _decided(
    command: Refer | Rule | PassUp, matter: Matter, by: Actor, context: Context
) -> Referred | Ruled | PassedUp:
    """Either side asks for a decision; the arbiter gives it or passes it up."""
    if isinstance(command, Refer):
        told = matter.policy.overseen and by.desk in overseers(matter, context.force)
        if matter.stage is Phase.REFERRED and not (told and matter.awaits_objection):
            raise Rejected("already-referred")
        if not told:
            party(matter, by)
        return referral(matter, context, cause="asked", reason=said(command.reason))
    in_phase(matter, command, Phase.REFERRED)
    only(matter.arbiter, by)
    if isinstance(command, Rule):
        check_verdict(command, matter, by, context)
        return ruling(replace(command, verdict=kept(command.verdict)), matter, by, context)
    higher = above(matter, context.force)
    if higher is None:
        raise Rejected("no-one-above")
    return PassedUp(higher, said(command.reason), known(command.whose, context) if command.whose else None)


def _taken_back(matter: Matter, by: Actor) -> TakenBack:
    if matter.mover is None:
        raise Rejected("nothing-to-take-back")
    only(matter.mover, by)
    if matter.before is None:
        raise Rejected("opened-another-matter")
    return TakenBack()


def _other(doer: Desk, matter: Matter, context: Context) -> None:
    """Who may be asked after a refusal: another desk, in a dispute one that is no side of the work."""
    if doer == matter.asker:
        raise Rejected("asks-itself")
    if doer == matter.doer:
        raise Rejected("hand-over-to-another")
    stays_with_the_work(matter, doer)
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
