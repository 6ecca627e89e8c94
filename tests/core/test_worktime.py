"""Named edge days of the calendar, and laws that hold on every calendar, against a minute-by-minute count."""

import copy
import pickle
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiantou.core.worktime import (
    OFFICE_HOURS,
    Calendar,
    DayRule,
    Limit,
    Unit,
    add_working_days,
    add_working_minutes,
    deadline,
    last_day,
    last_working_hour,
    roll_forward,
    working_days_between,
    working_minutes,
    working_time,
)
from qiantou.jobs.holidays import known_days

CHINA = ZoneInfo("Asia/Shanghai")
COUNTY = Calendar("Asia/Shanghai", OFFICE_HOURS, known_days(2025, 2026), known_through=date(2026, 12, 31))
HALF = DayRule(((time(8, 30), time(12)),), "half day")
ROUND_THE_CLOCK = ((time(0), time(0)),)


def on(text: str, zone: ZoneInfo = CHINA) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def day(text: str) -> date:
    return date.fromisoformat(text)


def with_(calendar: Calendar = COUNTY, *, days=None, closed=()) -> Calendar:
    return Calendar(
        calendar.zone,
        calendar.hours,
        {**calendar.days, **(days or {})},
        (*calendar.closed, *closed),
        calendar.known_through,
    )


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        pytest.param("2026-03-02", 1, "2026-03-03", id="monday-the-first-day-is-not-counted"),
        pytest.param("2026-03-06", 1, "2026-03-09", id="friday-over-the-weekend"),
        pytest.param("2026-03-07", 1, "2026-03-09", id="from-a-saturday"),
        pytest.param("2026-03-06", 0, "2026-03-06", id="none"),
        pytest.param("2026-09-30", 1, "2026-10-08", id="over-the-national-day-week"),
        pytest.param("2026-09-30", 3, "2026-10-10", id="a-working-saturday-after-it"),
        pytest.param("2026-09-18", 1, "2026-09-20", id="a-working-sunday-before-it"),
        pytest.param("2026-02-13", 1, "2026-02-14", id="a-working-saturday-on-valentine"),
        pytest.param("2026-02-14", 1, "2026-02-24", id="over-the-spring-festival"),
        pytest.param("2026-02-27", 1, "2026-02-28", id="the-last-of-february"),
        pytest.param("2025-12-31", 1, "2026-01-04", id="over-new-year-to-a-working-sunday"),
        pytest.param("2026-12-31", 1, "2027-01-01", id="beyond-the-notices-the-weekly-pattern-speaks"),
        pytest.param("2026-10-08", -1, "2026-09-30", id="back-over-the-week"),
        pytest.param("2026-10-11", -1, "2026-10-10", id="back-from-a-sunday"),
    ],
)
def test_adding_working_days(start, count, expected):
    assert add_working_days(COUNTY, day(start), count) == day(expected)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("2026-09-30", "2026-10-08", 1),
        ("2026-10-08", "2026-09-30", -1),
        ("2026-10-01", "2026-10-07", 0),
        ("2026-10-01", "2026-10-12", 4),
        ("2026-02-13", "2026-02-28", 6),
    ],
)
def test_counting_working_days(a, b, expected):
    assert working_days_between(COUNTY, day(a), day(b)) == expected


@pytest.mark.parametrize(
    ("start", "limit", "expected"),
    [
        pytest.param("2026-09-25 10:00", (5, Unit.CALENDAR_DAYS), "2026-09-30", id="last-day-worked"),
        pytest.param("2026-09-28 10:00", (5, Unit.CALENDAR_DAYS), "2026-10-08", id="last-day-of-rest-rolls"),
        pytest.param("2026-10-08 00:00", (2, Unit.CALENDAR_DAYS), "2026-10-10", id="rest-made-work-stays"),
        pytest.param("2026-09-29 23:59", (3, Unit.WORKING_DAYS), "2026-10-09", id="late-at-night-is-that-day"),
        pytest.param("2026-10-03 09:00", (0, Unit.WORKING_DAYS), "2026-10-08", id="no-days-from-a-day-of-rest"),
        pytest.param("2026-10-03 09:00", (1, Unit.WORKING_DAYS), "2026-10-08", id="one-day-from-a-day-of-rest"),
        pytest.param("2026-03-06 17:00", (60, Unit.WORKING_MINUTES), "2026-03-06", id="to-the-end-of-hours"),
        pytest.param("2026-03-06 17:00", (61, Unit.WORKING_MINUTES), "2026-03-09", id="one-minute-more"),
        pytest.param("2026-03-06 23:30", (30, Unit.MINUTES), "2026-03-06", id="to-midnight"),
    ],
)
def test_the_last_day_of_a_limit(start, limit, expected):
    assert last_day(COUNTY, on(start), Limit(*limit, "[default]")) == day(expected)


