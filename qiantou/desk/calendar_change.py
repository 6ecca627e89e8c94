"""A change of the calendar before it is entered: what the register would say, and which open dates would move.

Whoever keeps the calendar sees no business content, so a moved date is shown with its matter's number and kind,
without title or units. A date that moves is never edited: it is computed from the calendar, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.acts import registers, shell
from qiantou.core.calendar import Calendar, DayRule, Session
from qiantou.core.due import current_due
from qiantou.core.evolve import evolve
from qiantou.core.kernel import RULE, Entry, Stream, fold
from qiantou.core.matter import pauses
from qiantou.core.register import DAYS, HOURS, OUTAGES, Hours, Listed, Outage, Register
from qiantou.desk import labels
from qiantou.desk.addresses import ref
from qiantou.desk.forms import Day
from qiantou.ledger.writer import read
from qiantou.readmodel.models import MatterRow

SESSION = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-–~至]\s*([01]?\d|2[0-4]):([0-5]\d)")
BATCH = 500  # matters folded at a time
LISTED = 20


class DayForm(forms.Form):
    """One day that differs from the week's pattern, or follows it again."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=Day())
    holds = forms.ChoiceField(
        label=gettext_lazy("On this day"),
        choices=[
            ("rest", gettext_lazy("rest")), ("full", gettext_lazy("a full working day")),
            ("morning", gettext_lazy("the first half only")), ("afternoon", gettext_lazy("the second half only")),
            ("hours", gettext_lazy("other hours, as written below")), ("week", gettext_lazy("as the week has it")),
        ],
    )  # fmt: skip
    hours = forms.CharField(
        required=False, max_length=100, label=gettext_lazy("Other hours"),
        widget=forms.TextInput(attrs={"placeholder": "09:00-12:00 13:30-17:00"}),
    )  # fmt: skip
    name = forms.CharField(required=False, max_length=60, label=gettext_lazy("Name of the day"))
    source = forms.CharField(
        max_length=200, label=gettext_lazy("Notice it rests on"),
        error_messages={"required": gettext_lazy("Name the notice, its number and date.")},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("holds") == "hours":
            try:
                given["sessions"] = sessions_of(given.get("hours", ""))
                DayRule(given["sessions"])
            except ValueError:
                self.add_error("hours", _("Write sessions one after another, such as 09:00-12:00 13:30-17:00."))
        return given

    def listed(self, calendar: Calendar, since: date) -> Listed:
        given = self.cleaned_data
        sessions = {
            "rest": (), "full": calendar.hours, "morning": calendar.hours[:1], "afternoon": calendar.hours[-1:],
            "hours": given.get("sessions", ()),
        }.get(given["holds"])  # fmt: skip
        value = None if sessions is None else DayRule(sessions, given["name"], given["source"])
        return Listed(DAYS, given["day"].isoformat(), value, since, note=given["source"] if value is None else "")


def sessions_of(text: str) -> tuple[Session, ...]:
    """The sessions written as 09:00-12:00; 24:00 is midnight. Raises ValueError for anything else."""
    found = SESSION.findall(text)
    if not found or SESSION.sub("", text).strip(" ,;，；、"):
        raise ValueError(text)
    return tuple((time(int(a), int(b)), time(int(c) % 24, int(d))) for a, b, c, d in found)


class OutageForm(forms.Form):
    """Time in which nobody could work with the site: it counts for no clock."""

    start = forms.DateTimeField(
        label=gettext_lazy("Closed from"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    end = forms.DateTimeField(label=gettext_lazy("until"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("start") and given.get("end") and given["end"] <= given["start"]:
            self.add_error("end", _("It must end after it begins."))
        return given

    def listed(self, calendar: Calendar, since: date) -> Listed:
        start, end = (_instant(self.cleaned_data[name], calendar) for name in ("start", "end"))
        return Listed(OUTAGES, f"{start:%Y%m%dT%H%M}-{end:%Y%m%dT%H%M}", Outage(start, end), since)


def _instant(value: datetime, calendar: Calendar) -> datetime:
    """What was typed is read on the clock of the calendar's zone."""
    return value.replace(tzinfo=ZoneInfo(calendar.zone)).astimezone(UTC)


class KnownForm(forms.Form):
    """Up to which day published holidays are entered."""

    through = forms.DateField(label=gettext_lazy("Days of rest are entered up to"), widget=Day())

    def listed(self, calendar: Calendar, since: date) -> Listed:
        return Listed(HOURS, "site", Hours(calendar.zone, calendar.hours, self.cleaned_data["through"]), since)


FORMS: dict[str, type[DayForm] | type[OutageForm] | type[KnownForm]] = {
    "day": DayForm, "outage": OutageForm, "known": KnownForm,
}  # fmt: skip


@dataclass(frozen=True)
class Moved:
    """One open matter whose due day the change moves."""

    number: str
    kind: str
    before: date | None
    after: date | None
    why: str


@dataclass(frozen=True)
class Consequences:
    """How many open matters there are with a date, how many of these dates move, and the first of them."""

    dated: int
    moved: int
    first: tuple[Moved, ...]


def consequences(listed: Listed) -> Consequences:
    """What entering `listed` now would do to the due days of open matters. Nothing is written."""
    folded, now = registers.folded(), shell.now()
    before = folded.register.at(now).calendar
    entry = Entry(registers.CALENDAR, len(folded.entries) + 1, now, RULE, listed)
    after = Register((*folded.entries, entry)).at(now).calendar
    moved, dated = 0, 0
    first: list[Moved] = []
    for row, old, new in _dates(before, after, now):
        dated += 1
        if old != new:
            moved += 1
            if len(first) < LISTED:
                first.append(Moved(ref(row.stream), labels.kind(row.kind), old, new, _why(before, after, old, row)))
    return Consequences(dated, moved, tuple(first))


def _dates(before: Calendar, after: Calendar, now: datetime) -> Iterator[tuple[MatterRow, date | None, date | None]]:
    """Each open matter that has a day, with its current due day by both calendars."""
    rows = list(MatterRow.objects.filter(is_open=True).order_by("due_now", "stream").only("stream", "kind", "due"))
    for at in range(0, len(rows), BATCH):
        part = rows[at : at + BATCH]
        for row, entries in zip(part, _histories(part), strict=True):
            matter = fold(evolve, None, entries)
            if matter is None or (matter.due is None and not matter.grants):
                continue
            old, new = (
                current_due(matter.due, matter.grants, pauses(matter, calendar), calendar, now)
                for calendar in (before, after)
            )
            yield row, old, new


def _histories(rows: list[MatterRow]) -> Iterator[list[Entry[Any]]]:
    told = read([Stream(row.stream) for row in rows])
    for row in rows:
        yield told[Stream(row.stream)]


def _why(before: Calendar, after: Calendar, old: date | None, row: MatterRow) -> str:
    if old is not None and before.is_working_day(old) and not after.is_working_day(old):
        return _("its last day becomes a day of rest and rolls forward")
    if row.due is not None and not before.is_working_day(row.due) and after.is_working_day(row.due):
        return _("its last day is worked now and rolls no longer")
    return _("its paused time makes another number of working days")


def as_typed(form: forms.Form) -> list[tuple[str, str]]:
    """The fields as they came, to be sent again with the confirmation."""
    return [(name, str(form.data.get(name, ""))) for name in form.fields]


def unchanged(listed: Listed, calendar: Calendar) -> bool:
    """Whether the calendar says this already."""
    match listed.value:
        case DayRule() as rule:
            return calendar.days.get(date.fromisoformat(listed.key)) == rule
        case None:
            return date.fromisoformat(listed.key) not in calendar.days
        case Hours(known_through=through):
            return through == calendar.known_through
        case Outage(start, end):
            return (start, end) in calendar.closed
    return False
