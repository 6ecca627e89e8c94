"""How far the days of rest are known, and whether that is far enough: said before a date rests on a guess.

The next year's notice comes each November; until it is entered, dates beyond the last known day count weekends
alone and may move. The warning comes AHEAD days before that day, or once an open matter is due after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max

from qiantou.core.register import InForce
from qiantou.readmodel.models import MatterRow

AHEAD = timedelta(days=60)  # [default]


@dataclass(frozen=True)
class Horizon:
    """`through`: the last day known, None for none; `furthest`: the last due day of open matters."""

    today: date
    through: date | None
    furthest: date | None

    @property
    def days(self) -> int:
        """How many days ahead of today are known; 0 when none is."""
        return max(0, (self.through - self.today).days) if self.through else 0

    @property
    def is_short(self) -> bool:
        return self.through is None or self.through < self.today + AHEAD or self.is_passed

    @property
    def is_passed(self) -> bool:
        """Whether an open matter is due beyond what is known."""
        return self.through is not None and self.furthest is not None and self.furthest > self.through


def horizon(force: InForce) -> Horizon:
    """As of the instant of `force`; one query."""
    last = MatterRow.objects.filter(is_open=True).aggregate(due=Max("due"), now=Max("due_now"))
    days = [day for day in last.values() if day is not None]
    return Horizon(force.day, force.calendar.known_through, max(days, default=None))
