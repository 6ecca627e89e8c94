"""What time alone does to a matter: the lapses due by now, each at its scheduled instant.

A lapse falls where a clock that never slept would have put it: under the calendar that was known then.
When the register changed meanwhile, each stretch between two changes is judged by what was known in it,
and a change that moves a deadline into the past lets the matter lapse at the instant of that change.
"""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

from qiantou.core.arbiter import above, arbiters_of
from qiantou.core.deciders import succession
from qiantou.core.dispute import is_for_opinion
from qiantou.core.due import due_instant
from qiantou.core.facts import Bound, Chased, Climbed, Consented, Event, Expired, Tabled, Unanswered
from qiantou.core.finishing import day_to_finish
from qiantou.core.kernel import Rejected
from qiantou.core.kinds import Phase, Silence, Urgency
from qiantou.core.matter import APPROVAL, STOPPED, Matter, pauses
from qiantou.core.register import InForce, Register
from qiantou.core.worktime import Limit, deadline


def lapse_at(matter: Matter, force: InForce) -> datetime | None:
    """The instant at which silence next means something, or an item ends, by the calendar in force; None if never."""
    told = [instant for instant in (_silent_at(matter, force), ends_at(matter, force)) if instant is not None]
    return min(told, default=None)


def _silent_at(matter: Matter, force: InForce) -> datetime | None:
    limits = _running(matter)
    if not limits:
        return None
    return max(*(deadline(force.calendar, matter.since, limit) for limit in limits), matter.entered)


def ends_at(matter: Matter, force: InForce) -> datetime | None:
    """The end of the last day of a supervision item; None for anything else, and while no day of it runs: stopped,
    handed in, or before whoever decides between its sides."""
    if not matter.policy.supervises or matter.stage in (Phase.CLOSED, Phase.DELIVERED):
        return None
    if matter.stage is Phase.REFERRED and matter.referral != APPROVAL:
        return None
    calendar = force.calendar
    last = due_instant(matter.due, matter.grants, pauses(matter, calendar), calendar, matter.at)
    return max(last, matter.entered) if last is not None else None


def next_lapse(matter: Matter, register: Register, now: datetime) -> tuple[datetime, Event] | None:
    """The first lapse due by `now` and not yet recorded, with the instant it belongs to."""
    found = (succession(matter, register, now), _silenced(matter, register, now))
    return min((one for one in found if one is not None), key=lambda one: one[0], default=None)


def _silenced(matter: Matter, register: Register, now: datetime) -> tuple[datetime, Event] | None:
    if not (_running(matter) or matter.policy.supervises):
        return None
    edges = [matter.entered, *register.changes(matter.entered, now)]
    for begin, end in pairwise([*edges, None]):
        assert begin is not None
        force = register.at(begin)
        due = lapse_at(matter, force)
        if due is None:
            return None
        instant = max(due, begin)
        if instant <= now and (end is None or instant < end):
            return instant, _lapse(matter, register.at(instant), instant)
    return None


def _running(matter: Matter) -> tuple[Limit, ...]:
    """The limits of which the last to end means something now.

    What was entered in a desk's name and not confirmed takes effect no sooner than that desk would have had to answer.
    """
    meaning = meaning_of(matter)
    limit = matter.policy.limit(matter.stage)
    if meaning is None or matter.listed or any(rest.kind == STOPPED for rest in matter.asking):
        return ()
    if matter.awaits_objection:
        limit = matter.policy.window
        own = matter.policy.limit(Phase.OFFERED) if matter.unconfirmed else None
        return tuple(one for one in (limit, own) if one is not None)
    if meaning is Silence.BIND and matter.chased:
        limit = matter.policy.chaser
    if is_for_opinion(matter):
        limit = matter.policy.opining
    return (limit,) if limit is not None else ()


def meaning_of(matter: Matter) -> Silence | None:
    """What silence means now; None where it means nothing. A supervision item underway ends with its last day."""
    if matter.stage is Phase.UNDERWAY and matter.policy.supervises:
        return Silence.CLOSE
    if matter.stage in (Phase.CLOSED, Phase.UNDERWAY):
        return None
    if matter.awaits_objection:
        return Silence.CONSENT
    return matter.policy.meaning(matter.stage, dispatch=matter.basis.dispatch)


def _lapse(matter: Matter, force: InForce, instant: datetime) -> Event:
    over = ends_at(matter, force)
    if over is not None and over <= instant:
        return Expired(matter.stage)
    match meaning_of(matter):
        case Silence.BIND if not matter.chased:
            return Chased(force.head(matter.doer))
        case Silence.BIND:
            return Bound(day_to_finish(matter, force.calendar, instant))
        case Silence.CONSENT:
            return Consented(matter.stage)
        case Silence.CLOSE:
            return Expired(matter.stage)
        case Silence.NOTE:
            return Unanswered(matter.stage)
        case Silence.CLIMB if matter.stage is not Phase.REFERRED:
            return _climb(matter, force)
        case _:
            return _arbiter_silent(matter, force)


def _climb(matter: Matter, force: InForce) -> Event:
    """To the arbiter; where the register no longer names one, onto the list of the next meeting."""
    try:
        arbiters = arbiters_of(matter, force)
    except Rejected:
        return Tabled()
    return Climbed(matter.stage, arbiters[0])


def _arbiter_silent(matter: Matter, force: InForce) -> Event:
    """Up one step where the charter allows it, or where only an opinion was asked for, and in an emergency, which waits
    for no meeting; else, and where nobody stands above, onto the list of the next coordination meeting."""
    charter = force.charter(matter.joint)
    allowed = charter is not None and charter.above
    climbs = allowed or is_for_opinion(matter) or matter.urgency is Urgency.EMERGENCY
    higher = above(matter, force) if climbs else None
    return Climbed(Phase.REFERRED, higher) if higher is not None else Tabled()
