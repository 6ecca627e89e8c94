"""The arbiter (决策领导): who decides a matter, what a ruling may say, and who stands above."""

from __future__ import annotations

import unicodedata

from qiantou.core.binding import is_above, is_party
from qiantou.core.chartering import check_passing
from qiantou.core.contest_rivals import after_the_first
from qiantou.core.contesting import AMENDING, CONTEST, concerned
from qiantou.core.context import Context
from qiantou.core.dispute import is_for_opinion, opinion_first
from qiantou.core.door import Citing, through
from qiantou.core.due import days_late
from qiantou.core.evolve_effects import apart_from
from qiantou.core.facts import Referred, Ruled
from qiantou.core.finishing import day_to_finish
from qiantou.core.guard import from_today_on, moved_to
from qiantou.core.kernel import Actor, Desk, Rejected
from qiantou.core.kinds import ASSESSING, Effect, Phase
from qiantou.core.matter import APPROVAL, Matter, pauses
from qiantou.core.moves import Rule
from qiantou.core.plain import has_words
from qiantou.core.powers import COUNTERSIGN, may_order_another
from qiantou.core.precedence import check_ruled, day_of
from qiantou.core.register import InForce
from qiantou.core.supervision import stays_with_the_work

SEEN = frozenset({"阅", "圈阅", "已阅", "阅处", "阅示"})
"""What is written on a paper that was read and not decided."""


def referral(matter: Matter, context: Context, *, cause: str, reason: str) -> Referred:
    """Raises Rejected("no-arbiter") where nobody stands above both sides any more."""
    return Referred(arbiters_of(matter, context.force)[0], cause, reason)


def arbiters_of(matter: Matter, force: InForce) -> tuple[Desk, ...]:
    """Who decides this matter, lowest first. Raises Rejected("no-arbiter").

    A countersignature is the word of a leader for his own units: only who stands above him decides in it, never the
    issuer whom it limits. Over a party nobody here decides: its no goes to who decides in the work, who lets it end or
    asks again, and whose ruling binds it to nothing. Of two works whoever stands above both that asked for them says
    which goes first. What was refused as confidential goes first to who may approve it, a call to the desk the site
    names. A contest of an assessment is decided by nobody who has a row in it.
    """
    if matter.between:
        first, second = matter.between
        return force.arbiters(first, second)
    if matter.policy.opinion is not None:
        return opinion_first(matter, force.arbiters(matter.asker, matter.doer, matter.joint), force)
    if matter.kind in (CONTEST, AMENDING):
        chain = force.arbiters(matter.asker, matter.doer, matter.joint)
        beyond = (*chain, *force.superiors(chain[-1]))
        apart = concerned(matter.joint, force)
        return tuple(dict.fromkeys(desk for desk in beyond if desk not in apart)) or beyond[-1:]
    if matter.cause != COUNTERSIGN:
        chain = force.arbiters(matter.asker, matter.doer, matter.joint)
        return tuple(dict.fromkeys((*_before(matter, force), *chain)))
    above_him = tuple(desk for desk in force.superiors(matter.doer) if desk != matter.asker)
    if not above_him and is_party(matter.doer, force):
        return force.arbiters(matter.asker, matter.doer, matter.joint)
    if not above_him:
        raise Rejected("no-arbiter", asker=matter.asker, doer=matter.doer)
    return above_him


def _before(matter: Matter, force: InForce) -> tuple[Desk, ...]:
    """Who decides before the leaders above both sides do."""
    named = matter.withheld[0] if matter.withheld is not None else matter.policy.assigner
    return (named,) if named is not None and force.is_known(named) and not matter.is_party(named) else ()


def above(matter: Matter, force: InForce) -> Desk | None:
    """The arbiter above the present one; None at the top."""
    if matter.arbiter is None:
        return None
    try:
        chain = arbiters_of(matter, force)
    except Rejected:
        chain = ()
    if matter.arbiter in chain:
        rest = chain[chain.index(matter.arbiter) + 1 :]
    else:
        rest = tuple(d for d in force.superiors(matter.arbiter) if not matter.is_party(d))
    return rest[0] if rest else None


