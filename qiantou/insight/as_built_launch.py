"""Whose the time is from when a line could be launched until it was: the lead's, beyond what it is allowed.

Inside `launch-within` it is nobody's, and so it is while the launch could not be made; once it can be made again, the
lead has as long anew. Source: docs/rules/attribution.md, whose worked examples the tests run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from qiantou.core.attribution import NOBODY
from qiantou.core.figures import LAUNCH_WITHIN
from qiantou.core.kernel import Stream
from qiantou.core.register import InForce
from qiantou.core.worktime import add_working_days
from qiantou.insight.as_built_parts import HINDERED, LATE_LAUNCH, LAUNCHING, Axis, Part

Hindered = Sequence[tuple[datetime, datetime]]
"""From when until when it could not be launched."""
Window = tuple[int, int, str]
"""From which minute until which it is nobody's, and why."""


def allowed_until(signed: datetime, force: InForce) -> datetime:
    """Until when what could be launched from that instant on is launched in time, by the number in force then: its own
    day is not counted."""
    within = force.register.at(signed).number(LAUNCH_WITHIN)
    if not within:
        return signed
    calendar = force.calendar
    return calendar.end_of_day(add_working_days(calendar, calendar.day_of(signed), within))


def windows(axis: Axis, begins: Iterable[datetime], shut: Hindered) -> list[Window]:
    """While it could not be launched, and the time to launch it from when it could be, at first and again."""
    free = [*begins, *(opens for _start, opens in shut)]
    return [
        *((axis.at(start), axis.at(opens), HINDERED) for start, opens in shut),
        *((axis.at(at), axis.at(allowed_until(at, axis.force)), LAUNCHING) for at in free),
    ]


def parted(begin: int, end: int, told: Sequence[Window], late: str) -> Iterator[Window]:
    """The time from `begin` to `end`, cut where those windows begin and end; for `late` what lies in none."""
    edges = sorted({begin, end, *(edge for span in told for edge in span[:2] if begin < edge < end)})
    for start, until in pairwise(edges):
        yield start, until, next((why for opens, shuts, why in told if opens <= start < shuts), late)


def late_parts(told: Iterable[Window], lead: str, matter: Stream) -> tuple[Part, ...]:
    """By which a line was launched late: the lead has it in hand, inside what it is allowed and beyond; while it could
    not be launched nobody has."""
    return tuple(
        Part(start, until, lead if why == LATE_LAUNCH else NOBODY, NOBODY if why == HINDERED else lead, why,
             why == LATE_LAUNCH, matter, 1)
        for start, until, why in told
    )  # fmt: skip
