"""A change of the calendar as it is typed, and the entry of the register it becomes.

A date that moves is never edited: it is computed from the calendar, and says so. See calendar_moves.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.core.calendar import Calendar, DayRule, Session
from qiantou.core.register import DAYS, DEFAULT_HOURS, HOURS, OUTAGES, Hours, Listed, Outage
from qiantou.desk.forms import FIRST_DAY, LAST_DAY, WITHIN, Day

SESSION = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-–~至]\s*([01]?\d|2[0-4]):([0-5]\d)")


class DayForm(forms.Form):
    """One day that differs from the week's pattern, or follows it again."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=Day(), validators=WITHIN)
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
        for name in ("start", "end"):
            if given.get(name) and not FIRST_DAY <= given[name].date() <= LAST_DAY:
                self.add_error(name, _("This is far from every day of the record."))
        return given

    def listed(self, calendar: Calendar, since: date) -> Listed:
        start, end = (_instant(self.cleaned_data[name], calendar) for name in ("start", "end"))
        return Listed(OUTAGES, f"{start:%Y%m%dT%H%M}-{end:%Y%m%dT%H%M}", Outage(start, end), since)


def _instant(value: datetime, calendar: Calendar) -> datetime:
    """What was typed is read on the clock of the calendar's zone."""
    return value.replace(tzinfo=ZoneInfo(calendar.zone)).astimezone(UTC)


class HoursForm(forms.Form):
    """The working hours of the week, and the time zone that every page and every rule follows."""

    hours = forms.CharField(
        max_length=100, label=gettext_lazy("Working hours, Monday to Friday"),
        widget=forms.TextInput(attrs={"placeholder": "08:30-12:00 14:30-18:00"}),
    )  # fmt: skip
    zone = forms.CharField(max_length=40, initial=DEFAULT_HOURS.zone, label=gettext_lazy("Time zone"))

    def clean_hours(self) -> tuple[Session, ...]:
        try:
            sessions = sessions_of(self.cleaned_data["hours"])
            DayRule(sessions)
        except ValueError:
            raise forms.ValidationError(
                _("Write sessions one after another, such as 09:00-12:00 13:30-17:00."), code="sessions"
            ) from None
        return sessions

    def clean_zone(self) -> str:
        zone: str = self.cleaned_data["zone"]
        try:
            Calendar(zone, DEFAULT_HOURS.sessions)
        except ValueError:
            raise forms.ValidationError(_("No such time zone. Write it as Asia/Shanghai."), code="zone") from None
        return zone

    def listed(self, calendar: Calendar, since: date) -> Listed:
        given = self.cleaned_data
        return Listed(HOURS, "site", Hours(given["zone"], given["hours"], calendar.known_through), since)


class KnownForm(forms.Form):
    """Up to which day published holidays are entered."""

    through = forms.DateField(label=gettext_lazy("Days of rest are entered up to"), widget=Day(), validators=WITHIN)

    def listed(self, calendar: Calendar, since: date) -> Listed:
        return Listed(HOURS, "site", Hours(calendar.zone, calendar.hours, self.cleaned_data["through"]), since)


FORMS: dict[str, type[DayForm] | type[OutageForm] | type[KnownForm] | type[HoursForm]] = {
    "day": DayForm, "outage": OutageForm, "known": KnownForm, "hours": HoursForm,
}  # fmt: skip


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
        case Hours(zone, sessions, through):
            return (zone, sessions, through) == (calendar.zone, calendar.hours, calendar.known_through)
        case Outage(start, end):
            return (start, end) in calendar.closed
    return False