@pytest.mark.parametrize(
    ("start", "limit", "expected"),
    [
        ("2026-09-28 10:00", (5, Unit.CALENDAR_DAYS), "2026-10-09 00:00"),
        ("2026-03-06 10:00", (1, Unit.WORKING_DAYS), "2026-03-10 00:00"),
        ("2026-03-06 17:30:20", (60, Unit.WORKING_MINUTES), "2026-03-09 09:00:20"),
        ("2026-03-06 03:00", (210, Unit.WORKING_MINUTES), "2026-03-06 12:00"),
        ("2026-03-06 12:30", (0, Unit.WORKING_MINUTES), "2026-03-06 12:30"),
        ("2026-10-03 23:45", (30, Unit.MINUTES), "2026-10-04 00:15"),
    ],
)
def test_the_instant_a_limit_is_exhausted(start, limit, expected):
    reached = deadline(COUNTY, on(start), Limit(*limit, "[default]"))
    assert reached == on(expected)
    assert reached.tzinfo is UTC


def test_a_half_day_counts_as_a_day_but_only_its_minutes_are_worked():
    county = with_(days={day("2026-03-06"): HALF})
    assert add_working_days(county, day("2026-03-05"), 1) == day("2026-03-06")
    assert working_minutes(county, on("2026-03-06 00:00"), on("2026-03-07 00:00")) == 210
    assert county.day_minutes == 420
    assert last_working_hour(county, on("2026-03-06 11:00"))
    assert add_working_minutes(county, on("2026-03-06 11:00"), 61) == on("2026-03-09 08:31")


def test_an_outage_is_closed_time_in_every_unit():
    county = with_(closed=[(on("2026-03-06 10:00"), on("2026-03-06 15:00"))])
    start = on("2026-03-06 09:30")
    assert working_minutes(county, start, on("2026-03-06 16:00")) == 90
    assert deadline(county, start, Limit(31, Unit.WORKING_MINUTES, "x")) == on("2026-03-06 15:01")
    assert deadline(county, start, Limit(31, Unit.MINUTES, "x")) == on("2026-03-06 15:01")
    assert deadline(county, start, Limit(30, Unit.MINUTES, "x")) == on("2026-03-06 10:00")
    assert deadline(county, on("2026-03-06 14:00"), Limit(30, Unit.MINUTES, "x")) == on("2026-03-06 15:30")
    assert deadline(county, on("2026-03-06 14:00"), Limit(30, Unit.WORKING_MINUTES, "x")) == on("2026-03-06 15:30")
    assert county.is_working_day(day("2026-03-06"))


def test_a_day_wholly_closed_is_no_working_day():
    night_and_morning = (on("2026-03-05 18:00"), on("2026-03-06 12:00"))
    rest_of_the_day = (on("2026-03-06 11:00"), on("2026-03-06 18:00"))
    shut = with_(closed=[night_and_morning, rest_of_the_day])
    assert not shut.is_working_day(day("2026-03-06"))
    assert roll_forward(shut, day("2026-03-06")) == day("2026-03-09")
    assert last_day(shut, on("2026-03-04 09:00"), Limit(2, Unit.WORKING_DAYS, "x")) == day("2026-03-09")
    assert last_day(shut, on("2026-03-04 09:00"), Limit(2, Unit.CALENDAR_DAYS, "x")) == day("2026-03-09")


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        ("2026-03-06 16:59:59", False),
        ("2026-03-06 17:00", True),
        ("2026-03-06 18:00", True),
        ("2026-03-06 23:59", True),
        ("2026-03-06 00:00", False),
        ("2026-03-06 13:00", False),
        ("2026-10-03 10:00", True),
    ],
)
def test_the_last_working_hour(instant, expected):
    assert last_working_hour(COUNTY, on(instant)) is expected


