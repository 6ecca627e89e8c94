"""A repeating line (按期报送) falls due once in each of its periods; each period is a matter of its own.

Weekly by a day of the week; monthly by a day of the month, its last where it is shorter; quarterly and yearly by a
day of the first month after the quarter or year. A day of rest rolls forward where due days are computed, not here.
Rules: docs/rules/plan.md, "Rhythm".
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice, takewhile

from qiantou.core.plan import Every, Line, Rhythm

MOST = 36
"""[default] Periods opened at one launch."""
OPEN_ENDED = 365
"""[default] Days for which a rhythm without any end is opened."""

_STEP = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}


def periods(rhythm: Rhythm, *, after: date, until: date) -> tuple[date, ...]:
    """The due days later than `after` and not later than `until`, at most MOST, in order."""
    return tuple(islice(takewhile(lambda day: day <= until, _days(rhythm, after)), MOST))


def falls_on(rhythm: Rhythm, day: date) -> bool:
    """Whether a period of the rhythm falls due on this day."""
    return periods(rhythm, after=day - timedelta(1), until=day) == (day,)


def end_of(line: Line, *, after: date, until: date | None) -> date:
    """The last day on which a period of the line may fall due; `until`: the last day of the charter."""
    return line.due or line.outer or until or after + timedelta(OPEN_ENDED)


def _days(rhythm: Rhythm, after: date) -> Iterator[date]:
    if rhythm.every is Every.WEEK:
        day = after + timedelta((rhythm.day - after.isoweekday() - 1) % 7 + 1)
        while True:
            yield day
            day += timedelta(7)
    step = _STEP[rhythm.every]
    month = after.year * 12 + after.month - 1
    month -= month % step
    while month // 12 <= 9998:
        year, number = divmod(month, 12)
        day = date(year, number + 1, min(rhythm.day, monthrange(year, number + 1)[1]))
        if day > after:
            yield day
        month += step
