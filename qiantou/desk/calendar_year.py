"""A year of the calendar in months to look at: rest, holidays, working weekends 调休, half days, closed time.

Each sort of day has a letter beside its colour, so that paper and colour-blind eyes read the same.
"""

from __future__ import annotations

import calendar as months_of
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from qiantou.core.calendar import MINUTE, Calendar

SATURDAY = 5


@dataclass(frozen=True)
class Cell:
    """One day: its sort as the stylesheet calls it, the letter beside the number, and the sentence for it."""

    day: date
    sort: str
    letter: str
    told: str
    today: bool
    unknown: bool


def months(calendar: Calendar, year: int, today: date) -> Iterator[tuple[date, list[list[Cell | None]]]]:
    """Each month as its first day, and weeks from Monday; None where a week reaches outside the month."""
    for number in range(1, 13):
        weeks = months_of.Calendar(firstweekday=0).monthdatescalendar(year, number)
        yield (
            date(year, number, 1),
            [[_cell(calendar, day, today) if day.month == number else None for day in week] for week in weeks],
        )


def _cell(calendar: Calendar, day: date, today: date) -> Cell:
    sort = sort_of(calendar, day)
    letters = {"holiday": _("R"), "shift": _("W"), "half": "½", "other": "±", "closed": "×"}
    rule = calendar.days.get(day)
    told = _(": ").join(part for part in (sort_words(sort), rule.name if rule else "") if part)
    return Cell(day, sort, letters.get(sort, ""), told, day == today, not calendar.covers(day))


def sort_of(calendar: Calendar, day: date) -> str:
    """work, weekend, holiday, shift (a weekend that is worked), half, other (other hours), or closed."""
    rule, minutes = calendar.rule(day), opened(calendar, day)
    if rule.sessions and not minutes:
        return "closed"
    if not rule.sessions:
        return "weekend" if day.weekday() >= SATURDAY else "holiday"
    planned = sum(_minutes(session) for session in rule.sessions)
    if minutes < planned:
        return "other"
    if minutes < calendar.day_minutes and len(rule.sessions) < len(calendar.hours):
        return "half"
    if minutes != calendar.day_minutes:
        return "other"
    return "shift" if day.weekday() >= SATURDAY else "work"


def opened(calendar: Calendar, day: date) -> int:
    """Whole working minutes of a day, closed time cut out."""
    return sum(end - start for start, end in calendar.sums.open_on(day.toordinal())) // MINUTE


def _minutes(session: tuple[object, object]) -> int:
    start, end = (reading.hour * 60 + reading.minute for reading in session)  # type: ignore[attr-defined]
    return int((end - start) % (24 * 60) or 24 * 60)


def sort_words(sort: str) -> str:
    return {
        "work": _("working day"),
        "weekend": _("weekend"),
        "holiday": _("day of rest"),
        "shift": _("working weekend"),
        "half": _("half day"),
        "other": _("other hours"),
        "closed": _("site closed"),
    }[sort]


def hours_words(calendar: Calendar, day: date) -> str:
    """The sessions of a day as read on a clock; an en dash for a day of rest."""
    sessions = calendar.rule(day).sessions
    return " ".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in sessions) or "–"
