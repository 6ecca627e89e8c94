"""Acting for another post (代办): who delegates a desk, and what the deputy may do for it (docs/rules/deciding.md).

The post itself, a post above it, or its office by a paper with its scan delegates, to another post in which somebody
sits, for a time that ends by itself, and no more than so many days a year. A delegated desk is not delegated on, and
whoever stands in for another is not away itself. Nobody acts by an entry of their own office. What is done carries both
posts: `Actor.desk` is the desk acted for, `Actor.post` the deputy's. A deputy decides in nothing in which its
own unit is a side.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from qiantou.core.delegation import Delegation
from qiantou.core.figures import DELEGATED_IN_A_YEAR, DELEGATION_TERM
from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.core.office import is_office_of, offices_of
from qiantou.core.register import DELEGATIONS, POSTS, TERMS, UNITS, InForce, Listed, Term, Unit

YEAR = 365
"""Calendar days in a row of which a desk is delegated on so many at most."""


def delegations(force: InForce) -> Iterator[tuple[str, Delegation]]:
    """Those in force today, by their keys."""
    for key, one in force.section(DELEGATIONS).items():
        if isinstance(one, Delegation) and force.day <= one.until:
            yield key, one


def acts_for(by: Actor, force: InForce) -> Desk | None:
    """The post that somebody sitting in another post acts for; None for whoever moves for a desk of its own.

    Whoever records a move acts for nobody: it says what the named desk said.
    """
    if by.desk is None or by.post in (None, by.desk) or by.recorded is not None:
        return None
    return by.desk if by.desk in force.section(POSTS) else None


def may_act(by: Actor, force: InForce, *, kind: str, joint: Stream | None) -> None:
    """Raises Rejected("not-delegated") unless the desk is the actor's own or delegated to it, for such a matter."""
    post = acts_for(by, force)
    if post is None:
        return
    if not any(_lends(one, post, by) and one.covers(kind, joint) for _key, one in delegations(force)):
        raise Rejected("not-delegated", post=post, deputy=by.post)


def may_enter(listed: Listed, by: Actor, force: InForce) -> None:
    """The same for an entry of the register: only a whole delegation, or one for that joint work, covers it."""
    post = acts_for(by, force)
    if post is None:
        return
    if listed.section == DELEGATIONS:
        raise Rejected("delegated-no-further", post=post)
    joint = getattr(listed.value, "joint", None) or Stream(listed.key)
    held = (one for _key, one in delegations(force) if _lends(one, post, by))
    if not any(not one.kinds and (not one.joints or joint in one.joints) for one in held):
        raise Rejected("not-delegated", post=post, deputy=by.post)


def _lends(one: Delegation, post: Desk, by: Actor) -> bool:
    return (one.post, one.deputy) == (post, by.post)


def check_delegation(one: Delegation, listed: Listed, force: InForce, by: Actor) -> None:
    """Raises Rejected for a delegation that cannot stand, or is not this desk's to give."""
    for desk in (one.post, one.deputy):
        if desk not in force.section(POSTS):
            raise Rejected("unknown-desk", desk=desk)
    if one.post == one.deputy:
        raise Rejected("delegates-to-itself")
    before = force.section(DELEGATIONS).get(listed.key)
    if isinstance(before, Delegation) and before.post != one.post:
        raise Rejected("wrong-key", key=listed.key)
    _may_give(one.post, force, by)
    if one.until < max(listed.since, force.day):
        raise Rejected("term-ends-before-it-begins")
    longest = force.number(DELEGATION_TERM)
    if (one.until - listed.since).days > longest:
        raise Rejected("delegation-too-long", days=longest)
    _not_for_ever(one, listed, force)
    for joint in one.joints:
        if force.charter(joint) is None:
            raise Rejected("no-such-joint-work")
    for kind in one.kinds:
        force.policy(kind)
    if not force.is_staffed(one.deputy):
        raise Rejected("nobody-in-post", post=one.deputy)
    _not_to_itself(one, force, by)
    others = [two for two in _meanwhile(listed.since, one.until, force) if two.is_whole]
    away = next((two for two in others if two.post == one.deputy), None)
    if away is not None:
        raise Rejected("deputy-is-away", deputy=one.deputy, until=away.until)
    kept = next((two for two in others if two.deputy == one.post), None)
    if kept is not None and one.is_whole:
        raise Rejected("stands-in-for-another", post=one.post, other=kept.post, until=kept.until)


