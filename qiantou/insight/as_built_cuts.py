"""Where the windows of an attribution begin: days, weeks and months of the site, in minutes of the network."""

from __future__ import annotations

from datetime import date, timedelta

from qiantou.core.calendar import MICROSECOND
from qiantou.insight.as_built_step import AsBuilt


def cuts(built: AsBuilt, finish: int, each: str) -> list[int] | None:
    """The minutes at which days, weeks or months begin between the launch and the finish; None for one window.

    What a later version added stands in a window of its own, so that it takes back no delay of before.
    """
    changed = {minute for step in built.steps if step.added is not None for minute in _around(step.added[0])}
    marks = {minute for minute in changed if 0 < minute < finish}
    if each == "all":
        return sorted(marks) or None
    calendar = built.axis.force.calendar
    first, last = calendar.day_of(built.axis.origin), calendar.day_of(built.instant(finish) - MICROSECOND)
    days = (first + timedelta(number) for number in range(1, (last - first).days + 1))
    begins = (day for day in days if _begins(day, each))
    told = dict.fromkeys(built.axis.at(calendar.start_of_day(day)) for day in begins)
    return sorted({minute for minute in told if 0 < minute < finish} | marks)


def _around(minute: int) -> tuple[int, int]:
    return minute - 1, minute


def _begins(day: date, each: str) -> bool:
    if each == "month":
        return day.day == 1
    return each == "day" or day.weekday() == 0
