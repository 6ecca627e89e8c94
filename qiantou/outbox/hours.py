"""When something may be sent: on working days between the first opening and the last closing of the office.

At noon messages go out; at night and on days of rest they wait. Instants are aware; the hour is the site's.
Source: docs/rules/messages.md, with worked examples that the tests run.
"""

from __future__ import annotations

from datetime import date, datetime, time

from qiantou.core.calendar import EPOCH, MICROSECOND, Calendar
from qiantou.core.worktime import add_working_days, roll_forward


def office_day(calendar: Calendar, day: date) -> tuple[datetime, datetime] | None:
    """First opening and last closing (UTC) of a working day; None for a day of rest."""
    stretches = calendar.sums.open_on(day.toordinal())
    if not stretches:
        return None
    return EPOCH + stretches[0][0] * MICROSECOND, EPOCH + stretches[-1][1] * MICROSECOND


def is_quiet(calendar: Calendar, instant: datetime) -> bool:
    """Whether nothing may be sent at `instant`, emergencies apart."""
    office = office_day(calendar, calendar.day_of(instant))
    return office is None or not office[0] <= instant < office[1]


def allowed_from(calendar: Calendar, instant: datetime) -> datetime:
    """`instant` itself, or the next opening when it is a quiet one."""
    if not is_quiet(calendar, instant):
        return instant
    day = roll_forward(calendar, calendar.day_of(instant))
    opening = _opening(calendar, day)
    return opening if opening > instant else _opening(calendar, add_working_days(calendar, day, 1))


def digest_at(calendar: Calendar, after: datetime, hour: time) -> datetime:
    """The first instant later than `after` at which the day's messages go out: the site's hour on a working day,
    or the opening where the office opens later or has closed by then."""
    day = roll_forward(calendar, calendar.day_of(after))
    instant = _digest_on(calendar, day, hour)
    return instant if instant > after else _digest_on(calendar, add_working_days(calendar, day, 1), hour)


def _opening(calendar: Calendar, day: date) -> datetime:
    office = office_day(calendar, day)
    assert office is not None
    return office[0]


def _digest_on(calendar: Calendar, day: date, hour: time) -> datetime:
    wanted = datetime.combine(day, hour, calendar.clock).astimezone(EPOCH.tzinfo)
    return _opening(calendar, day) if is_quiet(calendar, wanted) else wanted
