"""Who may ask whom for what: the door of the loop."""

from __future__ import annotations

from dataclasses import replace

from qiantou.core.arbiter import arbiters_of, is_past_its_day
from qiantou.core.bulletin import APPROVAL
from qiantou.core.chartering import check_passing
from qiantou.core.contesting import AMENDING, BY_THE_SHEET, carry_out_by, check_contest, stays_in_hand
from qiantou.core.context import Context
from qiantou.core.dispute import not_again
from qiantou.core.door import Citing, on_the_list, through
from qiantou.core.exempting import check_application, not_handed_on
from qiantou.core.facts import Accepted, Carried, Event, Offered, Referred, Settled, Signed
from qiantou.core.figures import EMERGENCY_WORK, LETTER_REPLY, USUAL
from qiantou.core.finishing import day_to_finish
from qiantou.core.gate import ACCOUNTABILITY, HEARING, SUPPORT
from qiantou.core.guard import askable, from_today_on, in_own_hands, known, moved_to, no_discipline
from qiantou.core.guidance import check_upward
from qiantou.core.kernel import RULE, Actor, Desk, Rejected
from qiantou.core.kinds import ASSESSING, Clock, Effect, Phase, Policy, Silence, SilenceRow, Urgency
from qiantou.core.light import Light, light
from qiantou.core.matter import Matter
from qiantou.core.moves import Offer
from qiantou.core.powers import may_order
from qiantou.core.precedence import CAUSE, between, day_of
from qiantou.core.proposing import check_hearing, check_proposed, check_support
from qiantou.core.recording import may_record_demand
from qiantou.core.register import InForce
from qiantou.core.repeating import check_repeats
from qiantou.core.signature import SIGNATURE, check_request, check_signed
from qiantou.core.supervision import asks_instead, check_item, stays_with_the_work, to_the_approver
from qiantou.core.urgent import check_marks
from qiantou.core.whistle import check_call
from qiantou.core.worktime import Limit, Unit

CALLED = "whistle-emergency"
"""The kind whose clocks an obstacle of an emergency has."""
SIDE_PHASES = (Phase.UNDERWAY, Phase.BLOCKED, Phase.DELIVERED)


def offer(command: Offer, by: Actor, context: Context) -> tuple[Event, ...]:
    """The offer as a fact, with the kind's policy pinned. Raises Rejected.

    A line of a plan that its doer has signed is taken at once; what is settled by an answer is settled. A later request
    of a row is taken with the first, or not asked at all once its asker could not ask it.
    """
    if command.follows is not None:
        return _carried_on(command, by, context)
    offered = _offered(command, by, context)
    if offered.between:
        first, second = offered.between
        return (offered, Referred(context.force.arbiters(first, second)[0], CAUSE))
    if offered.policy.by_rule:
        return (offered, Referred(context.force.arbiters(command.asker, command.doer, command.joint)[0], "ladder"))
    if offered.policy.kind == AMENDING:
        return (offered, Accepted(carry_out_by(context.now, context.force)))
    if offered.policy.kind == ASSESSING:
        return (offered, Accepted(command.due))
    if offered.policy.supervises:
        return (offered, to_the_approver(command))
    if command.signature is None:
        return (offered,)
    lack = check_signed(command, offered, by, context)
    if offered.policy.settles:
        return (offered, Settled())
    return (offered, Signed(day_to_finish(offered, context.force.calendar, context.now), lack))


def _carried_on(command: Offer, by: Actor, context: Context) -> tuple[Event, ...]:
    """What the rule asks for in the row of a request that its doer took. Nobody enters it by hand."""
    if by.desk is not None:
        raise Rejected("no-such-row", follows=command.follows)
    try:
        return (_offered(command, by, context), Carried(command.due))
    except Rejected:  # its mandate, its duty or its joint work has ended: the row ends, and what was given stays given
        return ()


