"""What may be entered of an attribution, and by whom (docs/rules/attribution.md).

Whoever keeps the record of a joint work, the office of its working group, the offices of its issuer and sponsor, or
its lead, puts it out. It says what the record says, so nobody can put out another; that its numbers add up is checked
here, that they are the record's is the business of the act that computes them.
"""

from __future__ import annotations

from qiantou.core.attribution import NOBODY, OUTSIDE, Attribution, Share
from qiantou.core.bulletin_check import issuers_of
from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.core.register import InForce, Listed


def attributors(joint: Stream | None, force: InForce) -> tuple[Desk, ...]:
    """The units that may put out the attribution of a joint work, its lead last; none for a strange name."""
    charter = force.charter(joint)
    return () if charter is None else (*issuers_of(joint, force), charter.lead)


def check_attribution(listed: Listed, force: InForce, by: Actor) -> None:
    """Raises Rejected for an attribution that is not this desk's to put out, or does not add up."""
    charter = force.charter(Stream(listed.key))
    if charter is None:
        raise Rejected("no-such-joint-work")
    if by.desk not in attributors(Stream(listed.key), force):
        raise Rejected("not-the-attributor", lead=charter.lead)
    made = listed.value
    if not (isinstance(made, Attribution) and made.joint == listed.key and _adds_up(made, force)):
        raise Rejected("wrong-value", section=listed.section)


def _adds_up(made: Attribution, force: InForce) -> bool:
    parties = [one.party for one in made.shares]
    if parties != sorted(set(parties)) or not all(_is_whole(one, force) for one in made.shares):
        return False
    return sum(one.minutes for one in made.shares) == made.delay and made.planned >= 0 and made.through <= force.instant


def _is_whole(share: Share, force: InForce) -> bool:
    """In lowest terms, of somebody the register knows."""
    lowest = share.minutes.as_integer_ratio() == (share.top, share.bottom) if share.bottom > 0 else False
    return lowest and share.top != 0 and (share.party in (OUTSIDE, NOBODY) or force.is_known(Desk(share.party)))
