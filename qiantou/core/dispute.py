"""Dispute over duty (职责争议): an opinion comes before the decision, and the work never waits for either.

Two written rounds between the units; then the office the site names for it (编办, the establishment office) gives an
opinion on its own clock, with whose duty it takes it to be; then the leader decides. Whoever gives the opinion decides
nothing; silent, it is passed over. From the first day to the last the work stays with its doer, under reservation.
Source: Decree 486 art. 10; docs/rules/dispute.md, with worked examples that the tests run.
"""

from __future__ import annotations

from qiantou.core.context import Context
from qiantou.core.kernel import Desk, Rejected
from qiantou.core.kinds import Phase
from qiantou.core.matter import Matter
from qiantou.core.moves import Offer
from qiantou.core.register import InForce


def opinion_first(matter: Matter, chain: tuple[Desk, ...], force: InForce) -> tuple[Desk, ...]:
    """Who decides, lowest first, with the desk before it that gives an opinion; none where it is itself a side, or no
    longer in the register, nor in an inner affair of a unit."""
    adviser = matter.policy.opinion
    if adviser is None or adviser in chain or matter.is_party(adviser) or not force.is_known(adviser):
        return chain
    if force.inner_of(matter.asker, matter.doer) is not None:
        return chain
    return (adviser, *chain)


def not_again(command: Offer, work: Matter, context: Context) -> None:
    """What ended without being granted is not asked again by the same desk of the same one. Raises Rejected."""
    ended = (context.matter(one.side) for one in work.disputed if one.end is not None)
    if any(one is not None and _is_same(command, one) for one in ended):
        raise Rejected("disputed-before", desk=command.doer)


def _is_same(command: Offer, side: Matter) -> bool:
    return (side.asker, side.doer) == (command.asker, command.doer) and side.outcome in ("withdrawn", "refused")


def is_for_opinion(matter: Matter) -> bool:
    """Whether the matter is with the desk that gives its opinion, and decides nothing."""
    return matter.stage is Phase.REFERRED and matter.arbiter is not None and matter.arbiter == matter.policy.opinion