def overseers(matter: Matter, force: InForce) -> tuple[Desk, ...]:
    """Who is told of a matter of such a kind and may take it up: its arbiters, the lowest first; mostly nobody."""
    if not matter.policy.overseen:
        return ()
    try:
        return force.arbiters(matter.asker, matter.doer, matter.joint)
    except Rejected:
        return ()


def ruling(command: Rule, matter: Matter, by: Actor, context: Context) -> Ruled:
    """A decision names an outcome and a reason; "seen" (阅) decides nothing and stops no clock."""
    if is_for_opinion(matter):
        raise Rejected("gives-an-opinion", desk=matter.arbiter)
    if command.outcome is None or not has_words(command.reason) or _folded(command.reason) in SEEN:
        raise Rejected("seen-is-no-decision")
    allowed = {Phase.OFFERED, Phase.UNDERWAY, Phase.DELIVERED, Phase.CLOSED}
    if matter.policy.settles or matter.referral == APPROVAL:
        allowed = {Phase.OFFERED, Phase.CLOSED}
    if matter.policy.by_rule:
        allowed = {Phase.CLOSED}
    if matter.policy.replies:
        allowed = allowed - {Phase.UNDERWAY}
    if matter.policy.effect is Effect.FIRST:
        check_ruled(command, matter, context)
    suggests_only = matter.policy.by_rule and not command.granted
    if command.outcome not in allowed or (command.another_post and not suggests_only):
        raise Rejected("no-such-outcome", outcome=command.outcome.value)
    if matter.policy.by_rule and command.granted and command.due is None and command.doer is None:
        raise Rejected("decides-day-or-doer")
    if command.outcome is not Phase.CLOSED or command.granted:
        _from_today_on(command, matter, by, context)
    after_the_first(command, matter, context)
    if command.outcome is Phase.DELIVERED and matter.delivered is None:
        raise Rejected("nothing-delivered")
    if matter.policy.effect is Effect.LEAD and command.outcome is Phase.CLOSED and command.granted:
        _leads(command, matter, context)
    if command.doer is not None:
        stays_with_the_work(matter, command.doer)
        _assignable(command.doer, command.outcome, matter, context)
        _on_the_list(command, command.doer, matter, context)
    handed = command.doer or matter.new_doer
    if command.outcome is Phase.CLOSED and command.granted and handed is not None:
        with_doer(matter, context)
    parent = _work(matter, context) if matter.policy.effect is Effect.REASSIGN else None
    if parent is not None and command.outcome is Phase.CLOSED and command.granted:
        may_order_another(parent, command.doer or matter.doer, context, by=matter.arbiter)
    due = command.due
    if command.outcome is Phase.UNDERWAY and due is None and matter.due is None:
        due = day_to_finish(matter, context.force.calendar, context.now)
    return Ruled(
        command.outcome, due, command.doer, command.granted, command.reason, command.duty, command.off_list,
        command.first, command.another_post, command.verdict,
    )  # fmt: skip


def _from_today_on(command: Rule, matter: Matter, by: Actor, context: Context) -> None:
    """A day that is named has not passed on the day of the decision; and whoever is given work past its day is given a
    day too. Raises Rejected."""
    from_today_on(command.due, by, context)
    beside = matter.policy.beside and command.outcome is Phase.CLOSED
    work = _work(matter, context) if beside else matter
    whose = matter.doer if matter.policy.effect is Effect.REASSIGN else matter.new_doer
    doer = command.doer or (whose if beside else None)
    if work is None or doer is None or doer == work.doer or command.due is not None:
        return
    given = matter.due if beside and matter.policy.effect is Effect.VARY else None
    if given is None and is_past_its_day(work, context):
        raise Rejected("day-has-passed", day=day_of(work))


