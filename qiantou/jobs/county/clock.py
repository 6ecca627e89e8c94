"""The clock of a story: working hours of days counted back from the day the story is told on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from qiantou.core.worktime import Calendar, add_working_days


@dataclass
class StoryClock:
    """`now` moves forward only; `told` is the real instant at which the stories must have come to rest."""

    told: datetime
    calendar: Calendar
    now: datetime

    def read(self) -> datetime:
        return self.now

    def forward(self, instant: datetime) -> None:
        self.now = max(self.now, instant)

    @property
    def today(self) -> date:
        return self.calendar.day_of(self.told)

    def ago(self, days: int, clock_time: str) -> datetime:
        """An instant (UTC) so many working days before today; `days` is at least 1."""
        day = add_working_days(self.calendar, self.today, -days)
        local = datetime.combine(day, time.fromisoformat(clock_time), ZoneInfo(self.calendar.zone))
        return local.astimezone(UTC)

    def day(self, offset: int) -> date:
        """The working day so many after today, or before it when negative."""
        return add_working_days(self.calendar, self.today, offset)
