"""Recording for others (代录): who may enter another desk's move, and how that desk answers for it.

A recorded move counts at once but stays unconfirmed until the named desk confirms it; it may contest.
Whoever a move relieves does not record it for a desk where somebody sits who can make it: nobody accepts their
own work, frees themselves of it, or grants themselves time.
Outside parties ("o:…") have no accounts: what they do is recorded for them, with its paper, or done by themselves
behind a one-time link that a code to their registered phone confirmed. Whoever read that code out by telephone, or
registered the phone, neither recorded what is confirmed with it nor is relieved by it. Source: docs/rules/outsiders.md.
"""

from __future__ import annotations

from qiantou.core.arbiter import arbiters_of
from qiantou.core.binding import COUNTERSIGN, check_consent, is_party, lenders
from qiantou.core.context import Context
from qiantou.core.door import Citing, through
from qiantou.core.facts import Confirmed, Contested, Event
from qiantou.core.finishing import day_to_finish
from qiantou.core.gate import ACCOUNTABILITY, HEARING
from qiantou.core.guard import is_outside, said
from qiantou.core.hearing_word import says_its_word
from qiantou.core.kernel import Actor, Desk, Recorded, Rejected, Stream
from qiantou.core.kinds import Effect, Phase
from qiantou.core.matter import GRANTED, Matter
from qiantou.core.meeting import MEETINGS, Decided, Meeting, Outcome
from qiantou.core.moves import (
    Accept,
    AcceptDelivery,
    Amend,
    Chase,
    Command,
    Confirm,
    Contest,
    Drop,
    Lift,
    Offer,
    OfferTo,
    PassUp,
    Refer,
    Rule,
    Withdraw,
)  # fmt: skip
from qiantou.core.office import eases_its_own, offices_of, together
from qiantou.core.register import InForce
from qiantou.core.supervision import recorded_by_a_third

DECISIONS = (Rule, PassUp, Lift)
RELIEVE_THE_DOER = (AcceptDelivery, Amend, Drop, OfferTo, Withdraw)


def may_record(command: Command, matter: Matter, by: Actor, context: Context) -> None:
    """Both sides, the joint work's keeper, lead or issuer, and the named desk's office or contact unit.

    An arbiter's decision is recorded only by the office of the post, the keeper or the lead, and with the photo of what
    was written, but where the minutes of a meeting held that day, entered with it, say the same. The written consent of
    a party to a mandate is recorded with its scan, by its issuer too, and never by the lead; a link does not stand for
    it. That a township takes the lead is recorded for it only by the row of its list that the proposal named.
    """
    joins = isinstance(command, Accept) and matter.cause == COUNTERSIGN and is_party(matter.doer, context.force)
    if by.recorded is None:
        _check_own(by, context.force)
        _check_told(by, _relieved(command, matter))
        if joins and by.through is not None:
            raise Rejected("consent-needs-its-scan", desk=by.desk)
        return
    if isinstance(command, Chase):  # nobody chases in another's name: it would be heard of, and confirmed by nobody
        raise Rejected("may-not-record", recorder=by.recorded.by, desk=by.desk)
    _is_not_its_own_say(matter, by.desk, by.recorded, context)
    keepers = _keepers(matter.joint, context)
    recorders = keepers[:2] if isinstance(command, Rule | PassUp | Lift) else (matter.asker, matter.doer, *keepers)
    if matter.policy.supervises and isinstance(command, DECISIONS):
        recorded_by_a_third(by.recorded.by, matter, context)
    if joins:
        recorders = (*recorders, *lenders(matter, context.force))
    _check(by.desk, by.recorded, recorders, context)
    if (
        isinstance(command, DECISIONS)
        and not by.recorded.scan.strip()
        and not _is_in_minutes(command, matter, by, context)
    ):
        raise Rejected("decision-needs-its-photo", desk=by.desk)
    if joins:
        check_consent(matter, by.recorded, context.force)
    relieved = _relieved(command, matter)
    if eases_its_own(by.recorded.by, relieved, context.force) and context.force.is_staffed(by.desk):
        raise Rejected("relieves-the-recorder", recorder=by.recorded.by, desk=by.desk)
    if isinstance(command, Accept) and matter.policy.effect is Effect.LEAD:
        through(matter.doer, matter.asker, Citing(matter.duty), context.force)


