"""The day of an instant is the day of the site's clock, not that of Greenwich."""

from __future__ import annotations

from datetime import UTC, date, datetime

from qiantou.desk.templatetags.dates import day
from tests.support.marks import ON_SQLITE


@ON_SQLITE
def test_an_instant_of_the_small_hours_is_told_on_the_day_the_site_has(site):
    assert day(datetime(2026, 3, 1, 22, 50, tzinfo=UTC)) == day(date(2026, 3, 2))