def test_only_what_a_source_or_a_rule_speaks_of_is_covered():
    extended = with_(days={day("2027-02-08"): DayRule((), "春节", "register")})
    assert extended.covers(day("2026-12-31"))
    assert not extended.covers(day("2027-01-01"))
    assert extended.covers(day("2027-02-08"))
    assert not Calendar("Asia/Shanghai", OFFICE_HOURS).covers(day("2026-01-01"))


def test_days_begin_at_local_midnight():
    assert COUNTY.day_of(datetime(2026, 3, 5, 16, 0, tzinfo=UTC)) == day("2026-03-06")
    assert COUNTY.start_of_day(day("2026-03-06")) == datetime(2026, 3, 5, 16, 0, tzinfo=UTC)
    assert COUNTY.end_of_day(day("2026-03-06")) == datetime(2026, 3, 6, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("worked", "minutes"),
    [("2026-03-08", 23 * 60), ("2026-11-01", 25 * 60), ("2026-11-02", 24 * 60)],
    ids=["clocks-go-forward", "clocks-go-back", "an-ordinary-day"],
)
def test_a_day_of_changing_clocks_in_new_york_is_as_long_as_it_is(worked, minutes):
    clock = ZoneInfo("America/New_York")
    york = Calendar(clock.key, ROUND_THE_CLOCK, {day(worked): DayRule(ROUND_THE_CLOCK)})
    begin = on(f"{worked} 00:00", clock)
    end = york.end_of_day(day(worked))
    assert working_minutes(york, begin, end) == minutes
    assert add_working_minutes(york, begin, minutes) == end
    assert last_day(york, begin, Limit(minutes, Unit.WORKING_MINUTES, "x")) == day(worked)
    # The sums across the change hold too, not only those of the day itself.
    assert working_minutes(york, begin - timedelta(days=21), end) == minutes + 15 * 24 * 60


def test_a_weekday_of_changing_clocks_without_any_rule_is_found():
    cairo = Calendar("Africa/Cairo", ROUND_THE_CLOCK)  # forward on Friday 2026-04-24, back in October

    def minutes(first: str, last: str) -> int:
        return working_minutes(cairo, cairo.start_of_day(day(first)), cairo.end_of_day(day(last)))

    assert minutes("2026-04-20", "2026-04-26") == 5 * 1440 - 60
    assert minutes("2026-01-01", "2026-12-30") == 260 * 1440


def test_a_date_the_zone_skipped_has_no_hours():
    samoa = Calendar("Pacific/Apia", OFFICE_HOURS)
    assert not samoa.is_working_day(day("2011-12-30"))
    assert add_working_days(samoa, day("2011-12-29"), 1) == day("2012-01-02")


@pytest.mark.parametrize(
    "ask",
    [
        lambda naive: working_minutes(COUNTY, naive, on("2026-03-06 10:00")),
        lambda naive: working_time(COUNTY, on("2026-03-06 10:00"), naive),
        lambda naive: add_working_minutes(COUNTY, naive, 1),
        lambda naive: add_working_minutes(COUNTY, naive, 0),
        lambda naive: deadline(COUNTY, naive, Limit(1, Unit.MINUTES, "x")),
        lambda naive: last_day(COUNTY, naive, Limit(1, Unit.WORKING_DAYS, "x")),
        lambda naive: last_working_hour(COUNTY, naive),
        lambda naive: COUNTY.day_of(naive),
        lambda naive: with_(closed=[(naive, naive)]),
    ],
)
def test_an_instant_without_a_zone_is_refused(ask):
    with pytest.raises(ValueError, match="time zone"):
        ask(datetime(2026, 3, 6, 10, 0))  # noqa: DTZ001 -- the very thing to refuse