def _is_not_its_own_say(matter: Matter, desk: Desk | None, recorded: Recorded, context: Context) -> None:
    """What a unit says where it is heard nobody says for it while somebody sits there; what becomes of a proposal of
    accountability nobody enters who proposed it. Raises Rejected."""
    if matter.kind == HEARING and desk == matter.doer and context.force.is_staffed(desk):
        raise Rejected("says-it-itself", desk=desk)
    if matter.kind != ACCOUNTABILITY or desk == matter.asker:
        return
    if context.force.whole(context.force.unit_of(recorded.by)) in together(matter.asker, context.force):
        raise Rejected("may-not-record", recorder=recorded.by, desk=desk)


def _is_in_minutes(command: Command, matter: Matter, by: Actor, context: Context) -> bool:
    """Whether it is what a meeting of this chair, held on that day, decided of the matter: there its minutes, entered
    in the same command, are the paper. What is only on the list of a coming one was decided by nobody."""
    if not isinstance(command, Rule) or by.recorded is None:
        return False
    for key, one in context.force.section(MEETINGS).items():
        if not isinstance(one, Meeting) or (one.chair, one.held) != (by.desk, by.recorded.said):
            continue
        if context.force.history(MEETINGS, key)[-1].at == context.now:
            return any(
                decided.matter == matter.stream and _says(decided, command, matter, context)
                for decided in one.decisions
            )
    return False


def _says(decided: Decided, rule: Rule, matter: Matter, context: Context) -> bool:
    """Whether the minutes say what the ruling does: that it ends and how, or goes on; the day, the doer."""
    days = [decided.due]
    if decided.due is None and matter.due is None:  # without a day it is the one the kind gives
        days.append(day_to_finish(matter, context.force.calendar, context.now))
    if rule.due not in days or rule.doer != decided.doer or rule.first is not None or rule.another_post:
        return False
    match rule.outcome:
        case Phase.CLOSED:
            return decided.outcome is (Outcome.GRANTED if rule.granted else Outcome.REFUSED)
        case Phase.OFFERED | Phase.UNDERWAY:
            return decided.outcome is Outcome.GOES_ON
        case _:
            return False


def _relieved(command: Command, matter: Matter) -> tuple[Desk, ...]:
    """The sides whose duty the move ends or eases. Beside a work, and of a letter, a signature or a passing, it is the
    asker who wants something of it."""
    if isinstance(command, Rule | Lift):
        return matter.asker, matter.doer
    if isinstance(command, RELIEVE_THE_DOER):
        return (matter.doer,)
    if isinstance(command, Refer):  # whoever has it in hand has it no more, and its doer's clock stands
        return tuple(desk for desk in (matter.doer, matter.holder) if desk is not None)
    answers = matter.beside or matter.policy.settles
    return (matter.asker,) if isinstance(command, Accept) and answers else ()


def may_record_demand(command: Offer, parent: Matter | None, *, by: Actor, context: Context) -> None:
    """As `may_record`, for an offer: before there is a matter, only the joint work and the office count.

    What a leader puts up in another's place is entered by the leader's office.
    """
    if by.recorded is None:
        _check_own(by, context.force)
        return
    sides = (parent.asker, parent.doer) if parent is not None and parent.is_party(command.asker) else ()
    ordered = command.basis.dispatch or command.basis.powers  # an order is recorded by its asker's own office alone
    named = by.desk or command.asker
    _check(named, by.recorded, () if ordered else (*_keepers(command.joint, context), *sides), context)


