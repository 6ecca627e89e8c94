"""The due day in force: working time spent waiting for someone else moves it, nobody edits it.

The base is the last granted day, else the original; a base of rest rolls forward. Working minutes paused
since the grant, overlaps counted once, make ⌈minutes ÷ a full day⌉ further working days, rounded once for
the sum. While a pause is open there is no due day and lateness stands still. Overdue begins the day after.

A pause is `[start, end)`, its end None while open. Which waiting is a pause is decided elsewhere.
Source: docs/rules/due.md, whose worked examples the tests run.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from qiantou.core.calendar import EPOCH, MICROSECOND, Calendar, microseconds, united
from qiantou.core.kernel import Stream
from qiantou.core.worktime import (
    add_working_days,
    roll_forward,
    working_days_between,
    working_time,
)

Pause = tuple[datetime, datetime | None]
Fact = date | datetime | int | str | None


@dataclass(frozen=True)
class Grant:
    """An extension granted `at` that moved the due day to `due`, earlier waiting included.

    `by`: the matter beside the work that was granted, or the entry of its own that it rests on.
    """

    at: datetime
    due: date
    by: Stream | int | None = None


@dataclass(frozen=True)
class Step:
    """One line of "explain this date": a code of docs/rules/due.md and the numbers it speaks of."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


def paused_minutes(pauses: Iterable[Pause], *, calendar: Calendar, since: datetime | None, until: datetime) -> int:
    """Whole working minutes paused after `since` and before `until`, overlaps counted once."""
    stretches = _united(pauses, since=since, until=until)
    return sum((working_time(calendar, *stretch) for stretch in stretches), timedelta()) // timedelta(minutes=1)


def paused_since(pauses: Iterable[Pause], now: datetime) -> datetime | None:
    """Since when it has been paused without a gap; None when no pause is open at `now`."""
    held = list(pauses)
    if not any(_is_open(pause, now) for pause in held):
        return None
    stretches = _united(held, since=None, until=now)
    return stretches[-1][0] if stretches and stretches[-1][1] == now else now


def current_due(
    original: date | None,
    grants: Sequence[Grant],
    pauses: Sequence[Pause],
    calendar: Calendar,
    now: datetime,
) -> date | None:
    """The last day to deliver in time, as known at `now`; None while paused and where no day was set."""
    if paused_since(pauses, now) is not None:
        return None
    return _moved(_base(original, grants, now), pauses, calendar, now)


def due_instant(
    original: date | None,
    grants: Sequence[Grant],
    pauses: Sequence[Pause],
    calendar: Calendar,
    now: datetime,
) -> datetime | None:
    """The end of the current due day (UTC): overdue from this instant on; None when there is no due day."""
    due = current_due(original, grants, pauses, calendar, now)
    return None if due is None else calendar.end_of_day(due)


def last_day(
    original: date | None,
    grants: Sequence[Grant],
    pauses: Sequence[Pause],
    calendar: Calendar,
    at: datetime,
) -> date | None:
    """The last day to deliver in time as it stood at `at`; while paused, as it stood when the pause began."""
    stood = paused_since(pauses, at) or at
    return _moved(_base(original, grants, at), pauses, calendar, stood)


def days_late(
    original: date | None,
    grants: Sequence[Grant],
    pauses: Sequence[Pause],
    calendar: Calendar,
    now: datetime,
) -> int:
    """Working days begun since the due day; while paused, what they were when the pause began."""
    due, at = last_day(original, grants, pauses, calendar, now), paused_since(pauses, now) or now
    return 0 if due is None else max(0, working_days_between(calendar, due, calendar.day_of(at)))


def explain(
    original: date | None,
    grants: Sequence[Grant],
    pauses: Sequence[Pause],
    calendar: Calendar,
    now: datetime,
) -> tuple[Step, ...]:
    """How `current_due` came about, step by step; the last step names the day, or why there is none."""
    base, since = _base(original, grants, now)
    if base is None:
        return (Step("no-due-day"),)
    steps = [Step("original", {"day": original})]
    if since is not None:
        steps.append(Step("granted", {"at": since, "day": base}))
    first = roll_forward(calendar, base)
    if first != base:
        steps.append(Step("rolled-over-rest", {"day": base, "to": first, "name": calendar.rule(base).name}))
    begun = sorted((pause for pause in pauses if pause[0] <= now), key=lambda pause: pause[0])
    steps += [_pause_step(pause, calendar, since, now) for pause in begun]
    late = days_late(original, grants, pauses, calendar, now)
    open_since = paused_since(pauses, now)
    if open_since is not None:
        return (*steps, Step("still-paused", {"since": open_since, "days_late": late}))
    steps += _moving_steps(first, begun, calendar, since, now)
    due = _moved((base, since), pauses, calendar, now)
    assert due is not None
    if not calendar.covers(due):
        steps.append(Step("beyond-calendar", {"day": due, "known_through": calendar.known_through}))
    return (*steps, Step("due", {"day": due, "until": calendar.end_of_day(due), "days_late": late}))


_Base = tuple[date | None, datetime | None]  # the day to count from, and the instant pauses count from


def _base(original: date | None, grants: Iterable[Grant], now: datetime) -> _Base:
    """The last grant by `now` (of two at one instant the one recorded later), else the original day."""
    day, since = original, None
    for grant in grants:
        if grant.at <= now and (since is None or grant.at >= since):
            day, since = grant.due, grant.at
    return day, since


def _moved(base: _Base, pauses: Iterable[Pause], calendar: Calendar, until: datetime) -> date | None:
    day, since = base
    if day is None:
        return None
    minutes = paused_minutes(pauses, calendar=calendar, since=since, until=until)
    return add_working_days(calendar, roll_forward(calendar, day), _days(minutes, calendar))


def _pause_step(pause: Pause, calendar: Calendar, since: datetime | None, now: datetime) -> Step:
    start, end = pause
    facts: dict[str, Fact] = {"start": start, "end": end}
    if since is not None and end is not None and end <= since:
        return Step("swallowed-by-grant", facts)
    minutes = paused_minutes([pause], calendar=calendar, since=since, until=now)
    return Step("paused", {**facts, "counted_from": max(start, since or start), "minutes": minutes})


def _moving_steps(
    first: date, pauses: Sequence[Pause], calendar: Calendar, since: datetime | None, now: datetime
) -> Iterable[Step]:
    minutes = paused_minutes(pauses, calendar=calendar, since=since, until=now)
    if minutes:
        days = _days(minutes, calendar)
        yield Step("united", {"minutes": minutes, "stretches": len(_united(pauses, since=since, until=now))})
        yield Step("rounded-up", {"minutes": minutes, "day_minutes": calendar.day_minutes, "days": days})
        yield Step("moved", {"day": first, "days": days, "to": add_working_days(calendar, first, days)})


def _days(minutes: int, calendar: Calendar) -> int:
    return -(-minutes // calendar.day_minutes)


def _is_open(pause: Pause, now: datetime) -> bool:
    start, end = pause
    return start <= now and (end is None or now < end)


def _united(pauses: Iterable[Pause], *, since: datetime | None, until: datetime) -> list[tuple[datetime, datetime]]:
    """The paused time within `(since, until)`, overlaps joined, in order."""
    clipped = (
        (start if since is None else max(start, since), until if end is None else min(end, until))
        for start, end in pauses
    )
    stretches = united((microseconds(start), microseconds(end)) for start, end in clipped if start < end)
    return [(EPOCH + start * MICROSECOND, EPOCH + end * MICROSECOND) for start, end in stretches]
