"""One site's calendar as a value: which days are worked, in which hours, and when the site was closed.

Monday to Friday is worked in `hours`; `days` overrides single days: a holiday (no sessions), a working
weekend 调休, a half day (one session). `closed` holds outages, which nobody could work through. Local days
and hours are those of `zone`, in the years 2 to 9998; a session whose end reads 00:00 ends at midnight.
When clocks change, a session lasts from its opening reading to its closing reading, however long that
takes; a reading that comes twice means the first.

Source: docs/rules/due.md. No holiday is known here: whoever builds the value brings them.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

Session = tuple[time, time]
Stretch = tuple[int, int]  # [start, end) in microseconds since EPOCH

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
MINUTE = 60_000_000  # microseconds
OFFICE_HOURS: tuple[Session, ...] = ((time(8, 30), time(12)), (time(14, 30), time(18)))  # [default]

_WORKDAYS = 5
_FIRST_CHANGE, _LAST_CHANGE = date(1900, 1, 1), date(2200, 1, 1)


@dataclass(frozen=True)
class DayRule:
    """What holds on one day instead of the weekly pattern; no sessions is a day of rest."""

    sessions: tuple[Session, ...]
    name: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        for opening, closing in self.sessions:
            if opening.tzinfo or closing.tzinfo or (closing <= opening and closing != time(0)):
                raise ValueError(f"a session must end after it begins, in local time: {opening}–{closing}")
        for (_, closing), (opening, _) in pairwise(self.sessions):
            if opening < closing or closing == time(0):
                raise ValueError(f"sessions of one day must follow each other: {closing}, {opening}")


@dataclass(frozen=True)
class Calendar:
    """Equal values share one set of sums; changing a calendar means making another.

    `known_through` is the last day some source of holidays covers; beyond it only the weekly pattern speaks,
    `covers` is False, and whoever shows a date must say so.

    Raises ValueError for an unknown zone, hours of less than a minute, sessions out of order, naive outages.
    """

    zone: str
    hours: tuple[Session, ...]
    days: Mapping[date, DayRule] = field(default_factory=dict)
    closed: tuple[tuple[datetime, datetime], ...] = ()
    known_through: date | None = None

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.zone)
        except (KeyError, ValueError, OSError) as error:  # OSError: the name of a folder, such as "Asia"
            raise ValueError(f"no such time zone: {self.zone!r}") from error
        DayRule(self.hours)
        if self.day_minutes < 1:
            raise ValueError("a full working day must hold at least one minute")
        for day in self.days:
            if type(day) is not date:
                raise ValueError(f"a day rule belongs to a date, not to {day!r}")
        for start, end in self.closed:
            if microseconds(end) < microseconds(start):
                raise ValueError(f"an outage must end after it begins: {start} – {end}")
        object.__setattr__(self, "days", dict(self.days))

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[object, ...]:
        return Calendar, (self.zone, self.hours, self.days, self.closed, self.known_through)

    @cached_property
    def _hash(self) -> int:
        rules = frozenset(self.days.items())
        return hash((self.zone, self.hours, rules, self.closed, self.known_through))

    @cached_property
    def clock(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @cached_property
    def day_minutes(self) -> int:
        """Length of a full working day as the clock reads, in whole minutes."""
        return sum(_length(session) for session in self.hours) // MINUTE

    @cached_property
    def sums(self) -> "Sums":
        return _sums(self)

    def covers(self, day: date) -> bool:
        """Whether a source or a rule of this very day speaks for `day`, not only the weekly pattern."""
        return day in self.days or (self.known_through is not None and day <= self.known_through)

    def rule(self, day: date) -> DayRule:
        """The rule of `day`, from `days` or else from the weekly pattern."""
        return self.days.get(day) or DayRule(self.hours if day.weekday() < _WORKDAYS else ())

    def is_working_day(self, day: date) -> bool:
        """Whether any time is worked: a half day counts, a day closed from first to last minute does not."""
        return bool(self.sums.open_on(day.toordinal()))

    def day_of(self, instant: datetime) -> date:
        """The site's date at `instant`. Raises ValueError for a naive one."""
        if instant.tzinfo is None:
            raise ValueError(f"an instant needs its time zone: {instant!r}")
        return instant.astimezone(self.clock).date()

    def start_of_day(self, day: date) -> datetime:
        """Local midnight (the first reading of it) in UTC."""
        return datetime.combine(day, time(0), self.clock).astimezone(UTC)

    def end_of_day(self, day: date) -> datetime:
        return self.start_of_day(day + timedelta(days=1))


def microseconds(instant: datetime) -> int:
    """Microseconds from EPOCH, exact. Raises ValueError for a naive instant."""
    if instant.tzinfo is None:
        raise ValueError(f"an instant needs its time zone: {instant!r}")
    return (instant - EPOCH) // MICROSECOND