def check_over(listed: Listed, force: InForce, by: Actor) -> None:
    """Raises Rejected unless whoever may give it, or the deputy, ends it before its day."""
    before = force.register.histories(DELEGATIONS, force.instant).get(listed.key, [])
    one = before[-1].value if before else None
    if not isinstance(one, Delegation):
        raise Rejected("no-such-entry")
    if by.desk != one.deputy:
        _may_give(one.post, force, by)


def _may_give(post: Desk, force: InForce, by: Actor) -> None:
    """The post, one above it, or a rule or import; a paper is entered by the office of the post, with its day."""
    recorded = by.recorded
    if by.desk not in (None, post, *force.superiors(post)):
        raise Rejected("delegated-by-its-post", post=post)
    if recorded is None:
        return
    if not is_office_of(recorded.by, by.desk, force):
        raise Rejected("may-not-record", recorder=recorded.by, desk=by.desk)
    if recorded.said > force.day:
        raise Rejected("said-in-future", day=recorded.said)
    if not recorded.paper.strip():
        raise Rejected("paper-missing")


def _not_to_itself(one: Delegation, force: InForce, by: Actor) -> None:
    """An office enters what its leader said from a paper with its scan, and never that its own people act: neither who
    enters it, in that or another post, nor another of its unit that is no leader itself."""
    recorded = by.recorded
    if recorded is None:
        return
    if not recorded.scan.strip():
        raise Rejected("delegation-needs-its-scan", post=one.post)
    own = one.deputy == by.post or bool(_people(one.deputy, force) & _people(by.post, force))
    if own or any(_serves(one.deputy, office, one.post, force) for office in offices_of(one.post, force)):
        raise Rejected("deputy-of-the-office", deputy=one.deputy, office=recorded.by)


def _people(post: Desk | None, force: InForce) -> set[str]:
    """Who sits in the post today."""
    terms = (term for term in force.section(TERMS).values() if isinstance(term, Term) and term.post == post)
    return {term.person for term in terms if term.until is None or force.day <= term.until}


def _serves(deputy: Desk, office: Desk, post: Desk, force: InForce) -> bool:
    """Whether the post belongs to the office, stands not above the leader, and leads no other unit."""
    if force.whole(force.unit_of(deputy)) != force.whole(office) or deputy in force.superiors(post):
        return False
    units = force.section(UNITS).items()
    return not any(
        key != office and isinstance(unit, Unit) and deputy in (unit.head, unit.leader) for key, unit in units
    )


def _meanwhile(begins: date, ends: date, force: InForce) -> Iterator[Delegation]:
    """Those in force in some of that time, by what is entered for each last."""
    for changes in force.register.histories(DELEGATIONS, force.instant).values():
        since, one = changes[-1].since, changes[-1].value
        if isinstance(one, Delegation) and since <= ends and begins <= one.until:
            yield one


def _not_for_ever(one: Delegation, listed: Listed, force: InForce) -> None:
    """Raises Rejected where terms follow one another until the desk is its deputy's: who is away for longer hands over
    the post."""
    most = force.number(DELEGATED_IN_A_YEAR)
    stretches = [*_stretches(one.post, listed, force), (listed.since, one.until)]
    for last in {ends for _begins, ends in stretches if ends >= listed.since}:
        first = last - timedelta(YEAR - 1)
        days = len({
            begins.toordinal() + number
            for begins, ends in ((max(begun, first), min(end, last)) for begun, end in stretches)
            for number in range((ends - begins).days + 1)
        })  # fmt: skip
        if days > most:
            raise Rejected("away-too-long", post=one.post, days=days, most=most)


def _stretches(post: Desk, listed: Listed, force: InForce) -> Iterator[tuple[date, date]]:
    """From which day to which the desk was, is or will be delegated, without what the new entry replaces."""
    for key, changes in force.register.histories(DELEGATIONS, force.instant).items():
        nexts = [change.since for change in changes[1:]] + [listed.since if key == listed.key else date.max]
        for change, then in zip(changes, nexts, strict=True):
            if isinstance(change.value, Delegation) and change.value.post == post and change.since < then:
                yield change.since, min(change.value.until, then - timedelta(1))
