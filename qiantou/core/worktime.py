"""Time limits count as the rules of 期间 do: the first day is not counted, a last day of rest rolls forward.

Days are the site's local dates, instants are aware (ValueError otherwise), spans are `[start, end)`.
A half day is a working day; a day wholly closed by an outage is not; closed time is no working time and no
plain minute either, since nobody could act in it. Time is exact; minutes are floored once, at the end.
Every function is constant or logarithmic in the time it spans.

Source: docs/rules/due.md, with worked examples that the tests run.
"""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import assert_never

from qiantou.core.calendar import (
    EPOCH,
    MICROSECOND,
    MINUTE,
    OFFICE_HOURS,
    Calendar,
    DayRule,
    Session,
    microseconds,
)

__all__ = [
    "OFFICE_HOURS",
    "Calendar",
    "DayRule",
    "Limit",
    "Session",
    "Unit",
    "add_working_days",
    "add_working_minutes",
    "deadline",
    "last_day",
    "last_working_hour",
    "next_worked",
    "roll_forward",
    "working_days_between",
    "working_minutes",
    "working_time",
]

_LAST_HOUR = 60 * MINUTE
_LATEST = date.max.toordinal()


class Unit(StrEnum):
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    WORKING_MINUTES = "working_minutes"
    MINUTES = "minutes"


@dataclass(frozen=True)
class Limit:
    """What is allowed for something; `basis` cites the source of the number, "[default]" if there is none."""

    amount: int
    unit: Unit
    basis: str

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError(f"a limit cannot be negative: {self.amount}")


def working_time(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """Working time in `[start, end)`, exact; nothing when `end` is not later. Adds up over any cut."""
    return max(_worked(calendar, end) - _worked(calendar, start), 0) * MICROSECOND


def working_minutes(calendar: Calendar, start: datetime, end: datetime) -> int:
    """Whole working minutes in `[start, end)`; never negative."""
    return max(_worked(calendar, end) - _worked(calendar, start), 0) // MINUTE


def add_working_minutes(calendar: Calendar, start: datetime, minutes: int) -> datetime:
    """The first instant (UTC) by which `minutes` working minutes have passed: an evening, not a morning.

    Raises ValueError when `minutes` is negative or the instant lies beyond the year 9998.
    """
    if minutes <= 0:
        if minutes < 0:
            raise ValueError(f"working minutes to add cannot be negative: {minutes}")
        return EPOCH + microseconds(start) * MICROSECOND
    sums = calendar.sums
    target = _worked(calendar, start) + minutes * MINUTE
    day = _first_after(calendar.day_of(start).toordinal(), target, sums.time_before)
    left = target - sums.time_before(day)
    for opening, closing in sums.open_on(day):
        if left <= closing - opening:
            return EPOCH + (opening + left) * MICROSECOND
        left -= closing - opening
    raise AssertionError("the sums of a day must agree with its stretches")


def add_working_days(calendar: Calendar, day: date, count: int) -> date:
    """The `count`-th working day after `day`, not counting `day`; before it when negative; `day` for 0.

    Raises ValueError when there is no such day between the years 2 and 9998.
    """
    before, ordinal = calendar.sums.days_before, day.toordinal()
    if count > 0:
        return date.fromordinal(_first_after(ordinal + 1, before(ordinal + 1) + count, before))
    if count < 0:
        wanted = before(ordinal) + count + 1
        return date.fromordinal(bisect_left(range(ordinal), wanted, key=lambda other: before(other + 1)))
    return day


def working_days_between(calendar: Calendar, a: date, b: date) -> int:
    """Working days after `a` up to and including `b`; when `b` is earlier, minus the other way round."""
    return calendar.sums.days_before(b.toordinal() + 1) - calendar.sums.days_before(a.toordinal() + 1)


def roll_forward(calendar: Calendar, day: date) -> date:
    """`day` itself, or the next working day when it is one of rest."""
    return day if calendar.is_working_day(day) else add_working_days(calendar, day, 1)


def last_day(calendar: Calendar, start: datetime, limit: Limit) -> date:
    """The last day on which what `limit` allows from `start` may still be done."""
    day = calendar.day_of(start)
    match limit.unit:
        case Unit.WORKING_DAYS:
            return roll_forward(calendar, add_working_days(calendar, day, limit.amount))
        case Unit.CALENDAR_DAYS:
            return roll_forward(calendar, day + timedelta(days=limit.amount))
        case Unit.WORKING_MINUTES | Unit.MINUTES:
            instant = deadline(calendar, start, limit)
            return calendar.day_of(max(start, instant - MICROSECOND))
        case _:
            assert_never(limit.unit)


def deadline(calendar: Calendar, start: datetime, limit: Limit) -> datetime:
    """The instant (UTC) at which the limit is exhausted: for day units the end of the last day."""
    match limit.unit:
        case Unit.WORKING_DAYS | Unit.CALENDAR_DAYS:
            return calendar.end_of_day(last_day(calendar, start, limit))
        case Unit.WORKING_MINUTES:
            return add_working_minutes(calendar, start, limit.amount)
        case Unit.MINUTES:
            return EPOCH + _past_closed(calendar, microseconds(start), limit.amount * MINUTE) * MICROSECOND
        case _:
            assert_never(limit.unit)


def last_working_hour(calendar: Calendar, instant: datetime) -> bool:
    """Whether at most 60 working minutes are left of the day of `instant`: none at all on a day of rest."""
    tomorrow = calendar.day_of(instant).toordinal() + 1
    return calendar.sums.time_before(tomorrow) - _worked(calendar, instant) <= _LAST_HOUR


def next_worked(calendar: Calendar, instant: datetime) -> datetime:
    """`instant` (UTC) where it lies in working hours, else the next instant at which work begins."""
    at = microseconds(instant)
    day = _first_after(calendar.day_of(instant).toordinal(), _worked(calendar, instant) + 1, calendar.sums.time_before)
    opening = next(max(start, at) for start, end in calendar.sums.open_on(day) if end > at)
    return EPOCH + opening * MICROSECOND


def _worked(calendar: Calendar, instant: datetime) -> int:
    """Working microseconds before `instant`, counted from the year 1."""
    ordinal, at = calendar.day_of(instant).toordinal(), microseconds(instant)
    sums = calendar.sums
    today = sum(min(end, at) - start for start, end in sums.open_on(ordinal) if start < at)
    return sums.time_before(ordinal) + today


def _first_after(ordinal: int, target: int, before: Callable[[int], int]) -> int:
    """The first day from `ordinal` on by whose end the running sum `before` has reached `target`."""
    reach = 8
    while before(min(ordinal + reach, _LATEST)) < target:
        if ordinal + reach >= _LATEST:
            raise ValueError("the date lies beyond the year 9999")
        reach *= 2
    days = range(ordinal, min(ordinal + reach, _LATEST))
    return ordinal + bisect_left(days, target, key=lambda day: before(day + 1))


def _past_closed(calendar: Calendar, start: int, wanted: int) -> int:
    """`wanted` microseconds after `start`, closed time passed over."""
    end = start + wanted
    for shut, reopened in calendar.sums.closed:
        if reopened > start and shut < end:
            end += reopened - max(shut, start)
    return end
