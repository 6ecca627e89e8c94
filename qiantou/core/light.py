"""The light of a matter: a question about now, never stored, and never turned on who waits for somebody else.

Only the doer of work underway has a light that turns. Blue within so many working days of the day, yellow past it (an
emergency's past its minutes), red so many working days later; numbers are the kind's. Who is blocked, waits for what it
asked, or was excused, has none.
Source of the colours: docs/rules/ladder.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from qiantou.core.due import current_due
from qiantou.core.kinds import EXPLANATION, Lights, Phase
from qiantou.core.ladder import is_waiting, minutes_end
from qiantou.core.matter import Matter, pauses
from qiantou.core.register import InForce
from qiantou.core.worktime import Calendar, working_days_between


class Light(StrEnum):
    NONE = "none"  # closed, without a day, not taken yet, or resting on what nobody confirmed
    GREEN = "green"
    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"
    WAITING = "waiting"  # for somebody else
    REASON = "reason"  # a reason was given, and is not answered yet
    EXCUSED = "excused"  # a reason was given and accepted


class Ease(StrEnum):
    """Why the light of a matter does not turn."""

    NONE = ""
    HATCHED = "hatched"
    WAITING = "waiting"
    REASON = "reason"
    EXCUSED = "excused"


@dataclass(frozen=True)
class Shown:
    """A light and the working days to the day (positive) or since it (negative); None where no day counts."""

    light: Light
    days: int | None = None


def ease(matter: Matter) -> Ease:
    """Why its light does not turn, whatever the day."""
    if matter.is_hatched:
        return Ease.HATCHED
    if any(rest.kind == EXPLANATION for rest in matter.asking):
        return Ease.REASON
    if matter.excused:
        return Ease.EXCUSED
    return Ease.WAITING if is_waiting(matter) else Ease.NONE


def light(matter: Matter, force: InForce, now: datetime) -> Shown:
    if matter.stage is not Phase.UNDERWAY:
        return Shown(Light.NONE)
    calendar = force.calendar
    due = current_due(matter.due, matter.grants, pauses(matter, calendar), calendar, now)
    found = shown(ease(matter), due, matter.policy.lights, today=calendar.day_of(now), calendar=calendar)
    return by_the_minute(found, minutes_end(matter, force, now), now)


def by_the_minute(seen: Shown, end: datetime | None, now: datetime) -> Shown:
    """Yellow once the minutes of an emergency are over, though its day is not."""
    in_time = seen.light in (Light.GREEN, Light.BLUE)
    return Shown(Light.YELLOW, seen.days) if in_time and end is not None and end <= now else seen


def shown(why: Ease, due: date | None, lights: Lights, *, today: date, calendar: Calendar) -> Shown:
    """The light of work underway whose current due day is `due`; None while it is paused or where no day was set."""
    if why is Ease.HATCHED:
        return Shown(Light.NONE)
    if why is not Ease.NONE:
        return Shown(Light(why.value))
    if due is None:
        return Shown(Light.NONE)
    days = working_days_between(calendar, today, due)
    if today > due:
        late = -days
        return Shown(Light.RED if late > lights.red else Light.YELLOW, days)
    return Shown(Light.BLUE if days <= lights.near else Light.GREEN, days)
