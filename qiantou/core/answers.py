"""What the doer answers to an offer: accept, counter, or decline on a listed ground."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from qiantou.core.arbiter import arbiters_of, referral, with_doer
from qiantou.core.context import Context
from qiantou.core.door import asked_in
from qiantou.core.facts import Accepted, Agreed, Countered, Declined, Event, Lack, NotOurs, Referred, Settled
from qiantou.core.finishing import day_to_finish
from qiantou.core.guard import askable, moved_to, said, worded
from qiantou.core.kernel import Rejected
from qiantou.core.kinds import NOT_OURS, Effect
from qiantou.core.mandate import Power
from qiantou.core.matter import Matter
from qiantou.core.moves import Accept, Counter, Decline
from qiantou.core.points import check_points
from qiantou.core.withholding import check_withheld


def answer(command: Accept | Counter | Decline, matter: Matter, context: Context) -> tuple[Event, ...]:
    match command:
        case Accept() if matter.policy.replies:
            raise Rejected("reply-to-it")
        case Accept() if matter.policy.settles:
            if command.reservation is not None and matter.policy.beside:
                raise Rejected("settles-at-once")
            if matter.new_doer is not None:
                with_doer(matter, context)
            lack = _lack(command, matter, context)
            if matter.policy.window is not None:
                return (Agreed(arbiters_of(matter, context.force)[0], lack),)
            return (Settled(lack),)
        case Accept():
            return (Accepted(_due(matter, context), _lack(command, matter, context)),)
        case Counter():
            return _countered(command, matter, context)
        case Decline():
            return _declined(command, matter, context)
        case _:
            assert_never(command)


def _countered(command: Counter, matter: Matter, context: Context) -> tuple[Event, ...]:
    """Other terms, or points on the lines of a letter; past the cap of rounds the arbiter decides."""
    if not command.points:
        said(command.proposal)
    if bool(command.points) is not matter.policy.pointed:
        raise Rejected("points-missing" if matter.policy.pointed else "no-points-here")
    if command.due is not None and Power.DEADLINES in matter.basis.powers:
        raise Rejected("date-is-set", due=matter.due)
    check_points(command.points, matter.points, matter.about)
    countered = Countered(command.due, command.proposal, command.points)
    if matter.round < matter.policy.rounds:
        return (countered,)
    refer = referral(matter, context, cause="rounds", reason=command.proposal)
    return (countered, refer) if command.points else (refer,)


def _lack(command: Accept, matter: Matter, context: Context) -> Lack | None:
    """The one lack the doer reserves (保留意见): who could cure it is asked to, while the work goes on."""
    reservation = command.reservation
    if reservation is None:
        return None
    if reservation.curer == matter.doer or (command.fresh is None and not matter.policy.settles):
        raise Rejected("lack-needs-another-desk")
    if reservation.since > context.force.day:
        raise Rejected("said-in-future", day=reservation.since)
    if reservation.curer != matter.asker:
        askable(reservation.curer, asker=matter.doer, context=context)
    fresh = None if matter.policy.settles else command.fresh
    if reservation.curer != matter.asker:
        fresh = asked_in(fresh, reservation.curer, matter.doer, context.force)
    return Lack(worded(reservation.lack), reservation.curer, reservation.since, fresh)


def _declined(command: Decline, matter: Matter, context: Context) -> tuple[Event, ...]:
    if command.ground not in matter.policy.grounds:
        raise Rejected("ground-not-listed", ground=command.ground)
    said(command.reason)
    withheld = check_withheld(command.ground, command.withheld, matter.doer, context.force)
    if command.ground != NOT_OURS:
        declined = Declined(command.ground, None, command.reason, withheld)
        if withheld is not None and matter.least:  # what it said could be given is refused too
            return (declined, Referred(withheld.approver, "withheld", command.reason))
        if matter.policy.effect is Effect.EXCUSE:  # accepted, or referred: nobody sits on a reason that was refused
            return (declined, referral(matter, context, cause="reason", reason=command.reason))
        return (declined,)
    if command.whose is None or command.whose == matter.doer:
        raise Rejected("whose-is-it")
    if command.whose != matter.asker:
        askable(command.whose, asker=matter.asker, context=context)
    declined = Declined(NOT_OURS, command.whose, command.reason)
    if matter.not_ours >= 1:
        return (declined, referral(matter, context, cause="not-ours", reason=""))
    if not matter.basis.dispatch or matter.policy.beside or command.whose == matter.asker:
        return (declined,)
    moved_to(command.whose, matter, context)
    if command.fresh is None:
        raise ValueError("declining under a mandate to dispatch opens a dispute, which needs a fresh name")
    due = _due(matter, context)
    return (NotOurs(command.whose, command.fresh, due, command.reason, command.duty, command.off_list),)


def _due(matter: Matter, context: Context) -> date | None:
    return day_to_finish(matter, context.force.calendar, context.now)