@pytest.mark.parametrize(
    ("build", "rule"),
    [
        (lambda: Calendar("Asia/Shanghai", ()), "at least one minute"),
        (lambda: Calendar("Asia/Nowhere", OFFICE_HOURS), "no such time zone"),
        (lambda: Calendar("Asia", OFFICE_HOURS), "no such time zone"),
        (lambda: Calendar("../etc", OFFICE_HOURS), "no such time zone"),
        (lambda: DayRule(((time(12), time(8)),)), "end after it begins"),
        (lambda: DayRule(((time(8), time(12)), (time(11), time(18)))), "follow each other"),
        (lambda: DayRule(((time(8), time(0)), (time(11), time(18)))), "follow each other"),
        (lambda: with_(closed=[(on("2026-03-06 10:00"), on("2026-03-06 09:00"))]), "outage"),
        (lambda: Calendar("Asia/Shanghai", OFFICE_HOURS, {on("2026-03-06"): HALF}), "belongs to a date"),
        (lambda: Limit(-1, Unit.MINUTES, "x"), "negative"),
        (lambda: add_working_minutes(COUNTY, on("2026-03-06 10:00"), -1), "negative"),
        (lambda: add_working_minutes(COUNTY, on("2026-03-06 10:00"), 10**12), "beyond"),
        (lambda: add_working_days(COUNTY, day("2026-03-06"), 10**9), "beyond"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(build, rule):
    with pytest.raises(ValueError, match=rule):
        build()


def test_equal_calendars_share_their_sums_and_survive_copying():
    one, twin = with_(), with_()
    assert one == twin
    assert hash(one) == hash(twin)
    assert one.sums is twin.sums
    assert copy.deepcopy(COUNTY) == COUNTY
    assert pickle.loads(pickle.dumps(COUNTY)) == COUNTY  # noqa: S301 -- our own bytes
    assert with_(days={day("2026-03-06"): HALF}) != COUNTY


# Laws. Small calendars around a change of clocks, with everything that makes a calendar odd.

SPRING = datetime(2026, 3, 2, tzinfo=UTC)
SESSIONS = st.lists(st.integers(0, 95), min_size=2, max_size=4, unique=True).map(
    lambda cuts: tuple(
        (time(a // 4, a % 4 * 15), time(b // 4, b % 4 * 15))
        for a, b in zip(sorted(cuts)[::2], sorted(cuts)[1::2], strict=False)
    )
)
# Clocks change between 01:00 and 03:00; a session that opens or closes there is no matter of counting.
QUIET = SESSIONS.filter(lambda found: not any(time(0) < edge <= time(3) for session in found for edge in session))
DAYS = st.dates(date(2026, 2, 26), date(2026, 3, 20))
MINUTES = st.integers(0, 14 * 1440)
INSTANTS = MINUTES.map(lambda count: SPRING + timedelta(minutes=count))
OUTAGES = st.lists(st.tuples(INSTANTS, st.integers(0, 3000)), max_size=3).map(
    lambda found: tuple((start, start + timedelta(minutes=length)) for start, length in found)
)


@st.composite
def calendars(draw) -> Calendar:
    zone = draw(st.sampled_from(["Asia/Shanghai", "America/New_York", "Asia/Kathmandu"]))
    rules = draw(st.dictionaries(DAYS, st.one_of(st.just(()), QUIET).map(DayRule), max_size=6))
    return Calendar(zone, draw(QUIET), rules, draw(OUTAGES))


def is_worked(calendar: Calendar, minute: datetime) -> bool:
    """Asked of one minute as a person would: which day is it, is the office open, is the site up."""
    local = minute.astimezone(ZoneInfo(calendar.zone))
    weekly = calendar.hours if local.weekday() < 5 else ()
    rule = calendar.days.get(local.date())
    sessions = weekly if rule is None else rule.sessions
    inside = any(opening <= local.time() < closing for opening, closing in sessions)
    return inside and not any(start <= minute < end for start, end in calendar.closed)


@settings(max_examples=60, deadline=None)
@given(calendars(), INSTANTS, INSTANTS)
def test_minutes_are_those_counted_one_by_one(calendar, a, b):
    a, b = min(a, b), max(a, b)
    span = int((b - a) / timedelta(minutes=1))
    worked = [n for n in range(span) if is_worked(calendar, a + timedelta(minutes=n))]
    assert working_minutes(calendar, a, b) == len(worked)
    if worked:
        assert add_working_minutes(calendar, a, len(worked)) == a + timedelta(minutes=worked[-1] + 1)


@given(calendars(), st.lists(INSTANTS, min_size=3, max_size=3).map(sorted))
def test_minutes_add_up_over_any_cut(calendar, instants):
    a, b, c = instants
    assert working_minutes(calendar, a, b) + working_minutes(calendar, b, c) == working_minutes(calendar, a, c)
    assert working_minutes(calendar, c, a) == 0


@given(
    calendars(),
    INSTANTS,
    st.timedeltas(timedelta(0), timedelta(days=3)),
    st.timedeltas(timedelta(0), timedelta(days=3)),
)
def test_time_is_exact_below_the_minute(calendar, start, first, second):
    middle, end = start + first, start + first + second
    whole = working_time(calendar, start, end)
    assert working_time(calendar, start, middle) + working_time(calendar, middle, end) == whole
    assert working_minutes(calendar, start, end) == whole // timedelta(minutes=1)


@given(calendars(), INSTANTS, st.integers(1, 5000), st.integers(0, 5000))
def test_adding_minutes_is_the_inverse_of_counting_them(calendar, start, minutes, more):
    end = add_working_minutes(calendar, start, minutes)
    assert working_time(calendar, start, end) == timedelta(minutes=minutes)
    assert working_time(calendar, start, end - timedelta(seconds=1)) < timedelta(minutes=minutes)
    assert add_working_minutes(calendar, end, more) == add_working_minutes(calendar, start, minutes + more)


@given(calendars(), DAYS, st.integers(-40, 40))
def test_adding_days_is_the_inverse_of_counting_them(calendar, start, count):
    start = roll_forward(calendar, start)
    end = add_working_days(calendar, start, count)
    assert calendar.is_working_day(end)
    assert working_days_between(calendar, start, end) == count
    assert working_days_between(calendar, end, start) == -count


@given(calendars(), DAYS, DAYS)
def test_days_are_those_counted_one_by_one(calendar, a, b):
    a, b = min(a, b), max(a, b)
    counted = sum(calendar.is_working_day(a + timedelta(days=n)) for n in range(1, (b - a).days + 1))
    assert working_days_between(calendar, a, b) == counted


@given(calendars(), INSTANTS, st.sampled_from(Unit), st.integers(0, 400), st.integers(0, 400))
def test_a_later_start_or_a_longer_limit_never_ends_earlier(calendar, start, unit, amount, delay):
    limit = Limit(amount, unit, "x")
    assert deadline(calendar, start, limit) <= deadline(calendar, start + timedelta(hours=delay), limit)
    assert deadline(calendar, start, limit) <= deadline(calendar, start, Limit(amount + 1, unit, "x"))
    assert calendar.start_of_day(last_day(calendar, start, limit)) <= deadline(calendar, start, limit)
    assert deadline(calendar, start, limit) <= calendar.end_of_day(last_day(calendar, start, limit))


@given(calendars(), OUTAGES, INSTANTS, st.sampled_from(Unit), st.integers(0, 60))
def test_an_outage_never_makes_a_deadline_earlier(calendar, outages, start, unit, amount):
    limit = Limit(amount, unit, "x")
    assert deadline(calendar, start, limit) <= deadline(with_(calendar, closed=outages), start, limit)


@settings(max_examples=30, deadline=None)
@given(calendars(), st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.integers(1, 2_000))
def test_years_away_the_sums_still_agree_with_the_single_days(calendar, first, count):
    days = [first + timedelta(days=n) for n in range(count)]
    midnights = [calendar.start_of_day(first + timedelta(days=n)) for n in range(count + 1)]
    of_each = [working_minutes(calendar, begin, end) for begin, end in pairwise(midnights)]
    assert working_minutes(calendar, midnights[0], midnights[-1]) == sum(of_each)
    worked = [calendar.is_working_day(day) for day in days]
    assert worked == [minutes > 0 for minutes in of_each]
    assert working_days_between(calendar, first - timedelta(days=1), days[-1]) == sum(worked)