def united(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same time with overlaps and touching ends joined and empty stretches dropped, in order."""
    joined: list[Stretch] = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif start < end:
            joined.append((start, end))
    return joined


class Sums:
    """Working days and time before any day: the weekly pattern by arithmetic, odd days by prefix sums.

    Odd days are those with a rule, an outage, or a change of clocks within their sessions (followed from
    1900 to 2200). So every question costs a bisection, however many years it spans.
    """

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self.closed = united((microseconds(start), microseconds(end)) for start, end in calendar.closed)
        self._full = sum(_length(session) for session in calendar.hours)
        self._open: dict[int, tuple[Stretch, ...]] = {}
        odd = {day.toordinal() for day in calendar.days} | self._closed_days()
        odd.update(self._changed_days() - odd)
        self._odd = sorted(odd)
        self._odd_days, self._odd_time = [0], [0]
        for day in self._odd:
            opened, regular = self.open_on(day), _is_weekday(day)
            self._odd_days.append(self._odd_days[-1] + bool(opened) - regular)
            self._odd_time.append(self._odd_time[-1] + _total(opened) - regular * self._full)

    def days_before(self, ordinal: int) -> int:
        """Working days earlier than the day `ordinal`, counted from the year 1."""
        return _weekdays_before(ordinal) + self._odd_days[bisect_left(self._odd, ordinal)]

    def time_before(self, ordinal: int) -> int:
        """Working microseconds on all earlier days, counted from the year 1."""
        return _weekdays_before(ordinal) * self._full + self._odd_time[bisect_left(self._odd, ordinal)]

    def open_on(self, ordinal: int) -> tuple[Stretch, ...]:
        """The stretches worked on that day, in order, outages cut out."""
        found = self._open.get(ordinal)
        if found is None:
            found = self._open[ordinal] = tuple(self._opened(date.fromordinal(ordinal)))
        return found

    def _opened(self, day: date) -> list[Stretch]:
        cal = self._calendar
        rule = cal.rule(day)
        if not rule.sessions:
            return []
        dawn, dusk = microseconds(cal.start_of_day(day)), microseconds(cal.end_of_day(day))
        stretches: list[Stretch] = []
        for opening, closing in rule.sessions:
            start = microseconds(datetime.combine(day, opening, cal.clock))
            end = dusk if closing == time(0) else microseconds(datetime.combine(day, closing, cal.clock))
            # A zone may skip a whole date (Samoa, 2011): its hours must not spill into the next.
            stretches.extend(self._without_closed(max(start, dawn), min(end, dusk)))
        return stretches

    def _without_closed(self, start: int, end: int) -> Iterable[Stretch]:
        for shut, reopened in self.closed[max(bisect_right(self.closed, (start, start)) - 1, 0) :]:
            if shut >= end:
                break
            if start < shut:
                yield start, shut
            start = max(start, reopened)
        if start < end:
            yield start, end

    def _closed_days(self) -> set[int]:
        days: set[int] = set()
        for start, end in self._calendar.closed:
            first, last = self._calendar.day_of(start), self._calendar.day_of(end)
            days.update(range(first.toordinal(), last.toordinal() + 1))
        return days

    def _changed_days(self) -> set[int]:
        changes = _clock_changes(self._calendar.zone)
        return {day for day in changes if _is_weekday(day) and _total(self.open_on(day)) != self._full}


@lru_cache(maxsize=64)
def _sums(calendar: Calendar) -> Sums:
    return Sums(calendar)


@lru_cache(maxsize=16)
def _clock_changes(zone: str) -> tuple[int, ...]:
    """Days whose midnights differ in offset, found by probing every ten days and bisecting."""
    clock = ZoneInfo(zone)

    def offset(ordinal: int) -> timedelta | None:
        return datetime.combine(date.fromordinal(ordinal), time(0), clock).utcoffset()

    def change_after(low: int) -> int:
        before = offset(low)
        return low + bisect_left(range(low, low + 10), True, key=lambda day: offset(day + 1) != before)

    probes = range(_FIRST_CHANGE.toordinal(), _LAST_CHANGE.toordinal(), 10)
    return tuple(change_after(low) for low in probes if offset(low) != offset(low + 10))


def _length(session: Session) -> int:
    opening, closing = (datetime.combine(EPOCH, reading) for reading in session)
    return (closing - opening) // MICROSECOND % (24 * 60 * MINUTE) or 24 * 60 * MINUTE


def _total(stretches: Iterable[Stretch]) -> int:
    return sum(end - start for start, end in stretches)


def _is_weekday(ordinal: int) -> bool:
    return (ordinal - 1) % 7 < _WORKDAYS  # ordinal 1 is a Monday


def _weekdays_before(ordinal: int) -> int:
    weeks, rest = divmod(ordinal - 1, 7)
    return weeks * _WORKDAYS + min(rest, _WORKDAYS)
