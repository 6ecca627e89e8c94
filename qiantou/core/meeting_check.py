"""Calling and holding a coordination meeting (docs/rules/meeting.md).

The chair, its office, the lead of the joint work under the power to convene, or the rule itself calls it; one a month,
unless the chair itself says more. Its minutes answer every point of the agenda, and are final. What the chair decides
there it decides as arbiter: it takes a matter up only where it stands above both sides.
"""

from __future__ import annotations

from dataclasses import replace

from qiantou.core.arbiter import arbiters_of
from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.core.mandate import Mandate, Power
from qiantou.core.matter import Matter
from qiantou.core.meeting import MEETINGS, Meeting
from qiantou.core.office import offices_of
from qiantou.core.register import CHARTERS, MANDATES, POSTS, InForce, Listed

KIND = "meeting"
"""The kind of the invitations; its `quota` is the number of meetings a chair holds in a month."""


def check_meeting(meeting: Meeting, listed: Listed, force: InForce, by: Actor) -> None:
    """Raises Rejected for a meeting that cannot be called, changed or held."""
    before = force.section(MEETINGS).get(listed.key)
    if isinstance(before, Meeting) and before.held is not None:
        raise Rejected("minutes-are-final")
    if meeting.chair not in force.section(POSTS):
        raise Rejected("chair-is-a-post", desk=meeting.chair)
    if isinstance(before, Meeting) and (before.chair, before.caller) != (meeting.chair, meeting.caller):
        raise Rejected("may-not-call", chair=before.chair)
    _may_call(meeting, before, force, by)
    if not meeting.agenda:
        raise Rejected("nothing-to-meet-about")
    if len(meeting.matters) != sum(len(item.matters) for item in meeting.agenda):
        raise Rejected("twice-on-the-agenda")
    for desk in (*meeting.invited, *meeting.attended):
        if not force.is_known(desk):
            raise Rejected("unknown-desk", desk=desk)
    if meeting.held is not None:
        _held(meeting, force, by)
        return
    if meeting.day < force.day:
        raise Rejected("meeting-in-the-past", day=meeting.day)
    _within_the_month(meeting, listed.key, force, by)


def check_called_off(key: str, force: InForce, by: Actor) -> None:
    """A meeting that was not held may be called off by its chair or office: its points wait for the next."""
    before = force.section(MEETINGS).get(key)
    if not isinstance(before, Meeting):
        raise Rejected("no-such-entry")
    if before.held is not None:
        raise Rejected("minutes-are-final")
    if by.desk is not None and by.desk not in holders(before.chair, force):
        raise Rejected("may-not-call", chair=before.chair)


def holders(chair: Desk, force: InForce) -> tuple[Desk, ...]:
    """Who holds its meetings and enters their minutes: the chair, and its office."""
    return (chair, *offices_of(chair, force))


def may_convene(meeting: Meeting, desk: Desk, force: InForce) -> bool:
    """Whether the lead of its joint work calls it: before who decides in the work, by a mandate to convene."""
    charter = force.charter(meeting.joint)
    if charter is None or (charter.lead, charter.sponsor) != (desk, meeting.chair):
        return False
    held = (value for value in force.section(MANDATES).values() if isinstance(value, Mandate))
    lent = (one for one in held if (one.joint, one.holder, one.suspended) == (meeting.joint, desk, False))
    return any(Power.CONVENE in one.powers and force.day <= one.until for one in lent)


def may_add(meeting: Meeting, before: object, desk: Desk, force: InForce) -> bool:
    """Whether a lead only puts further points on the agenda of a meeting that is called: of a work in which the chair
    decides, by its power to convene."""
    if not isinstance(before, Meeting) or meeting.agenda[: len(before.agenda)] != before.agenda:
        return False
    called = replace(meeting, agenda=before.agenda, invited=before.invited, letters=before.letters, place=before.place)
    if called != before or not set(before.invited) <= set(meeting.invited):
        return False
    return any(may_convene(replace(meeting, joint=Stream(joint)), desk, force) for joint in force.section(CHARTERS))


def _may_call(meeting: Meeting, before: object, force: InForce, by: Actor) -> None:
    if by.desk is None or by.desk in holders(meeting.chair, force) or may_add(meeting, before, by.desk, force):
        return
    if meeting.held is not None or not may_convene(meeting, by.desk, force):
        raise Rejected("may-not-call", chair=meeting.chair)


def _within_the_month(meeting: Meeting, key: str, force: InForce, by: Actor) -> None:
    """One a month [default]; the chair's own word alone allows more."""
    most = force.policy(KIND).quota
    if len(of_month(meeting, key, force)) < most:
        return
    if not meeting.extra or by.desk not in holders(meeting.chair, force):
        raise Rejected("meetings-capped", chair=meeting.chair, most=most)


def of_month(meeting: Meeting, key: str, force: InForce) -> list[str]:
    """The keys of the chair's other meetings in the calendar month of this one."""
    others = force.section(MEETINGS).items()
    month = (meeting.day.year, meeting.day.month)
    return [
        name for name, other in others
        if isinstance(other, Meeting) and name != key and other.chair == meeting.chair
        and (other.day.year, other.day.month) == month
    ]  # fmt: skip


def _held(meeting: Meeting, force: InForce, by: Actor) -> None:
    if meeting.held is None or meeting.held > force.day:
        raise Rejected("meeting-not-held-yet")
    if by.desk not in holders(meeting.chair, force):
        raise Rejected("may-not-call", chair=meeting.chair)
    if not meeting.number.strip():
        raise Rejected("minutes-need-a-number")
    if not meeting.attended:
        raise Rejected("nobody-attended")
    answered = {one.matter for one in meeting.decisions}
    left = [name for name in meeting.matters if name not in answered]
    if left:
        raise Rejected("points-without-answer", count=len(left))


def takes_up(matter: Matter, chair: Desk, force: InForce) -> Desk:
    """The chair, where it may decide in the matter: it stands above both sides. Raises Rejected("chair-not-above")."""
    chain = arbiters_of(matter, force)
    if chair not in chain and not any(chair in force.superiors(desk) for desk in chain):
        raise Rejected("chair-not-above", chair=chair, asker=matter.asker, doer=matter.doer)
    return chair