def witnessed(command: Confirm | Contest, matter: Matter, by: Actor, context: Context) -> tuple[Event, ...]:
    """The named desk answers; for an outside party its contact unit may, unless that unit recorded it. An applicant
    answers the record of its hearing."""
    if says_its_word(command.version, matter, by):
        _check_own(by, context.force)
        if isinstance(command, Confirm):
            return (Confirmed(command.version, command.paper),)
        return (Contested(command.version, None, said(command.reason)),)
    recorded = matter.recorded_for(command.version)
    if recorded is None:
        raise Rejected("not-recorded-for-another")
    named, recorder = recorded
    if command.version not in matter.unconfirmed:
        raise Rejected("already-answered")
    contact = context.force.unit_of(named) if is_outside(named) else None
    by_contact = contact is not None and by.desk == contact and contact != recorder
    if by.recorded is not None or not (by.desk == named or by_contact):
        raise Rejected("only-the-named-desk", desk=named)
    _check_own(by, context.force)
    if isinstance(command, Confirm):
        _check_told(by, (recorder,))
        return (Confirmed(command.version, command.paper),)
    reason = said(command.reason)
    if not (matter.is_open or command.version == matter.ended or _reopens(matter)):
        return (Contested(command.version, None, reason),)
    arbiters = arbiters_of(matter, context.force)
    return (Contested(command.version, arbiters[0], reason),)


def contact_of(desk: Desk, force: InForce) -> Desk | None:
    """The unit that answers for contact with a desk nobody signs in for.

    An outside party's contact unit, the unit a post belongs to, for a unit the one above it; None at the root.
    """
    unit = force.unit(desk)
    return unit.parent if unit is not None else force.unit_of(desk)


def _reopens(matter: Matter) -> bool:
    """Whether any entry of it that is contested opens it again: its end came of itself, after somebody's answer."""
    return matter.policy.window is not None and matter.outcome in GRANTED


def awaited_of(matter: Matter, force: InForce) -> Desk | None:
    """The desk for which somebody recorded the end of a matter and that has still to confirm it; None for no such.

    Where nobody sits who could confirm it, its paper is all there will be, and it counts. For an outside party its
    contact unit confirms, unless that unit recorded it.
    """
    recorded = matter.recorded_for(matter.ended)
    if matter.is_open or recorded is None or matter.ended not in matter.unconfirmed:
        return None
    named, recorder = recorded
    answers = force.unit_of(named) if is_outside(named) else named
    return named if answers != recorder and force.is_staffed(answers) else None


def _keepers(joint: Stream | None, context: Context) -> tuple[Desk, ...]:
    charter = context.force.charter(joint)
    return (charter.keeper, charter.lead, charter.issuer) if charter is not None else ()


def _check_own(by: Actor, force: InForce) -> None:
    """A desk speaks for itself: an outside party only behind a link, whose code its contact unit alone may tell."""
    if by.through is None and is_outside(by.desk):
        raise Rejected("outside-speaks-on-paper", desk=by.desk)
    if by.through is not None and by.desk is not None and by.through.told not in (None, contact_of(by.desk, force)):
        raise Rejected("may-not-tell", teller=by.through.told, desk=by.desk)


def _check_told(by: Actor, gaining: tuple[Desk, ...]) -> None:
    """Who read the code out, or registered the phone, might be who typed it: so it gains nothing by the move."""
    knowing = (by.through.told, by.through.entered) if by.through is not None else ()
    for desk in knowing:
        if desk in gaining:
            raise Rejected("teller-gains", teller=desk, desk=by.desk)


def _check(named: Desk | None, recorded: Recorded, recorders: tuple[Desk, ...], context: Context) -> None:
    if recorded.by == named or recorded.by not in (*recorders, *offices_of(named, context.force)):
        raise Rejected("may-not-record", recorder=recorded.by, desk=named)
    if recorded.said > context.force.day:
        raise Rejected("said-in-future", day=recorded.said)
    if not recorded.paper.strip():
        raise Rejected("paper-missing")
