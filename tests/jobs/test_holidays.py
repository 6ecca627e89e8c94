"""The holidays of 2026 as the State Council announced them, told as differences from Monday to Friday."""

from datetime import date, time, timedelta

import pytest

from qiantou.core.worktime import OFFICE_HOURS, Calendar
from qiantou.jobs.holidays import known_days, known_through, source

REST_2026 = {
    "元旦": ("2026-01-01", "2026-01-03"),
    "春节": ("2026-02-15", "2026-02-23"),
    "清明": ("2026-04-04", "2026-04-06"),
    "劳动节": ("2026-05-01", "2026-05-05"),
    "端午": ("2026-06-19", "2026-06-21"),
    "中秋": ("2026-09-25", "2026-09-27"),
    "国庆节": ("2026-10-01", "2026-10-07"),
}
WORKED_2026 = {"2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"}


@pytest.mark.parametrize(("name", "first", "last"), [(name, *days) for name, days in REST_2026.items()])
def test_every_day_of_a_holiday_is_one_of_rest_and_its_weekdays_bear_its_name(name, first, last):
    calendar = Calendar("Asia/Shanghai", OFFICE_HOURS, known_days(2026, 2026), known_through=known_through())
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        assert not calendar.is_working_day(day), day
        if day.weekday() < 5:
            assert calendar.rule(day).name == name
        day += timedelta(days=1)


def test_working_weekends_are_worked_in_the_hours_given():
    hours = ((time(9), time(17)),)
    worked = {day for day, rule in known_days(2026, 2026, hours=hours).items() if rule.sessions == hours}
    assert worked == {date.fromisoformat(day) for day in WORKED_2026}


def test_nothing_else_differs_from_monday_to_friday():
    listed = {date.fromisoformat(day) for day in WORKED_2026}
    for first, last in REST_2026.values():
        days = range(date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal() + 1)
        listed |= {day for day in map(date.fromordinal, days) if day.weekday() < 5}
    assert set(known_days(2026, 2026)) == listed


def test_every_rule_names_its_source_and_stands_in_the_order_of_days():
    days = known_days(2004, 2026)
    assert list(days) == sorted(days)
    assert {day.year for day in days} == set(range(2004, 2027))
    assert all(rule.source == source() and rule.name for rule in days.values())


def test_beyond_the_last_notice_nothing_is_claimed():
    assert known_through() >= date(2026, 12, 31)
    after = known_through().year + 1
    assert known_days(after, after + 5) == {}
    calendar = Calendar("Asia/Shanghai", OFFICE_HOURS, known_days(2026, after), known_through=known_through())
    assert calendar.covers(known_through())
    assert not calendar.covers(known_through() + timedelta(days=1))