def _offered(command: Offer, by: Actor, context: Context) -> Offered:
    force = context.force
    command = _as_urgent_as_the_work(command, force.policy(command.kind), context)
    policy = _stated(force.policy(command.kind), command, force)
    puts_up = policy.effect is Effect.LEAD and by.desk is not None and force.stands_over(by.desk, command.asker)
    if by.desk is not None and by.desk != command.asker and not puts_up:
        raise Rejected("not-your-demand", asker=command.asker)
    if (policy.by_rule and by.desk is not None) or (policy.kind in BY_THE_SHEET and by != RULE):
        raise Rejected("opened-by-rule", kind=policy.kind)
    if by.desk is not None:
        stays_in_hand(command, policy, context)
    if command.asker == command.doer:
        raise Rejected("asks-itself")
    if by.desk is not None and not _bears_its_papers_day(command):
        from_today_on(command.due, by, context)
    for desk in (command.asker, command.doer, command.new_doer, command.approver):
        if desk is not None:
            no_discipline(known(desk, context), force)
    if not (command.title.strip() or policy.by_rule or command.follows):
        raise Rejected("title-missing")
    charter = force.charter(command.joint)
    if command.joint is not None and charter is None:
        raise Rejected("no-such-joint-work")
    if charter is not None and charter.ended is not None and not (command.beside or policy.afterwards):
        raise Rejected("joint-work-ended", day=charter.ended)
    if policy.effect is Effect.LEAD:
        check_passing(command.asker, command.doer, command.joint, force)
        _proposed_once(command, context)
    parent = context.matter(command.parent) if command.parent is not None else None
    if command.parent is not None and (parent is None) is not command.several:
        raise Rejected("no-such-parent")
    if by.desk is not None:
        not_handed_on(command, parent, policy.effect)
    may_record_demand(command, parent, by=by, context=context)
    check_request(command, context)
    if command.new_doer is not None and policy.effect is not Effect.VARY:
        raise Rejected("hand-over-by-variation")
    if policy.beside:
        _stands_beside(command, parent, policy, context)
    elif policy.supervises:
        check_item(command, parent, policy, context)
    elif command.beside:
        if policy.kind == HEARING:
            check_hearing(command, parent, context)
        if policy.kind == SUPPORT:
            check_support(command, parent)
        _beside_open(command, policy, parent, context)
    elif parent is not None and by.desk is not None and by.desk not in (parent.doer, parent.asker):
        raise Rejected("not-yours", holder=parent.doer)  # a part is asked by the sides of the whole alone
    if not (command.beside and parent is not None and parent.is_party(command.doer)):
        askable(command.doer, asker=command.asker, context=context)
    force.arbiters(command.asker, command.doer, command.joint)
    if policy.upward:
        check_upward(command.asker, command.doer, force)
    check_call(command, policy, context)
    check_contest(command, context)
    check_repeats(command.repeats, command.due)
    check_application(command, context)
    check_marks(command, policy, context)
    for desk in (*command.touches, *((command.first,) if command.first is not None else ())):
        known(desk, context)
    may_order(command, policy, context)
    told = _told(command, policy, context)
    on_the_list(command, parent, by, policy, context)
    return Offered(
        asker=command.asker, doer=command.doer, due=command.due, policy=policy, basis=command.basis,
        joint=command.joint, parent=command.parent, beside=command.beside, new_doer=command.new_doer,
        cause=command.cause, place=command.place, title=command.title, detail=command.detail,
        standard=command.standard, due_text=command.due_text, source=command.source, duty=command.duty,
        off_list=command.off_list, line=command.line, about=command.about, after=command.after,
        signature=command.signature, pinned=command.pinned, urgency=policy.urgency or command.urgency,
        reading=command.reading, reads=bool(command.reading.strip()), touches=told,
        repeats=command.repeats, follows=command.follows, first=command.first,
        between=between(command, context) if policy.effect is Effect.FIRST else (),
        approver=command.approver, number=command.number, instead=command.instead, caused=command.caused,
        blames=command.blames,
    )  # fmt: skip


def _as_urgent_as_the_work(command: Offer, policy: Policy, context: Context) -> Offer:
    """An obstacle is as urgent as the work it stops, and bears no mark of its own."""
    if policy.effect is not Effect.UNBLOCK:
        return command
    work = context.matter(command.parent) if command.beside and command.parent is not None else None
    return replace(command, urgency=work.urgency if work is not None else Urgency.ORDINARY)


def _bears_its_papers_day(command: Offer) -> bool:
    """Whether its day is that of a paper or a signed plan which its doer has read: work that runs already is entered as
    it was agreed. An order bears no such day, since silence would bind to it."""
    return command.basis.kind in ("document", "plan") and not (command.basis.dispatch or command.beside)


def _told(command: Offer, policy: Policy, context: Context) -> tuple[Desk, ...]:
    """Whom it concerns besides; of a proposal of accountability the unit, which hears of it. Raises Rejected."""
    if policy.kind in (HEARING, SUPPORT) and not command.beside:
        raise Rejected("needs-its-matter", kind=policy.kind)
    if policy.kind != ACCOUNTABILITY:
        return command.touches
    return (check_proposed(command, context).unit,)


