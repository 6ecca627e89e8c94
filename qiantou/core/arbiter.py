"""The arbiter (决策领导): who decides a matter, what a ruling may say, and who stands above."""

from __future__ import annotations

import unicodedata

from qiantou.core.context import Context
from qiantou.core.facts import Referred, Ruled
from qiantou.core.guard import moved_to
from qiantou.core.kernel import Desk, Rejected
from qiantou.core.kinds import Effect, Phase
from qiantou.core.matter import Matter
from qiantou.core.moves import Rule
from qiantou.core.register import InForce
from qiantou.core.worktime import last_day

SEEN = frozenset({"阅", "圈阅", "已阅", "阅处", "阅示"})
"""What is written on a paper that was read and not decided."""


def referral(matter: Matter, context: Context, *, cause: str, reason: str) -> Referred:
    """Raises Rejected("no-arbiter") where nobody stands above both sides any more."""
    arbiters = context.force.arbiters(matter.asker, matter.doer, matter.joint)
    return Referred(arbiters[0], cause, reason)


def above(matter: Matter, force: InForce) -> Desk | None:
    """The arbiter above the present one; None at the top."""
    if matter.arbiter is None:
        return None
    try:
        chain = force.arbiters(matter.asker, matter.doer, matter.joint)
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


def ruling(command: Rule, matter: Matter, context: Context) -> Ruled:
    """A decision names an outcome and a reason; "seen" (阅) decides nothing and stops no clock."""
    if command.outcome is None or not command.reason.strip() or _folded(command.reason) in SEEN:
        raise Rejected("seen-is-no-decision")
    allowed = {Phase.OFFERED, Phase.UNDERWAY, Phase.DELIVERED, Phase.CLOSED}
    if matter.policy.settles:
        allowed = {Phase.OFFERED, Phase.CLOSED}
    if command.outcome not in allowed:
        raise Rejected("no-such-outcome", outcome=command.outcome.value)
    if command.outcome is Phase.DELIVERED and matter.delivered is None:
        raise Rejected("nothing-delivered")
    if command.doer is not None:
        _assignable(command.doer, command.outcome, matter, context)
    handed = command.doer or matter.new_doer
    if command.outcome is Phase.CLOSED and command.granted and handed is not None:
        with_doer(matter, context)
    due = command.due
    if command.outcome is Phase.UNDERWAY and due is None and matter.due is None and matter.policy.work:
        due = last_day(context.force.calendar, context.now, matter.policy.work)
    return Ruled(command.outcome, due, command.doer, command.granted, command.reason)


def _folded(reason: str) -> str:
    """The letters alone, full-width ones as plain ones: "已 阅。" reads as "已阅"."""
    return "".join(char for char in unicodedata.normalize("NFKC", reason) if char.isalnum())


def _assignable(doer: Desk, outcome: Phase, matter: Matter, context: Context) -> None:
    """A ruling on a side matter that closes it names the doer of the work it stands beside."""
    parent = context.matter(matter.parent) if matter.policy.beside and matter.parent else None
    work = parent if parent is not None and outcome is Phase.CLOSED else matter
    if doer == work.asker:
        raise Rejected("asks-itself")
    moved_to(doer, work, context)


def with_doer(side: Matter, context: Context) -> None:
    """A hand-over can be granted only while the work is with its doer, not under review or a ruling."""
    parent = context.matter(side.parent) if side.parent is not None else None
    if side.policy.effect is not Effect.VARY or parent is None:
        return
    if parent.stage is not Phase.UNDERWAY:
        raise Rejected("work-moved-on", phase=parent.phase.value)
