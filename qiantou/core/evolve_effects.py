"""What entries do to the terms of a matter that rest on a name: its days, its doer, its excuse; and to lose them again.

The name is that of the matter beside it that was granted, or the number of an entry of its own.
"""

from __future__ import annotations

from datetime import date, datetime

from qiantou.core.due import Grant
from qiantou.core.evolve_stages import staged, with_doer
from qiantou.core.facts import Varied
from qiantou.core.kernel import Desk, Stream, changed
from qiantou.core.kinds import Phase
from qiantou.core.matter import Handed, Matter, Stop, carries, goes_back


def dated(matter: Matter, due: date | None, at: datetime) -> Matter:
    """Before the work is taken a date is a term under talk; afterwards the original stays, beside a grant.

    No date changes no date.
    """
    if due is None:
        return matter
    if matter.policy.settles or not (matter.admitted or matter.grants):
        return changed(matter, due=due)
    return changed(matter, grants=(*matter.grants, Grant(at, due, matter.version + 1)))


def varied(matter: Matter, event: Varied, at: datetime) -> Matter:
    """A granted variation: a new date is a grant beside the original; a new doer is asked, not told."""
    granted = matter
    if event.due is not None:
        granted = changed(matter, grants=(*matter.grants, Grant(at, event.due, event.side)))
    if event.doer is None:
        return granted
    return staged(handed_over(granted, event.doer, by=event.side, at=at), Phase.OFFERED, at)


def handed_over(matter: Matter, doer: Desk, *, by: Stream | int, at: datetime) -> Matter:
    """With another doer, and how it came to it."""
    handed = Handed(by, matter.doer, at, matter.version + 1, matter.moved)
    return changed(with_doer(matter, doer, at), handed=handed)


def owned(matter: Matter) -> Matter:
    """Its doer has taken it: it is its own, however it came."""
    if matter.handed is None or matter.handed.taken:
        return matter
    return changed(matter, handed=changed(matter.handed, taken=matter.version + 1))


def without_contested(matter: Matter, at: datetime) -> Matter:
    """Without the days and the doer that contested entries of its own had set."""
    for number in matter.contested if matter.referral == "contest" else ():
        if carries(matter, number):
            matter = undone(matter, number, at)
    return matter


def undone(matter: Matter, by: Stream | int, at: datetime) -> Matter:
    """Without what carries that name. The ladder of work that goes on counts from now: until now its doer had reason
    to trust what is undone.

    Back with its former doer it is underway. The time in between was another's; what was entered for that one meanwhile
    is nobody's to confirm any more.
    """
    if not carries(matter, by):
        return _for_good(matter, by)
    handed, freed = matter.handed, _without(matter, by)
    if handed is None or not goes_back(matter, by):
        return changed(freed, since=at) if matter.stage is Phase.UNDERWAY else freed
    if not matter.is_open:
        return changed(freed, handed=None)  # it has ended with whoever had it
    back = staged(with_doer(freed, handed.former, at), Phase.UNDERWAY, at, bound=None, delivered=None)
    stops = (*back.stops, Stop(handed.at, at, review=False))
    doubted = tuple(number for number in back.unconfirmed if number < handed.version)
    return changed(back, handed=None, moved=handed.came, stops=stops, unconfirmed=doubted)


def _for_good(matter: Matter, by: Stream | int) -> Matter:
    """With its doer, who has taken it, and the day it was asked with, whatever becomes of what brought it there."""
    grants = tuple(changed(grant, by=None) if grant.by == by else grant for grant in matter.grants)
    handed = matter.handed if matter.handed is not None and matter.handed.by != by else None
    doubts = tuple(name for name in matter.doubts if name != by)
    return changed(matter, grants=grants, handed=handed, doubts=doubts)


def apart_from(side: Stream, work: Matter, at: datetime) -> Matter:
    """The work as it would be had that side not been granted: by that a new ruling on the side is judged."""
    return undone(work, side, at) if carries(work, side) else work


def _without(matter: Matter, by: Stream | int) -> Matter:
    """Without the days and the excuse of that name, and the days bargained for with the doer it came to by it."""
    since = matter.handed.version if matter.handed is not None and goes_back(matter, by) else None
    kept = tuple(
        grant
        for grant in matter.grants
        if grant.by != by and not (since is not None and isinstance(grant.by, int) and grant.by > since)
    )
    excused = matter.excused if matter.excused != by else None
    return changed(matter, grants=kept, excused=excused, doubts=tuple(name for name in matter.doubts if name != by))
