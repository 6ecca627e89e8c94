"""Whether a meeting that the rule called is the one that the record asks for: its points, its chair and its day.

Not judged: that no point was left out, who was invited, that the matters of a circle wait for each other, and whether a
meeting of the month had spoken of a point before. Rules: docs/rules/meeting.md.
"""

from __future__ import annotations

from datetime import UTC, datetime

from qiantou.core.calendar import MICROSECOND
from qiantou.core.convening import Pending, called, meetings, to_bring
from qiantou.core.kernel import Entry, Stream
from qiantou.core.meeting import Brought, Item, Meeting
from qiantou.core.reading_back import bare
from qiantou.core.register import InForce, Listed
from qiantou.core.replay import OTHERWISE, Unlawful
from qiantou.core.replay_world import Recorded

_NEVER_SPOKEN_OF = datetime(9000, 1, 1, tzinfo=UTC)


def check_called(entry: Entry[Listed], world: Recorded) -> None:
    """Raises Unlawful for a meeting in the rule's name that the rule would not have called so."""
    key, meeting = entry.event.key, entry.event.value
    force = _as_it_stood(entry, world)
    if not isinstance(meeting, Meeting):
        raise Unlawful(entry, OTHERWISE)
    before = meetings(force).get(key)
    points = meeting.agenda[len(before.agenda) :] if before is not None else meeting.agenda
    listed = [_pending(item.matters[0], world) for item in points if item.brought is Brought.LISTED]
    circles = [[_pending(name, world) for name in item.matters] for item in points if item.brought is Brought.CIRCLE]
    known = [one for one in listed if one is not None and _is_listed(one.stream, world)]
    rounds = [[one for one in circle if one is not None] for circle in circles]
    found = to_bring(known, [one for one in rounds if one], force).get(meeting.chair, ())
    if not points or _told(found) != _told(points):
        raise Unlawful(entry, OTHERWISE)
    wanted = called(meeting.chair, found, force, invited=meeting.invited)
    if (key, bare(meeting)) != (wanted[0], bare(wanted[1])):
        raise Unlawful(entry, OTHERWISE)


def _as_it_stood(entry: Entry[Listed], world: Recorded) -> InForce:
    """On the day on which it was drawn up, which may have ended before it was recorded."""
    force, day = world.register.at(entry.at), entry.event.since
    if day > force.day:
        raise Unlawful(entry, OTHERWISE)
    return force if day == force.day else world.register.at(force.calendar.end_of_day(day) - MICROSECOND)


def _pending(stream: Stream, world: Recorded) -> Pending | None:
    matter = world.matter(stream)
    if matter is None or not matter.is_open:
        return None
    return Pending(stream, matter.asker, matter.doer, matter.joint, _NEVER_SPOKEN_OF)


def _is_listed(stream: Stream, world: Recorded) -> bool:
    matter = world.matter(stream)
    return matter is not None and matter.listed


def _told(points: tuple[Item, ...]) -> list[object]:
    return [(one.brought, one.matters) for one in points]