def is_past_its_day(work: Matter, context: Context) -> bool:
    """Whether its doer is late: waiting for others is not counted."""
    calendar = context.force.calendar
    return days_late(work.due, work.grants, pauses(work, calendar), calendar, context.now) > 0


def _folded(reason: str) -> str:
    """The letters alone, full-width ones as plain ones: "已 阅。" reads as "已阅"."""
    return "".join(char for char in unicodedata.normalize("NFKC", reason) if char.isalnum())


def _assignable(doer: Desk, outcome: Phase, matter: Matter, context: Context) -> None:
    """A ruling on a side matter that closes it names the doer of the work it stands beside."""
    if outcome is Phase.CLOSED and matter.policy.effect in (Effect.EXCUSE, Effect.FIRST):
        raise Rejected("hand-over-by-variation")
    parent = _work(matter, context) if matter.policy.beside else None
    work = parent if parent is not None and outcome is Phase.CLOSED else matter
    if parent is not None and outcome is Phase.OFFERED:
        _answers_for(doer, matter, parent, context)
    if work.kind == ASSESSING:  # whoever may put the sheet out is named by the charter
        raise Rejected("amended-on-its-page")
    if doer == work.asker:
        raise Rejected("asks-itself")
    if matter.policy.effect is Effect.LEAD:
        check_passing(matter.asker, doer, matter.joint, context.force)
    moved_to(doer, work, context)
    may_order_another(work, doer, context, by=matter.arbiter)


def _answers_for(doer: Desk, side: Matter, work: Matter, context: Context) -> None:
    """More time, other terms and a reason are answered by who asked for the work, or by who decides in it; whose duty
    it is anybody may be asked who could have it. Raises Rejected("ask-the-asker")."""
    if side.policy.effect is Effect.REASSIGN or doer in (work.asker, *arbiters_of(work, context.force)):
        return
    raise Rejected("ask-the-asker", asker=work.asker)


def _work(side: Matter, context: Context) -> Matter | None:
    """The work beside which it stands, as it would be had this not been granted before, in a name that contests it."""
    work = context.matter(side.parent) if side.parent is not None else None
    return apart_from(side.stream, work, context.now) if work is not None else None


def _on_the_list(command: Rule, doer: Desk, matter: Matter, context: Context) -> None:
    """A ruling that gives work to a township rests on a row of its list, or on an exception, as any demand does."""
    parent = _work(matter, context) if matter.policy.beside else None
    work = parent if parent is not None and command.outcome is Phase.CLOSED else matter
    if work.policy.demand and doer != work.doer:
        through(doer, work.asker, Citing(command.duty, command.off_list), context.force)


def _leads(command: Rule, matter: Matter, context: Context) -> None:
    """A ruling passes the lead to a unit that has not agreed itself only from above it, and to a township only by a row
    of its list or an exception. Raises Rejected."""
    doer, decides = command.doer or matter.doer, matter.arbiter
    if decides is None or (matter.agreed and not matter.unconfirmed and doer == matter.doer):
        return
    if not is_above(decides, doer, context.force):
        raise Rejected("passes-by-consent", desk=doer, arbiter=decides)
    own = Citing(matter.duty) if doer == matter.doer else Citing()
    said = Citing(command.duty, command.off_list)
    through(doer, matter.asker, said if said != Citing() else own, context.force)


def with_doer(side: Matter, context: Context) -> None:
    """A hand-over can be granted only while the work is with its doer, not under review or a ruling."""
    parent = _work(side, context)
    if side.policy.effect is not Effect.VARY or parent is None:
        return
    if parent.stage is not Phase.UNDERWAY:
        raise Rejected("work-moved-on", phase=parent.phase.value)
    if side.new_doer is not None:
        may_order_another(parent, side.new_doer, context, by=side.arbiter)
