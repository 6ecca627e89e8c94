"""Which first (先办哪一件): a doer with two days it cannot both keep asks whoever stands above both that set them.

The question goes to that leader at once. His decision names the work that goes first and the other one's new day, which
is granted there beside the original. The works go on meanwhile. Rules: docs/rules/precedence.md.
"""

from __future__ import annotations

from datetime import date

from qiantou.core.context import Context
from qiantou.core.evolve_effects import apart_from
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.kinds import Phase
from qiantou.core.matter import Matter
from qiantou.core.moves import Offer, Rule

CAUSE = "which-first"
IN_HAND = (Phase.UNDERWAY, Phase.BLOCKED)


def between(command: Offer, context: Context) -> tuple[Desk, Desk]:
    """Who asked for the two works. Raises Rejected unless the doer of both, both in hand and dated, asks it once."""
    works = [context.matter(Stream(name)) for name in command.about]
    if len(set(command.about)) != 2 or command.parent not in command.about or None in works:
        raise Rejected("two-works")
    named = [work for work in works if work is not None]
    for work in named:
        if work.doer != command.asker:
            raise Rejected("not-yours", holder=work.doer)
        if work.phase not in IN_HAND or work.policy.settles:
            raise Rejected("only-beside-work-underway", phase=work.phase.value)
        if day_of(work) is None:
            raise Rejected("no-day-to-compete")
    first, second = named[0].asker, named[1].asker
    if first == second:
        raise Rejected("ask-the-asker", asker=first)
    if command.doer not in (first, second):
        raise Rejected("ask-the-asker", asker=second)
    context.force.arbiters(first, second)
    return first, second


def day_of(work: Matter) -> date | None:
    """The last day granted, else the original: what a decision puts off. Pauses are reckoned from it."""
    return work.grants[-1].due if work.grants else work.due


def other_than(first: Stream | None, side: Matter) -> Stream | None:
    """Of the two works that the question is about, the one that is put off."""
    return next((Stream(name) for name in side.about if name != first), None)


def check_ruled(command: Rule, matter: Matter, context: Context) -> None:
    """A decision names one of the two works and a later day for the other. Raises Rejected."""
    if command.outcome is not Phase.CLOSED:
        raise Rejected("no-such-outcome", outcome=command.outcome.value if command.outcome else "")
    if not command.granted:
        return
    if command.first not in matter.about or command.due is None:
        raise Rejected("name-which-first")
    name = other_than(command.first, matter)
    put_off = context.matter(name) if name is not None else None
    was = day_of(apart_from(matter.stream, put_off, context.now)) if put_off is not None else None
    if was is not None and command.due <= was:
        raise Rejected("put-off-to-a-later-day", day=was)