def _stated(policy: Policy, command: Offer, force: InForce) -> Policy:
    """The kind's policy with the reply clock and the meaning of silence that the letter states.

    Whoever approves a bulletin may send it back for changes.
    """
    clocks, silence = policy.clocks, policy.silence
    if command.reply_days is not None:
        longest = force.number(LETTER_REPLY)
        if not policy.settles or not 1 <= command.reply_days <= longest:
            raise Rejected("reply-out-of-range", days=command.reply_days, most=longest)
        limit = Limit(command.reply_days, Unit.WORKING_DAYS, "stated in the letter")
        clocks = tuple(Clock(Phase.OFFERED, limit) if one.phase is Phase.OFFERED else one for one in clocks)
    if command.silence_consents is not None and policy.pointed:
        meaning = Silence.CONSENT if command.silence_consents else Silence.NOTE
        rest = tuple(row for row in silence if row.phase is not Phase.OFFERED)
        silence = (SilenceRow(Phase.OFFERED, False, meaning), *rest)
    rounds = max(policy.rounds, 1) if (command.kind, command.cause) == (SIGNATURE, APPROVAL) else policy.rounds
    urgency = policy.urgency or command.urgency
    work = policy.work or _in_emergency(urgency, force)
    if policy.effect is Effect.UNBLOCK and urgency is Urgency.EMERGENCY:
        call = force.policy(CALLED)
        clocks = tuple(replace(one, limit=call.limit(one.phase) or one.limit) for one in clocks)
        work = call.work or work
    return replace(policy, clocks=clocks, silence=silence, rounds=rounds, work=work)


def _in_emergency(urgency: Urgency, force: InForce) -> Limit | None:
    """The site's own time for emergencies whose kind names none; None for the usual one, and for anything else."""
    own = force.figure(EMERGENCY_WORK)
    if urgency is not Urgency.EMERGENCY or own.amount == USUAL[EMERGENCY_WORK].amount:
        return None
    return Limit(own.amount, Unit.MINUTES, own.basis)


def _proposed_once(command: Offer, context: Context) -> None:
    """Raises Rejected while the same lead's proposal to the same unit is open."""
    assert command.joint is not None  # a passing without a joint work was refused
    for one in context.passings(command.joint):
        if (one.asker, one.doer) == (command.asker, command.doer):
            raise Rejected("passing-open-already", desk=one.doer)


def _stands_beside(command: Offer, parent: Matter | None, policy: Policy, context: Context) -> None:
    """A variation or dispute: asked by the doer of open work, one of a kind at a time."""
    if parent is None or not command.beside or parent.policy.beside:
        raise Rejected("needs-its-matter", kind=policy.kind)
    if not parent.is_open or parent.phase not in SIDE_PHASES:
        raise Rejected("only-beside-work-underway", phase=parent.phase.value)
    if policy.kind in context.sides:
        raise Rejected("already-asked", kind=policy.kind)
    if policy.by_rule or policy.effect is Effect.FIRST:
        return
    stays_with_the_work(parent, command.doer if policy.effect is Effect.REASSIGN else command.new_doer)
    if command.asker != parent.doer:
        raise Rejected("not-yours", holder=parent.doer)
    if policy.effect is Effect.EXCUSE:
        if command.doer != parent.asker:
            raise Rejected("ask-the-asker", asker=parent.asker)
        if light(parent, context.force, context.now).light in (Light.GREEN, Light.NONE) and not parent.rungs:
            raise Rejected("nothing-to-explain")
        return
    if policy.effect is Effect.VARY:
        if command.doer != parent.asker:
            raise Rejected("ask-the-asker", asker=parent.asker)
        if command.due is None and command.new_doer is None:
            raise Rejected("nothing-to-vary")
        if command.new_doer is not None and parent.stage is not Phase.UNDERWAY:
            raise Rejected("work-moved-on", phase=parent.phase.value)
        if command.new_doer in (parent.doer, parent.asker):
            raise Rejected("hand-over-to-another")
        if command.new_doer is not None and command.due is None and is_past_its_day(parent, context):
            raise Rejected("day-has-passed", day=day_of(parent))
        if command.new_doer is not None:
            moved_to(command.new_doer, parent, context)
            if parent.policy.demand:
                through(command.new_doer, parent.asker, Citing(command.duty, command.off_list), context.force)
    elif command.doer == parent.asker:
        raise Rejected("refer-to-the-arbiter")
    else:
        not_again(command, parent, context)
        moved_to(command.doer, parent, context)


def _beside_open(command: Offer, policy: Policy, parent: Matter | None, context: Context) -> None:
    """Anything else beside a matter: asked by one of its sides, or by who decides between them, while it is open, and
    ending with it. What its doer asks in its own unit does not let the work rest, so it stands by itself."""
    if parent is None:
        raise Rejected("needs-its-matter", kind=command.kind)
    if not parent.is_open:
        raise Rejected("only-beside-work-underway", phase=parent.phase.value)
    if policy.rests and command.asker == parent.doer and in_own_hands(parent, command.doer, context.force):
        raise Rejected("asks-itself")
    asks = parent.is_party(command.asker) or asks_instead(command, parent, context)
    if not asks and command.asker not in arbiters_of(parent, context.force):
        raise Rejected("not-a-party", asker=parent.asker, doer=parent.doer)
