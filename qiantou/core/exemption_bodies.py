"""Who decides an application for exemption: a body that is no side of what went wrong.

The desk that the site names in the kind's row, else the office of who issued the mandate, of the sponsor, or of a
leader above; where each of these is a side, a leader in person. Never the lead, never a side, never the applicant, nor
who proposes accountability of it in that work.
Rules: docs/rules/exemption.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qiantou.core.context import Context
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.kinds import EXEMPTION
from qiantou.core.mandate import Mandate
from qiantou.core.office import offices_of
from qiantou.core.register import MANDATES, POSTS, UNITS, InForce, Unit


def part_of(desk: Desk, force: InForce) -> Desk:
    """Whose part is meant: the whole unit of a desk, or the post itself that leads and does no unit's work."""
    if desk in force.section(POSTS):
        return desk
    return force.whole(force.unit_of(desk)) or desk


def bodies(asker: Desk, subject: Stream, force: InForce, context: Context) -> tuple[Desk, ...]:
    """Who may decide an application, the first of them does: no side of the matter, not the lead, not the applicant.

    An office first; where each is a side, a leader in person (`_leaders`).
    """
    work = context.matter(subject)
    joint = work.joint if work is not None else subject
    sides = [asker, *((work.asker, work.doer) if work is not None else ())]
    sides += [one.asker for one in context.accused(asker) if one.is_open and one.joint == joint]
    return able(asker, joint, sides, force)


def able(asker: Desk, joint: Stream | None, sides: Sequence[Desk], force: InForce) -> tuple[Desk, ...]:
    """Who may decide, where these desks, and the lead, are sides."""
    charter = force.charter(joint)
    if charter is not None:
        sides = (*sides, charter.lead)
    barred = {part_of(desk, force) for desk in sides} | {one for desk in sides for one in offices_of(desk, force)}
    offices, leaders = _named(asker, joint, force), _leaders(asker, sides, force)
    found = (
        tuple(desk for desk in dict.fromkeys(named) if force.is_known(desk) and part_of(desk, force) not in barred)
        for named in (offices, leaders)
    )
    return next(filter(None, found), ())


def _leaders(asker: Desk, sides: Sequence[Desk], force: InForce) -> list[Desk]:
    """The leaders above the applicant, nearest first, then those over other units; nobody of its own unit, nor under a
    leader who is a side. Last whom nobody reviews."""
    over = (unit.leader for unit in force.section(UNITS).values() if isinstance(unit, Unit))
    told = dict.fromkeys((*force.superiors(asker), *sorted(one for one in over if one is not None)))
    own = force.whole(force.unit_of(asker))
    free = [
        one for one in told if force.whole(force.unit_of(one)) != own and not set(sides) & set(force.superiors(one))
    ]
    return sorted(free, key=lambda one: not is_reviewed(asker, one, force))


def is_reviewed(asker: Desk, body: Desk, force: InForce) -> bool:
    """Whether another on this site decides on a review of what the body decided."""
    try:
        return force.arbiters(asker, body)[0] != body
    except Rejected:
        return False


def _named(asker: Desk, joint: Stream | None, force: InForce) -> Iterator[Desk]:
    own = force.policy(EXEMPTION).assigner
    if own is not None:
        yield own
    charter = force.charter(joint)
    lent = (one for one in force.section(MANDATES).values() if isinstance(one, Mandate))
    issuers = [one.issuer for one in lent if one.joint == joint]
    above = [charter.sponsor, charter.issuer] if charter is not None else []
    for post in (*issuers, *above, *force.superiors(asker)):
        office = force.unit_of(post)
        if office is not None:
            yield office
