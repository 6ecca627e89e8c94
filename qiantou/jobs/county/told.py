"""The whole demonstration: the county is set up, then every story is told up to now."""

from __future__ import annotations

from datetime import datetime, timedelta
from secrets import token_bytes
from typing import TYPE_CHECKING

from django.utils import translation

from qiantou.acts import shell
from qiantou.core.register import DEFAULT_HOURS
from qiantou.core.worktime import Calendar
from qiantou.jobs.county.clock import StoryClock
from qiantou.jobs.county.establish import County, establish
from qiantou.jobs.county.playing import Story, tell
from qiantou.jobs.county.stories import (
    asking,
    calls,
    charging,
    circle,
    clinics,
    coop,
    division,
    drains,
    duties,
    harvest,
    inspection,
    lookups,
    market,
    meetings,
    outside,
    relief,
    routine,
    sewers,
    tender,
    year,
)  # fmt: skip
from qiantou.jobs.holidays import known_days, known_through

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

STORIES: tuple[Story, ...] = (
    division.story, coop.story, inspection.story, relief.story, charging.story, clinics.story, tender.story,
    market.story, harvest.story, duties.story, drains.story, calls.story, asking.story, meetings.story,
    circle.story, outside.story, sewers.story, *year.STORIES, routine.story, calls.returned_twice,
    lookups.story,
)  # fmt: skip
BEGUN = 230  # working days ago


def story_clock(told: datetime) -> StoryClock:
    """A clock that stands on the morning on which the county enters its register."""
    year = told.year
    days = known_days(year - 1, year + 1)
    calendar = Calendar(DEFAULT_HOURS.zone, DEFAULT_HOURS.sessions, days, known_through=known_through())
    clock = StoryClock(told, calendar, told - timedelta(days=365))
    clock.forward(clock.ago(BEGUN, "08:45"))
    return clock


def tell_all(
    told: datetime, *, stories: Sequence[Story] = STORIES, chance: Callable[[int], bytes] = token_bytes
) -> County:
    """Set the county up and tell `stories` up to the instant `told`. Its people write Chinese on any terminal."""
    clock = story_clock(told)
    with shell.scripted(clock.read, chance), translation.override("zh-hans"):
        county = establish(clock.today)
        tell(stories, county, clock)
    return county
