"""The State Council's published holidays, as day rules that a site's calendar starts from.

The library `chinesecalendar` carries each year's notice; the notice for next year comes in November, so the
rules end somewhere and `known_through` says where. A site edits and extends them in its register.
Only what differs from Monday to Friday is listed: weekdays of rest and working weekends 调休.
"""

from datetime import date

import chinese_calendar

from qiantou.core.worktime import OFFICE_HOURS, DayRule, Session

_SATURDAY = 5


def known_days(year_from: int, year_to: int, *, hours: tuple[Session, ...] = OFFICE_HOURS) -> dict[date, DayRule]:
    """Day rules of both years and all between, in order of days; `hours` are those of a working weekend.

    Years the library does not know yield nothing: compare `known_through`.
    """
    rest = {day: DayRule((), _name(kind), source()) for day, kind in chinese_calendar.holidays.items()}
    work = {day: DayRule(hours, _name(kind), source()) for day, kind in chinese_calendar.workdays.items()}
    differing = {day: rule for day, rule in rest.items() if day.weekday() < _SATURDAY} | work
    return {day: differing[day] for day in sorted(differing) if year_from <= day.year <= year_to}


def known_through() -> date:
    """The last day the library's notices cover."""
    return date(max(day.year for day in chinese_calendar.holidays), 12, 31)


def source() -> str:
    return f"chinesecalendar {chinese_calendar.__version__}"


def _name(kind: str) -> str:
    return str(chinese_calendar.Holiday(kind).chinese)
