"""Chasing by people (催办), and a decision that lets the ladder rest.

Either side, or the lead, chases whoever has the matter in hand: a superior who decides as well as a unit. Not one that
is stopped by others or awaits what it asked, not twice within as many working days as the site says, and not past the
kind's number, in which the rule's own chasers count. Each is counted for whom it went to, since day, doer or stage last
changed: who was chased for a review uses up nobody's chasers for the work.
"""

from __future__ import annotations

from qiantou.core.arbiter import arbiters_of
from qiantou.core.context import Context
from qiantou.core.facts import Lifted, Prompted
from qiantou.core.figures import CHASERS_APART
from qiantou.core.guard import said
from qiantou.core.guidance import GUIDANCE, awaits_guidance
from qiantou.core.kernel import Actor, Desk, Rejected
from qiantou.core.kinds import Phase
from qiantou.core.ladder import sent_since, told_at
from qiantou.core.matter import STOPPED, Matter
from qiantou.core.moves import Lift
from qiantou.core.worktime import working_days_between


def prompting(text: str, matter: Matter, by: Actor, context: Context) -> Prompted:
    """The chaser as a fact. Raises Rejected."""
    holder = matter.holder
    if not _may_chase(by.desk, matter, context):
        raise Rejected("not-a-party", asker=matter.asker, doer=matter.doer)
    if holder is None or holder == by.desk:
        raise Rejected("chases-itself")
    if matter.phase is Phase.BLOCKED:
        raise Rejected("blocked-not-late", holder=holder)
    if holder == matter.doer and any(rest.kind == STOPPED for rest in matter.asking):
        raise Rejected("target-awaits-an-answer")
    if holder == matter.doer and matter.asking:
        raise Rejected("awaits-an-answer", kind=matter.asking[0].kind)
    if holder == matter.doer and awaits_guidance(matter, context.matter):
        raise Rejected("awaits-an-answer", kind=GUIDANCE)
    if holder == matter.doer and matter.excused:
        raise Rejected("was-excused")
    sent = told_at(matter)
    calendar = context.force.calendar
    apart = context.force.number(CHASERS_APART)
    if sent and working_days_between(calendar, calendar.day_of(max(sent)), context.force.day) < apart:
        raise Rejected("chased-just-now", day=calendar.day_of(max(sent)))
    if (count := sent_since(matter)) >= matter.policy.chasers:
        raise Rejected("chased-enough", count=count)
    return Prompted(holder, text)


def lifting(command: Lift, matter: Matter, by: Actor, context: Context) -> Lifted:
    """The decision as a fact; given again, it is another day through which the ladder rests. Raises Rejected."""
    said(command.reason)
    arbiters = arbiters_of(matter, context.force)
    if by.desk not in arbiters:
        raise Rejected("not-yours", holder=arbiters[0])
    if matter.stage is not Phase.UNDERWAY or not matter.rungs:
        raise Rejected("no-ladder-to-lift")
    if command.until is not None and command.until < context.force.day:
        raise Rejected("day-has-passed", day=command.until)
    return Lifted(command.reason, command.until)


def _may_chase(desk: Desk | None, matter: Matter, context: Context) -> bool:
    charter = context.force.charter(matter.joint)
    return matter.is_party(desk) or (charter is not None and desk == charter.lead)
