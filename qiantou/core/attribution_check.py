"""What may be entered of an attribution, and by whom (docs/rules/attribution.md).

Whoever keeps the record of a joint work, the office of its working group, the offices of its issuer and sponsor, or
its lead, puts it out. Whoever chose window or moment would choose among answers: the window is the figure in force, the
moment is that of the entry, a later one gives its reason or its ruling and comes of no earlier method, and what an
office put out the lead does not put out anew. That its numbers add up is checked here, that they are the record's is
the business of the act that computes them.
"""

from __future__ import annotations

from datetime import datetime

from qiantou.core.attribution import AT_ONCE, ATTRIBUTIONS, NOBODY, OUTSIDE, Attribution, Drawn, Share, Window
from qiantou.core.bulletin_check import issuers_of
from qiantou.core.figures import DELAY_WINDOW
from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.core.plain import says
from qiantou.core.register import PARTIES, POSTS, UNITS, InForce, Listed
from qiantou.core.ruled_delay import is_the_one_before, versions


def attributors(joint: Stream | None, force: InForce) -> tuple[Desk, ...]:
    """The units that may put out the attribution of a joint work, its lead last; none for a strange name."""
    charter = force.charter(joint)
    return () if charter is None else (*issuers_of(joint, force), charter.lead)


def may_attribute(joint: Stream, by: Actor, force: InForce) -> None:
    """Raises Rejected unless this desk may put out the attribution of the joint work now."""
    charter = force.charter(joint)
    if charter is None:
        raise Rejected("no-such-joint-work")
    if by.desk not in attributors(joint, force):
        raise Rejected("not-the-attributor", lead=charter.lead)
    if is_past_its_turn(by.desk, joint, force):
        raise Rejected("put-out-by-the-office", office=force.history(ATTRIBUTIONS, joint)[-1].by)


def is_past_its_turn(desk: Desk | None, joint: Stream | None, force: InForce) -> bool:
    """Whether it is the lead's, and an office of the work has put it out since."""
    charter, before = force.charter(joint), force.history(ATTRIBUTIONS, joint or "")
    office = before[-1].by if before else None
    return charter is not None and desk == charter.lead and office in issuers_of(joint, force)


def window_at(instant: datetime, force: InForce) -> Window:
    """The window of whatever is put out at an instant: the figure of the site that was in force then."""
    return tuple(Window)[force.register.at(instant).number(DELAY_WINDOW) - 1]


def check_attribution(listed: Listed, force: InForce, by: Actor) -> None:
    """Raises Rejected for an attribution that is not this desk's to put out, or does not add up."""
    charter = force.charter(Stream(listed.key))
    if charter is None:
        raise Rejected("no-such-joint-work")
    may_attribute(Stream(listed.key), by, force)
    made = listed.value
    if not (isinstance(made, Attribution) and made.joint == listed.key and _adds_up(made, force)):
        raise Rejected("wrong-value", section=listed.section)
    before = versions(made.joint, force)
    last = before[-1] if before else None
    if not (is_the_one_before(made, last) if made.rulings else _is_of_now(made, force)):
        raise Rejected("wrong-value", section=listed.section)
    if made.method < max((one.method for one in before), default=0):
        raise Rejected("wrong-value", section=listed.section)
    if before and not says(made.reason) and not made.rulings:
        raise Rejected("put-out-before")
    carried_out = [name for one in (*before, made) for name in one.rulings]
    if len(set(carried_out)) < len(carried_out):
        raise Rejected("contest-not-granted")


def _is_of_now(made: Attribution, force: InForce) -> bool:
    """Under the window of its moment, which is the moment of the entry."""
    is_now = force.instant - AT_ONCE <= made.through <= force.instant
    return is_now and made.window is window_at(made.through, force)


def _adds_up(made: Attribution, force: InForce) -> bool:
    parties = [one.party for one in made.shares]
    if parties != sorted(set(parties)) or not all(_is_whole(one, force) for one in made.shares):
        return False
    over = [(one.matter, one.party) for one in made.overtime]
    if over != sorted(set(over)) or not all(one.minutes > 0 and _is_known(one.party, force) for one in made.overtime):
        return False
    if made.drawn is not None and not _is_drawn(made.drawn, made, force):
        return False
    return sum(one.minutes for one in made.shares) == made.delay and made.planned >= 0


def _is_drawn(drawn: Drawn, made: Attribution, force: InForce) -> bool:
    """Each share lies within its bounds, and whoever has one has bounds."""
    bounds = {one.party: one for one in drawn.bounds}
    if [*bounds] != sorted(one.party for one in drawn.bounds) or not all(_is_party(one, force) for one in bounds):
        return False
    shares = {one.party: one.minutes for one in made.shares}
    within = all(one.least <= shares.get(party, 0) <= one.most for party, one in bounds.items())
    return drawn.orders > 0 and shares.keys() <= bounds.keys() and within


def _is_whole(share: Share, force: InForce) -> bool:
    """In lowest terms, of somebody the register knows."""
    lowest = share.minutes.as_integer_ratio() == (share.top, share.bottom) if share.bottom > 0 else False
    return lowest and share.top != 0 and _is_party(share.party, force)


def _is_party(party: str, force: InForce) -> bool:
    return party in (OUTSIDE, NOBODY) or _is_known(party, force)


def _is_known(party: str, force: InForce) -> bool:
    """Whether it is a desk or once was one: what was lost stays whoever's it was, though a merger took that one out."""
    return any(row.value is not None for name in (UNITS, POSTS, PARTIES) for row in force.history(name, party))
