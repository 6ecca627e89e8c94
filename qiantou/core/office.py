"""Whose office a unit is (docs/rules/deciding.md, "Who is a leader's office").

A leader's office is the unit of the leader's post, and beside it the unit that the row of the post names, such as a
government office (县政府办公室) that stands in the register by itself. It enters what the leader said from a paper,
holds the leader's meetings, puts out what the leader approves; it decides nothing. Who works for one leader counts as
one wherever something is counted by government, or nobody enters what eases or decides its own.
"""

from __future__ import annotations

from qiantou.core.kernel import Desk, Rejected
from qiantou.core.register import POSTS, InForce, Listed, Post


def offices_of(desk: Desk | None, force: InForce) -> tuple[Desk, ...]:
    """Of a post the unit its row names, then the unit it belongs to; of an outside party its contact unit; of a unit
    the unit itself; none for a strange desk. An office that is no more in the register is none."""
    row = force.section(POSTS).get(desk or "")
    named = row.office if isinstance(row, Post) and force.unit(row.office) is not None else None
    found = (named, force.unit_of(desk))
    return tuple(dict.fromkeys(unit for unit in found if unit is not None))


def is_office_of(unit: Desk | None, desk: Desk | None, force: InForce) -> bool:
    return unit is not None and unit in offices_of(desk, force)


def together(desk: Desk, force: InForce) -> frozenset[Desk]:
    """The whole units that work as one with the desk's own, itself among them: the offices that the rows of its posts
    name, and the units whose posts name it."""
    named = force.register.offices(force.day, force.instant)
    ties = {(force.whole(unit), force.whole(office)) for unit, office in named if force.unit(office) is not None}
    found = {force.whole(force.unit_of(desk)) or desk}
    while more := {unit for tie in ties if found & {*tie} for unit in tie if unit is not None} - found:
        found |= more
    return frozenset(found)


def eases_its_own(recorder: Desk, relieved: tuple[Desk, ...], force: InForce) -> bool:
    """Whether a move that relieves these desks relieves whoever enters it, or a unit that works as one with it."""
    if recorder in relieved:
        return True
    return bool({*relieved} & (together(recorder, force) - {force.whole(recorder)}))


def check_post(post: Post, listed: Listed) -> None:
    """Raises Rejected("wrong-value") for an office that is no unit."""
    if post.office is not None and not post.office.startswith("u:"):
        raise Rejected("wrong-value", section=listed.section)
