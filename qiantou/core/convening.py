"""What comes before the next coordination meeting (调度会), whose meeting that is, and on which day.

Points come from the record alone: matters whose arbiter was silent or whose ladder came to the meeting, and circles of
matters that wait for each other. They are batched: a point joins the meeting its chair has called already, else a
meeting is called by rule, as many a month as the kind's row allows. Rules: docs/rules/meeting.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from qiantou.core.figures import MEETING_NOTICE
from qiantou.core.kernel import Desk, Rejected, Stream, derived
from qiantou.core.meeting import MEETINGS, Brought, Item, Meeting, Outcome
from qiantou.core.meeting_check import KIND
from qiantou.core.register import POSTS, InForce


@dataclass(frozen=True)
class Pending:
    """An open matter as its row tells it. `since`: when it came to where it stands; `version`: its entries so far."""

    stream: Stream
    asker: Desk
    doer: Desk
    joint: Stream | None
    since: datetime
    version: int = 0


def chair_over(matters: Sequence[Pending], force: InForce) -> Desk | None:
    """The lowest post that may decide in all of them; None where there is none."""
    chains = [_deciding(one, force) for one in matters]
    if not chains:
        return None
    posts = force.section(POSTS)
    return next((desk for desk in chains[0] if desk in posts and all(desk in chain for chain in chains)), None)


def _deciding(matter: Pending, force: InForce) -> tuple[Desk, ...]:
    try:
        chain = force.arbiters(matter.asker, matter.doer, matter.joint)
    except Rejected:
        return ()
    return tuple(dict.fromkeys((*chain, *(post for desk in chain for post in force.superiors(desk)))))


def to_bring(
    listed: Iterable[Pending], circles: Iterable[Sequence[Pending]], force: InForce
) -> dict[Desk, tuple[Item, ...]]:
    """Chair → the points no called meeting has yet, circles first; of one chair in the order given."""
    called = {name for meeting in meetings(force).values() if meeting.held is None for name in meeting.matters}
    found: dict[Desk, list[Item]] = {}
    for matters, brought in (
        *((circle, Brought.CIRCLE) for circle in circles),
        *(((one,), Brought.LISTED) for one in listed),
    ):
        names = tuple(one.stream for one in matters)
        if called & set(names) or all(_was_answered(one, force) for one in matters):
            continue
        chair = chair_over(matters, force)
        if chair is not None:
            found.setdefault(chair, []).append(Item(brought, names))
            called |= set(names)
    return {chair: tuple(items) for chair, items in found.items()}


def meetings(force: InForce) -> dict[str, Meeting]:
    return {key: value for key, value in force.section(MEETINGS).items() if isinstance(value, Meeting)}


def _was_answered(matter: Pending, force: InForce) -> bool:
    """Whether a meeting of this month has spoken of it since it came to where it stands, and decided nothing: the
    next month's speaks of it again, for whoever owes the decision still owes it."""
    day = max(force.calendar.day_of(matter.since), force.day.replace(day=1))
    held = (one for one in meetings(force).values() if one.held is not None and one.held >= day)
    return any((matter.stream, Outcome.NONE) == (of.matter, of.outcome) for one in held for of in one.decisions)


def called(chair: Desk, items: Sequence[Item], force: InForce, *, invited: Iterable[Desk]) -> tuple[str, Meeting]:
    """The key and value of the meeting these points come to: the one called already, else a new one by rule."""
    coming = [
        (one.day, key, one) for key, one in meetings(force).items()
        if one.chair == chair and one.held is None and one.day > force.day
    ]  # fmt: skip
    if coming:
        _day, key, known = min(coming, key=lambda one: one[:2])
        more = tuple(desk for desk in dict.fromkeys(invited) if desk not in known.invited)
        return key, replace(known, agenda=(*known.agenda, *items), invited=(*known.invited, *more))
    day = next_day(chair, force)
    key = key_of(chair, day)
    return key, Meeting(chair, day, tuple(items), tuple(dict.fromkeys(invited)), letters=letters_of(key))


def joinable(chair: Desk, day: date, force: InForce) -> str | None:
    """The key of the chair's meeting on a day, else of its first one still to come in that month: who puts a point on
    the agenda for the lead of a joint work joins it."""
    found = meetings(force)
    same = key_of(chair, day)
    if same in found and found[same].held is None:
        return same
    coming = [
        (one.day, key) for key, one in found.items()
        if one.chair == chair and one.held is None and one.day >= force.day
        and (one.day.year, one.day.month) == (day.year, day.month)
    ]  # fmt: skip
    return min(coming)[1] if coming else None


def key_of(chair: Desk, day: date) -> str:
    return f"e:{derived(Stream(chair), f'meeting/{day.isoformat()}')}"


def letters_of(key: str) -> Stream:
    """The name that the invitations to a meeting share."""
    return derived(Stream(key), "letters")


def next_day(chair: Desk, force: InForce) -> date:
    """The first day with notice in a month in which this chair still has a meeting left."""
    most = max(force.policy(KIND).quota, 1)
    months = [(one.day.year, one.day.month) for one in meetings(force).values() if one.chair == chair]
    day = _working(force.day, force.number(MEETING_NOTICE), force)
    while months.count((day.year, day.month)) >= most:
        day = _working(date(day.year + day.month // 12, day.month % 12 + 1, 1) - timedelta(1), 1, force)
    return day


def _working(day: date, count: int, force: InForce) -> date:
    """The `count`-th working day after `day`."""
    while count:
        day += timedelta(1)
        count -= force.calendar.is_working_day(day)
    return day
